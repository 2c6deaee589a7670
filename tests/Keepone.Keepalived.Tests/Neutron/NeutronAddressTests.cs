using System.Net;
using Keepone.Keepalived.Neutron;

namespace Keepone.Keepalived.Tests.Neutron;

public sealed class NeutronAddressTests
{
    // The C library's forms; .NET writes the second, third and fourth differently.
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("fe80::5efe:192.0.2.1", "fe80::5efe:c000:201")]
    [InlineData("::ffff:0:192.0.2.1", "::ffff:0:c000:201")]
    [InlineData("::ffff:0:1", "::ffff:0.0.0.1")]
    [InlineData("::192.0.2.1", "::192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.1")]
    [InlineData("::", "::")]
    [InlineData("::1", "::1")]
    [InlineData("::1:0", "::0.1.0.0")]
    [InlineData("1::", "1::")]
    [InlineData("1:0:0:2:0:0:0:3", "1:0:0:2::3")]
    [InlineData("1:0:0:2:3:0:0:4", "1::2:3:0:0:4")]
    [InlineData("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7")]
    [InlineData("2001:DB8::A", "2001:db8::a")]
    public void Text_AnAddress_IsTheCLibrarys(string address, string expected) => Assert.Equal(expected, NeutronAddress.Text(IPAddress.Parse(address)));

    [Theory]
    [InlineData("[::1]")]
    [InlineData("fe80::1%1")]
    [InlineData("10.1")]
    [InlineData("")]
    [InlineData("10.0.0.1 ")]
    public void TryParse_WhatIsNoPlainAddress_Fails(string text) => Assert.False(NeutronAddress.TryParse(text, out _));

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("2001:db8::/32", true)]
    [InlineData("10.0.0.0", false)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("10.0.0.0/8/8", false)]
    [InlineData("/8", false)]
    public void TryParsePrefix_AText_IsAnAddressWithItsLength(string text, bool expected) =>
        Assert.Equal(expected, NeutronAddress.TryParsePrefix(text, out _));
}
