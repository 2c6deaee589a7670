using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Echo;

public sealed class EchoPacketTests
{
    private const ulong Token = 0x0123_4567_89ab_cdef;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryReadReply_AnsweredRequest_GivesItsSequence(bool ipv6)
    {
        var reply = Reply(ipv6, 0xbeef, 0xfffe);

        Assert.True(EchoPacket.TryReadReply(reply, ipv6, 0xbeef, Token, out var sequence));
        Assert.Equal(0xfffe, sequence);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryReadReply_AnyOtherBytes_IsNone(bool ipv6)
    {
        var reply = Reply(ipv6, 0xbeef, 7);

        Assert.False(EchoPacket.TryReadReply(reply, ipv6, 0xbee0, Token, out _));
        Assert.False(EchoPacket.TryReadReply(reply, ipv6, 0xbeef, Token + 1, out _));
        Assert.False(EchoPacket.TryReadReply(reply, !ipv6, 0xbeef, Token, out _));
        Assert.False(EchoPacket.TryReadReply(reply.AsSpan(1), ipv6, 0xbeef, Token, out _));
        Assert.False(EchoPacket.TryReadReply([.. reply, 0], ipv6, 0xbeef, Token, out _));
        Assert.False(EchoPacket.TryReadReply(Request(ipv6, 0xbeef, 7), ipv6, 0xbeef, Token, out _));
        for (var length = 0; length < reply.Length; length++)
        {
            Assert.False(EchoPacket.TryReadReply(reply.AsSpan(0, length), ipv6, 0xbeef, Token, out _));
        }
    }

    // RFC 792's own checksum finds every single bit that is wrong.
    [Fact]
    public void TryReadReply_OneBitIsWrong_IsNone()
    {
        for (var bit = 0; bit < EchoPacket.Bytes * 8; bit++)
        {
            var reply = Reply(ipv6: false, 0xbeef, 7);
            reply[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.False(EchoPacket.TryReadReply(reply, ipv6: false, 0xbeef, Token, out _));
        }
    }

    private static byte[] Request(bool ipv6, ushort identifier, ushort sequence)
    {
        var packet = new byte[EchoPacket.Bytes];
        EchoPacket.WriteRequest(packet, ipv6, identifier, sequence, Token);
        return packet;
    }

    // What a host makes of a request: another type, and the checksum that belongs to it (the type is 8 less in its high byte).
    private static byte[] Reply(bool ipv6, ushort identifier, ushort sequence)
    {
        var packet = Request(ipv6, identifier, sequence);
        packet[0] = EchoPacket.ReplyType(ipv6);
        if (!ipv6)
        {
            var sum = (packet[2] << 8 | packet[3]) + 0x0800;
            sum = (sum & 0xffff) + (sum >> 16);
            (packet[2], packet[3]) = ((byte)(sum >> 8), (byte)sum);
        }

        return packet;
    }
}
