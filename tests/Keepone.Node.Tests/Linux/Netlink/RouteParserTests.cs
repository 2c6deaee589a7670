using CsCheck;
using Keepone.Linux.Netlink;

namespace Keepone.Node.Tests.Linux.Netlink;

public sealed class RouteParserTests
{
    [Fact]
    public void Read_AnyBytes_NeverThrows() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        _ = RouteParser.ReadLink(bytes);
        _ = RouteParser.ReadAddress(bytes);
        _ = RouteParser.ReadRoute(bytes);
        var messages = new NetlinkReader(bytes);
        while (messages.TryRead(out var message))
        {
            _ = RouteParser.ReadEvent(message, null);
        }
    });

    [Theory]
    [InlineData(15u, 0, true)]
    [InlineData(16u, 1, false)]
    [InlineData(20u, 1, false)]
    [InlineData(21u, 0, true)]
    [InlineData(uint.MaxValue, 0, true)]
    public void TryRead_LengthField_MustFit(uint length, int expectedMessages, bool malformed)
    {
        var datagram = new byte[20];
        BitConverter.TryWriteBytes(datagram, length);
        var reader = new NetlinkReader(datagram);
        var messages = 0;
        while (reader.TryRead(out _))
        {
            messages++;
        }

        // 16 of 20 bytes leave four that are no message.
        Assert.Equal(expectedMessages, messages);
        Assert.Equal(malformed || length == 16, reader.Malformed);
    }

    [Fact]
    public void ReadAddress_PrefixLengthBeyondFamily_IsNone()
    {
        byte[] body = [2, 33, 0, 0, 1, 0, 0, 0, 8, 0, 2, 0, 10, 0, 0, 1];
        Assert.Null(RouteParser.ReadAddress(body));
        body[1] = 32;
        Assert.Equal("10.0.0.1/32", RouteParser.ReadAddress(body)?.Prefix.ToString());
    }
}
