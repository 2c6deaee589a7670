using System.Buffers.Binary;

namespace Keepone.Linux;

/// <summary>ICMP echo messages (RFC 792, RFC 4443 4.1 and 4.2): the header, and a number by which the asker knows its own.</summary>
internal static class EchoPacket
{
    /// <summary>Type, code, checksum, identifier, sequence number, and eight bytes that the other side sends back.</summary>
    public const int Bytes = 16;

    private const byte Request = 8;
    private const byte Reply = 0;
    private const byte RequestIpv6 = 128;
    private const byte ReplyIpv6 = 129;

    /// <summary>The type of an answer, for the kernel's filter.</summary>
    public static byte ReplyType(bool ipv6) => ipv6 ? ReplyIpv6 : Reply;

    /// <summary>Writes a request. The kernel adds ICMPv6's checksum, which counts addresses in.</summary>
    public static void WriteRequest(Span<byte> packet, bool ipv6, ushort identifier, ushort sequence, ulong token)
    {
        packet[..Bytes].Clear();
        packet[0] = ipv6 ? RequestIpv6 : Request;
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], identifier);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], sequence);
        BinaryPrimitives.WriteUInt64BigEndian(packet[8..], token);
        if (!ipv6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[2..], Checksum(packet[..Bytes]));
        }
    }

    /// <summary>Reads an answer to a request of this asker.</summary>
    public static bool TryReadReply(ReadOnlySpan<byte> packet, bool ipv6, ushort identifier, ulong token, out ushort sequence)
    {
        sequence = 0;
        if (packet.Length != Bytes || packet[0] != ReplyType(ipv6) || packet[1] != 0
            || BinaryPrimitives.ReadUInt16BigEndian(packet[4..]) != identifier || BinaryPrimitives.ReadUInt64BigEndian(packet[8..]) != token
            || (!ipv6 && Checksum(packet) != 0))
        {
            return false;
        }

        sequence = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]);
        return true;
    }

    // RFC 1071: of a packet with its checksum in place it is 0.
    private static ushort Checksum(ReadOnlySpan<byte> packet)
    {
        uint sum = 0;
        for (var i = 0; i < packet.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(packet[i..]);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~(sum + (sum >> 16));
    }
}
