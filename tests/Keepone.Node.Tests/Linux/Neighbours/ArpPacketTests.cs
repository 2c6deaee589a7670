using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Neighbours;

public sealed class ArpPacketTests
{
    private static readonly MacAddress Asker = new(0x02aa_bbcc_ddee);
    private static readonly MacAddress Holder = new(0xfa16_3e00_0001);
    private static readonly byte[] Target = [203, 0, 113, 1];

    // RFC 826 and RFC 5227 2.1.1, byte by byte.
    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 }, "00000000")]
    [InlineData(new byte[] { 203, 0, 113, 10 }, "cb00710a")]
    public void WriteRequest_AnAskerWithOrWithoutAnAddress_IsTheStandardsFrame(byte[] sender, string expected)
    {
        var frame = new byte[ArpPacket.Bytes];
        ArpPacket.WriteRequest(frame, Asker, sender, Target);

        Assert.Equal($"ffffffffffff02aabbccddee0806000108000604000102aabbccddee{expected}000000000000cb007101", Convert.ToHexStringLower(frame));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(18)]
    public void TryReadReply_AnAnswer_GivesTheHolder(int padding)
    {
        byte[] frame = [.. Answer(), .. new byte[padding]];

        Assert.True(ArpPacket.TryReadReply(frame, Asker, Target, out var holder));
        Assert.Equal(Holder, holder);
    }

    // Destination, EtherType, hardware, protocol, their lengths, operation, sender's address: none may differ.
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(21)]
    [InlineData(28)]
    [InlineData(31)]
    public void TryReadReply_AnyOtherFrame_IsNone(int at)
    {
        var frame = Answer();
        frame[at] ^= 1;

        Assert.False(ArpPacket.TryReadReply(frame, Asker, Target, out _));
    }

    [Fact]
    public void TryReadReply_AFrameThatIsCutOff_IsNone()
    {
        for (var length = 0; length < ArpPacket.Bytes; length++)
        {
            Assert.False(ArpPacket.TryReadReply(Answer().AsSpan(0, length), Asker, Target, out _));
        }
    }

    private static byte[] Answer() => Convert.FromHexString("02aabbccddeefa163e00000108060001080006040002fa163e000001cb00710102aabbccddee00000000");
}
