using Keepone.Core.Health;

namespace Keepone.Core.Tests.Health;

public sealed class ProbeTargetTests
{
    [Theory]
    [InlineData("203.0.113.1", "203.0.113.1", null)]
    [InlineData("2001:db8::1", "2001:db8::1", null)]
    [InlineData("fe80::1%qg0", "fe80::1", "qg0")]
    [InlineData("203.0.113.1%qg-1.2_x", "203.0.113.1", "qg-1.2_x")]
    [InlineData("fe80::1", "fe80::1", null)]
    public void TryParse_AnAddress_GivesItAndItsInterface(string text, string address, string? name)
    {
        Assert.True(ProbeTarget.TryParse(text, out var target));

        Assert.Equal((address, name, null), (target.Address.ToString(), target.Interface, target.Port));
        Assert.Equal(text, target.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("gateway")]
    [InlineData("203.0.113")]
    [InlineData("203.0.113.1:80")]
    [InlineData("203.0.113.1/24")]
    [InlineData("203.0.113.1%")]
    [InlineData("fe80::1%qg/0")]
    [InlineData("fe80::1%..")]
    [InlineData("fe80::1%0123456789abcdef")]
    [InlineData("fe80::1%qg0%qg0")]
    public void TryParse_AnythingElse_IsNone(string text) => Assert.False(ProbeTarget.TryParse(text, out _));

    [Theory]
    [InlineData("203.0.113.1:1", "203.0.113.1", null, 1)]
    [InlineData("203.0.113.1%qg0:65535", "203.0.113.1", "qg0", 65_535)]
    [InlineData("[2001:db8::1]:179", "2001:db8::1", null, 179)]
    [InlineData("[fe80::1%qg0]:179", "fe80::1", "qg0", 179)]
    public void TryParseWithPort_AnAddressAndPort_GivesBoth(string text, string address, string? name, int port)
    {
        Assert.True(ProbeTarget.TryParseWithPort(text, out var target));

        Assert.Equal((address, name, port), (target.Address.ToString(), target.Interface, target.Port));
        Assert.Equal(text, target.ToString());
    }

    [Theory]
    [InlineData("203.0.113.1")]
    [InlineData("203.0.113.1:")]
    [InlineData("203.0.113.1:0")]
    [InlineData("203.0.113.1:65536")]
    [InlineData("203.0.113.1:+80")]
    [InlineData(":80")]
    [InlineData("[203.0.113.1]:80")]
    [InlineData("2001:db8::1:80")]
    [InlineData("[2001:db8::1]")]
    [InlineData("[2001:db8::1:80")]
    [InlineData("gateway:80")]
    public void TryParseWithPort_AnythingElse_IsNone(string text) => Assert.False(ProbeTarget.TryParseWithPort(text, out _));
}
