using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Netlink;

public sealed class RouteMonitorTests
{
    [Theory]
    [InlineData("169.254.0.7/24")]
    [InlineData("2001:db8::7/64")]
    public async Task Attach_AddressComesAndGoes_BothAreHeard(string address)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var reactor = new TestReactor();
        using var monitor = RouteMonitor.OpenIn(network.Left);
        var events = new Collected<RouteEvent>();
        var before = TimeProvider.System.GetTimestamp();
        var times = new Collected<long>();
        monitor.Attach(reactor.Reactor, batch =>
        {
            times.Add(batch.ReadAt);
            foreach (var change in batch.Events)
            {
                events.Add(change);
            }
        });
        Assert.True(IpPrefix.TryParse(address, out var prefix));
        var index = TestNetwork.IndexOf(network.Left, "left0");
        Assert.True(RouteEdit.AddAddress(network.Left, index, prefix));
        var added = await events.FirstAsync(change => change is AddressChange { Present: true } found && found.Prefix == prefix);
        Assert.Equal(index, ((AddressChange)added).InterfaceIndex);
        Assert.Equal(prefix.IsIPv6 ? null : "left0", ((AddressChange)added).Label);
        Assert.Null(added.NamespaceId);

        Assert.True(RouteEdit.RemoveAddress(network.Left, index, prefix));
        _ = await events.FirstAsync(change => change is AddressChange { Present: false } found && found.Prefix == prefix);
        Assert.All(times.Items, time => Assert.InRange(time, before, TimeProvider.System.GetTimestamp()));
        Assert.Empty(reactor.Faults.Items);
    }

    [Fact]
    public async Task Attach_BridgeAndCarrier_LinkChanges()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var reactor = new TestReactor();
        using var monitor = RouteMonitor.OpenIn(network.Left);
        var events = new Collected<RouteEvent>();
        monitor.Attach(reactor.Reactor, batch => batch.Events.ToList().ForEach(events.Add));

        await TestNetwork.IpAsync(network.Left, "link", "add", "br0", "type", "bridge");
        _ = await events.FirstAsync(change => change is LinkChange { Name: "br0", Present: true, Up: false });
        await TestNetwork.IpAsync(network.Left, "link", "set", "left0", "master", "br0");
        await TestNetwork.IpAsync(network.Left, "link", "set", "left0", "nomaster");
        RouteEdit.SetUp(network.Right, TestNetwork.IndexOf(network.Right, "right0"), up: false);
        _ = await events.FirstAsync(change => change is LinkChange { Name: "left0", Present: true, Up: true, Carrier: false });

        // A port that leaves its bridge is not an interface that goes away.
        Assert.DoesNotContain(events.Items, change => change is LinkChange { Name: "left0", Present: false });
        await TestNetwork.IpAsync(network.Left, "link", "delete", "br0");
        _ = await events.FirstAsync(change => change is LinkChange { Name: "br0", Present: false });
        Assert.Empty(reactor.Faults.Items);
    }

    [Fact]
    public async Task OpenForAllNamespaces_TwoNamespaces_EventsAreTaggedInOneOrder()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var home = await TestNetwork.CreateAsync();
        using var reactor = new TestReactor();
        using var monitor = RouteMonitor.OpenForAllNamespaces(home.Left);
        var left = NamespaceIds.Assign(network.Left, home.Left);
        var right = NamespaceIds.Assign(network.Right, home.Left);
        Assert.NotEqual(left, right);
        Assert.Equal(left, NamespaceIds.Assign(network.Left, home.Left));
        Assert.Equal(right, NamespaceIds.Find(network.Right, home.Left));
        var events = new Collected<AddressChange>();
        monitor.Attach(reactor.Reactor, batch => batch.Events.OfType<AddressChange>().ToList().ForEach(events.Add));

        Assert.True(IpPrefix.TryParse("169.254.0.7/24", out var vip));
        var leftIndex = TestNetwork.IndexOf(network.Left, "left0");
        var rightIndex = TestNetwork.IndexOf(network.Right, "right0");
        var homeIndex = TestNetwork.IndexOf(home.Left, "left0");
        for (var i = 0; i < 10; i++)
        {
            Assert.True(RouteEdit.AddAddress(network.Left, leftIndex, vip));
            Assert.True(RouteEdit.AddAddress(network.Right, rightIndex, vip));
            Assert.True(RouteEdit.RemoveAddress(network.Left, leftIndex, vip));
            Assert.True(RouteEdit.RemoveAddress(network.Right, rightIndex, vip));
        }

        Assert.True(RouteEdit.AddAddress(home.Left, homeIndex, vip));
        _ = await events.FirstAsync(change => change.NamespaceId is null);
        var seen = events.Items.Where(change => change.Prefix == vip && change.NamespaceId is not null)
            .Select(change => (change.NamespaceId, change.Present));
        var expected = Enumerable.Range(0, 10)
            .SelectMany(_ => new (int?, bool)[] { (left, true), (right, true), (left, false), (right, false) });
        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task TryRead_MoreEventsThanTheBufferHolds_Overrun()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var monitor = RouteMonitor.OpenIn(network.Left, receiveBuffer: 4096);
        var index = TestNetwork.IndexOf(network.Left, "left0");
        Assert.True(IpPrefix.TryParse("169.254.0.7/24", out var vip));
        for (var i = 0; i < 50; i++)
        {
            _ = RouteEdit.AddAddress(network.Left, index, vip);
            _ = RouteEdit.RemoveAddress(network.Left, index, vip);
        }

        var overruns = 0;
        while (monitor.TryRead(out var batch))
        {
            overruns += batch.Events.OfType<Overrun>().Count();
        }

        Assert.Equal(1, overruns);

        // It hears again afterwards.
        Assert.True(RouteEdit.AddAddress(network.Left, index, vip));
        Assert.True(monitor.TryRead(out var next));
        Assert.IsType<AddressChange>(Assert.Single(next.Events));
    }
}
