using System.Buffers.Binary;

namespace Keepone.Linux;

/// <summary>Neighbour discovery over Ethernet (RFC 4861 4.3 and 4.4), as whole frames.</summary>
internal static class NeighbourPacket
{
    /// <summary>Headers of Ethernet and IPv6, the message, and the option with the asker's hardware address.</summary>
    public const int Bytes = 14 + 40 + 24 + 8;

    public const ushort EtherType = 0x86dd;

    /// <summary>Where IPv6's next header is in a frame.</summary>
    public const int NextHeaderAt = 14 + 6;

    /// <summary>Where the message begins in a frame: its type is the first byte.</summary>
    public const int MessageAt = 14 + 40;

    /// <summary>Where the target is in a frame.</summary>
    public const int TargetAt = MessageAt + 8;

    public const byte Icmpv6 = 58;
    public const byte Advertisement = 136;

    private const byte Solicitation = 135;
    private const byte Solicited = 0x40;
    private const byte SourceOption = 1;
    private const byte TargetOption = 2;

    /// <summary>The hop limit that proves that a message did not cross a router (RFC 4861 7.1).</summary>
    private const byte OnLink = 255;

    /// <summary>
    /// The link-local address of a hardware address (RFC 4291 appendix A): a sender of its own. From the unspecified address a solicitation
    /// would be duplicate address detection, and would cost an address that its owner is just detecting (RFC 4862 5.4.3).
    /// </summary>
    public static void WriteLinkLocal(Span<byte> address, MacAddress mac)
    {
        address[..16].Clear();
        (address[0], address[1]) = (0xfe, 0x80);
        Span<byte> bytes = stackalloc byte[MacAddress.Bytes];
        mac.Write(bytes);
        bytes[..3].CopyTo(address[8..]);
        address[8] ^= 2;
        (address[11], address[12]) = (0xff, 0xfe);
        bytes[3..].CopyTo(address[13..]);
    }

    /// <summary>Writes a solicitation to the target's solicited-node group (RFC 4291 2.7.1).</summary>
    public static void WriteSolicitation(Span<byte> frame, MacAddress mac, ReadOnlySpan<byte> sender, ReadOnlySpan<byte> target)
    {
        frame = frame[..Bytes];
        frame.Clear();
        (frame[0], frame[1], frame[2]) = (0x33, 0x33, 0xff);
        target[13..].CopyTo(frame[3..]);
        mac.Write(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], EtherType);
        var ip = frame[14..];
        ip[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], Bytes - MessageAt);
        (ip[6], ip[7]) = (Icmpv6, OnLink);
        sender.CopyTo(ip[8..]);
        (ip[24], ip[25], ip[35], ip[36]) = (0xff, 0x02, 1, 0xff);
        target[13..].CopyTo(ip[37..]);
        var message = frame[MessageAt..];
        message[0] = Solicitation;
        target.CopyTo(message[8..]);
        (message[24], message[25]) = (SourceOption, 1);
        mac.Write(message[26..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], Checksum(ip));
    }

    /// <summary>Reads an advertisement that was sent to the asker alone, about the target that it asked for.</summary>
    public static bool TryReadAdvertisement(ReadOnlySpan<byte> frame, MacAddress mac, ReadOnlySpan<byte> target, out MacAddress holder)
    {
        holder = default;
        if (frame.Length < MessageAt + 24 || MacAddress.Read(frame) != mac || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != EtherType)
        {
            return false;
        }

        // What is behind the packet is the wire's padding.
        var ip = frame[14..];
        var length = BinaryPrimitives.ReadUInt16BigEndian(ip[4..]);
        if (ip[0] >> 4 != 6 || ip[6] != Icmpv6 || ip[7] != OnLink || length < 24 || length > ip.Length - 40)
        {
            return false;
        }

        ip = ip[..(40 + length)];
        var message = ip[40..];
        if (message[0] != Advertisement || message[1] != 0 || (message[4] & Solicited) == 0 || !message.Slice(8, 16).SequenceEqual(target)
            || Checksum(ip) != 0)
        {
            return false;
        }

        // To a solicitation by multicast the option is required (RFC 4861 4.4); who forgets it still is where the frame came from.
        holder = MacAddress.Read(frame[6..]);
        for (var options = message[24..]; options.Length >= 8 && options[1] != 0 && options[1] * 8 <= options.Length; options = options[(options[1] * 8)..])
        {
            if (options[0] == TargetOption)
            {
                holder = MacAddress.Read(options[2..]);
            }
        }

        return true;
    }

    // RFC 4443 2.3: over addresses, length, next header and message; of a packet with its checksum in place it is 0.
    private static ushort Checksum(ReadOnlySpan<byte> ip)
    {
        var sum = (uint)(ip.Length - 40) + Icmpv6;
        for (var i = 8; i < ip.Length; i += 2)
        {
            sum += i + 1 < ip.Length ? BinaryPrimitives.ReadUInt16BigEndian(ip[i..]) : (uint)ip[i] << 8;
        }

        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~(sum + (sum >> 16));
    }
}
