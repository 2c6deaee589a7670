using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Netlink;

public sealed class RouteEditTests
{
    [Theory]
    [InlineData("169.254.0.7/24")]
    [InlineData("2001:db8::7/64")]
    public async Task AddRemove_Twice_SecondTimeIsFalse(string address)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        var index = TestNetwork.IndexOf(network.Left, "left0");
        Assert.True(IpPrefix.TryParse(address, out var prefix));
        Assert.True(RouteEdit.AddAddress(network.Left, index, prefix));
        Assert.False(RouteEdit.AddAddress(network.Left, index, prefix));
        using var dump = RouteDump.OpenIn(network.Left);
        Assert.Contains(dump.Addresses(), found => found.Prefix == prefix && found.InterfaceIndex == index);
        Assert.True(RouteEdit.RemoveAddress(network.Left, index, prefix));
        Assert.False(RouteEdit.RemoveAddress(network.Left, index, prefix));
        Assert.DoesNotContain(dump.Addresses(), found => found.Prefix == prefix);
    }

    [Fact]
    public async Task AddAddress_NoSuchInterface_NamesOperationAndReason()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        Assert.True(IpPrefix.TryParse("169.254.0.7/24", out var prefix));
        var error = Assert.Throws<LinuxException>(() => RouteEdit.AddAddress(network.Left, 9999, prefix));
        Assert.StartsWith(
            $"cannot add 169.254.0.7/24 to interface 9999 of /run/netns/{network.LeftName}: No such device",
            error.Message,
            StringComparison.Ordinal);
        Assert.True(error.IsMissing);
    }

    [Theory]
    [InlineData("192.0.2.1/24", "198.51.100.0/24", "192.0.2.2")]
    [InlineData("192.0.2.1/24", "0.0.0.0/0", "192.0.2.2")]
    [InlineData("2001:db8::1/64", "2001:db8:1::/64", "2001:db8::2")]
    public async Task RemoveRoute_AListedRoute_IsGoneAndTheOthersStay(string address, string destination, string gateway)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        Assert.True(IpPrefix.TryParse(address, out var own));
        Assert.True(RouteEdit.AddAddress(network.Left, TestNetwork.IndexOf(network.Left, "left0"), own));
        await TestNetwork.IpAsync(network.Left, "route", "add", destination, "via", gateway, "dev", "left0", "proto", "static");
        using var dump = RouteDump.OpenIn(network.Left);
        var before = dump.Routes();
        var route = Assert.Single(before, route => route.Destination.ToString() == destination);

        Assert.True(RouteEdit.RemoveRoute(network.Left, route));

        Assert.False(RouteEdit.RemoveRoute(network.Left, route));
        Assert.Equal(before.Count - 1, dump.Routes().Count);
    }

    [Fact]
    public async Task SetUp_Down_LinkIsDown()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var dump = RouteDump.OpenIn(network.Left);
        var link = Assert.IsType<Link>(dump.FindLink("left0"));
        Assert.True(link.Up);
        RouteEdit.SetUp(network.Left, link.Index, up: false);
        Assert.False(dump.FindLink("left0")!.Up);
        RouteEdit.SetUp(network.Left, link.Index, up: true);
        Assert.True(dump.FindLink("left0")!.Up);
    }
}
