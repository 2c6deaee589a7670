using System.Net;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Netlink;

public sealed class RouteDumpTests
{
    [Fact]
    public async Task Dump_VethWithAddressesAndRoutes_AllAreThere()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        await TestNetwork.IpAsync(network.Left, "link", "set", "left0", "address", "02:00:00:00:00:07", "mtu", "1400");
        await TestNetwork.IpAsync(network.Left, "address", "add", "10.0.0.1/24", "dev", "left0");
        await TestNetwork.IpAsync(network.Left, "address", "add", "2001:db8::1/64", "dev", "left0", "nodad");
        await TestNetwork.IpAsync(
            network.Left, "route", "add", "172.16.0.0/16", "via", "10.0.0.9", "proto", "static", "metric", "5");
        await TestNetwork.IpAsync(network.Left, "route", "add", "default", "via", "10.0.0.254");
        await TestNetwork.IpAsync(network.Left, "route", "add", "2001:db8:1::/48", "via", "2001:db8::9");
        await TestNetwork.IpAsync(network.Left, "route", "add", "192.0.2.0/24", "via", "10.0.0.9", "table", "77");

        using var dump = RouteDump.OpenIn(network.Left);
        var link = Assert.IsType<Link>(dump.FindLink("left0"));
        Assert.Equal((true, true, 1400, "veth", 0), (link.Up, link.Carrier, link.Mtu, link.Kind, link.Master));
        Assert.Equal("020000000007", link.Mac.ToString());
        Assert.Null(dump.FindLink("right0"));

        var addresses = dump.Addresses();
        var v4 = Assert.Single(addresses, address => address.Prefix == Prefix("10.0.0.1/24"));
        Assert.Equal((link.Index, "left0", (byte)0), (v4.InterfaceIndex, v4.Label, v4.Scope));
        var v6 = Assert.Single(addresses, address => address.Prefix == Prefix("2001:db8::1/64"));
        Assert.False(v6.IsTentative || v6.IsDuplicate);

        var routes = dump.Routes();
        Assert.Contains(new Route(Prefix("172.16.0.0/16"), IPAddress.Parse("10.0.0.9"), link.Index, 4, 5, 0, 1), routes);
        Assert.Contains(routes, route => route.Destination.Length == 0 && IPAddress.Parse("10.0.0.254").Equals(route.Gateway));
        Assert.Contains(
            routes,
            route => route.Destination == Prefix("2001:db8:1::/48") && IPAddress.Parse("2001:db8::9").Equals(route.Gateway));
        Assert.Contains(
            routes, route => route.Destination == Prefix("10.0.0.0/24") && route.Gateway is null && route.Protocol == 2);
        Assert.DoesNotContain(routes, route => route.Destination == Prefix("192.0.2.0/24"));
    }

    [Fact]
    public async Task Addresses_MoreThanOneRead_AllAreThere()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var directory = new TestDirectory();
        var expected = Enumerable.Range(0, 1000)
            .Select(i => $"10.{i / 200}.{i % 200}.1/32").Order(StringComparer.Ordinal).ToArray();
        await File.WriteAllLinesAsync(
            directory.PathOf("batch"),
            expected.Select(address => $"address add {address} dev left0"),
            TestContext.Current.CancellationToken);
        await TestNetwork.IpAsync(network.Left, "-batch", directory.PathOf("batch"));
        using var dump = RouteDump.OpenIn(network.Left);
        var found = dump.Addresses()
            .Select(address => address.Prefix.ToString()).Where(text => text.StartsWith("10.", StringComparison.Ordinal));
        Assert.Equal(expected, found.Order(StringComparer.Ordinal));
    }

    private static IpPrefix Prefix(string text) =>
        IpPrefix.TryParse(text, out var prefix) ? prefix : throw new FormatException(text);
}
