using System.Net;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Model;

public sealed class IpPrefixTests
{
    [Theory]
    [InlineData("10.0.0.1/24", "10.0.0.255", true)]
    [InlineData("10.0.0.1/24", "10.0.1.0", false)]
    [InlineData("10.0.0.1/23", "10.0.1.0", true)]
    [InlineData("10.0.0.1/0", "192.0.2.1", true)]
    [InlineData("10.0.0.1/32", "10.0.0.1", true)]
    [InlineData("10.0.0.1/32", "10.0.0.0", false)]
    [InlineData("2001:db8::1/64", "2001:db8::ffff", true)]
    [InlineData("2001:db8::1/65", "2001:db8:0:0:8000::", false)]
    [InlineData("2001:db8::1/64", "10.0.0.1", false)]
    public void Contains_AnAddress_ComparesTheFirstBits(string prefix, string address, bool expected)
    {
        Assert.True(IpPrefix.TryParse(prefix, out var parsed));
        Assert.Equal(expected, parsed.Contains(IPAddress.Parse(address)));
    }
}
