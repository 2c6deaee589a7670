using System.Buffers.Binary;

namespace Keepone.Linux;

/// <summary>ARP for IPv4 over Ethernet (RFC 826), as whole frames: the asker's hardware address need not be its interface's.</summary>
internal static class ArpPacket
{
    /// <summary>An Ethernet header and a packet; the kernel pads what is too short for the wire.</summary>
    public const int Bytes = 42;

    public const ushort EtherType = 0x0806;

    /// <summary>Where the operation is in a frame.</summary>
    public const int OperationAt = 20;

    /// <summary>Where the sender's IPv4 address is in a frame.</summary>
    public const int SenderAt = 28;

    public const ushort Reply = 2;
    private const ushort Request = 1;

    /// <summary>Writes a request to all; a sender address of 0 makes it a probe, which nobody remembers (RFC 5227 2.1.1).</summary>
    public static void WriteRequest(Span<byte> frame, MacAddress mac, ReadOnlySpan<byte> sender, ReadOnlySpan<byte> target)
    {
        frame = frame[..Bytes];
        frame.Clear();
        MacAddress.Broadcast.Write(frame);
        mac.Write(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], EtherType);
        BinaryPrimitives.WriteUInt16BigEndian(frame[14..], 1);
        BinaryPrimitives.WriteUInt16BigEndian(frame[16..], 0x0800);
        (frame[18], frame[19]) = (MacAddress.Bytes, 4);
        BinaryPrimitives.WriteUInt16BigEndian(frame[OperationAt..], Request);
        mac.Write(frame[22..]);
        sender.CopyTo(frame[SenderAt..]);
        target.CopyTo(frame[38..]);
    }

    /// <summary>Reads an answer that was sent to the asker alone, about the target that it asked for.</summary>
    public static bool TryReadReply(ReadOnlySpan<byte> frame, MacAddress mac, ReadOnlySpan<byte> target, out MacAddress holder)
    {
        holder = default;
        if (frame.Length < Bytes || MacAddress.Read(frame) != mac || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != EtherType
            || BinaryPrimitives.ReadUInt16BigEndian(frame[14..]) != 1 || BinaryPrimitives.ReadUInt16BigEndian(frame[16..]) != 0x0800
            || frame[18] != MacAddress.Bytes || frame[19] != 4 || BinaryPrimitives.ReadUInt16BigEndian(frame[OperationAt..]) != Reply
            || !frame.Slice(SenderAt, 4).SequenceEqual(target))
        {
            return false;
        }

        holder = MacAddress.Read(frame[22..]);
        return true;
    }
}
