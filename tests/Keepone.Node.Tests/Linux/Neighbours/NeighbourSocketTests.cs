using System.Net;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Neighbours;

public sealed class NeighbourSocketTests
{
    private const string Shared = "fa:16:3e:00:00:07";
    private const string Gateway = "fa:16:3e:00:00:01";

    private static readonly MacAddress Own = new(0x0211_2233_4455);

    // Two replicas of a router plugged as Neutron does, one of them master, and the gateway.
    [Fact]
    public async Task Ask_FromABackupsOwnAddress_IsAnsweredAndDoesNotMoveTheMastersEntry()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestSwitch.CreateAsync(
            (Shared, ["203.0.113.10/24", "2001:db8::10/64"]), (Shared, []), (Gateway, ["203.0.113.1/24", "2001:db8::1/64"]));
        using var reactor = new TestReactor();
        var (gateway, gateway6, master) = (IPAddress.Parse("203.0.113.1"), IPAddress.Parse("2001:db8::1"), IPAddress.Parse("203.0.113.10"));
        using var fromMaster = NeighbourSocket.OpenIn(network.Hosts[0], "eth0", gateway, new MacAddress(0x0211_2233_4400));
        using var fromBackup = NeighbourSocket.OpenIn(network.Hosts[1], "eth0", gateway, Own);
        using var fromBackup6 = NeighbourSocket.OpenIn(network.Hosts[1], "eth0", gateway6, Own);

        // The master as its kernel asks: from its interface's hardware address, which the switch learns at its port.
        Assert.Equal(Gateway, await AskUntilHeardAsync(reactor, fromMaster, master));
        Assert.Equal("p0", await network.PortOfAsync(Shared));

        Assert.Equal(Gateway, await AskUntilHeardAsync(reactor, fromBackup, null));
        Assert.Equal(Gateway, await AskUntilHeardAsync(reactor, fromBackup6, null));
        Assert.Equal("p0", await network.PortOfAsync(Shared));
        Assert.Equal("p1", await network.PortOfAsync(Own.ToString()));

        // What this is about: one frame of the backup with the shared address is enough.
        Assert.Equal(0, fromBackup.Ask(master));
        Assert.Equal("p1", await network.PortOfAsync(Shared));
        Assert.Empty(reactor.Faults.Items);
    }

    [Fact]
    public async Task OpenIn_NoSuchInterfaceOrNoEthernet_SaysSo()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        var target = IPAddress.Parse("203.0.113.1");

        Assert.True(Assert.Throws<LinuxException>(() => NeighbourSocket.OpenIn(network.Left, "none0", target, Own)).IsMissing);
        Assert.Contains("no Ethernet",
            Assert.Throws<LinuxException>(() => NeighbourSocket.OpenIn(network.Left, "lo", target, Own)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_AnInterfaceThatIsDown_GivesTheError()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        await TestNetwork.IpAsync(network.Left, "link", "set", "left0", "down");
        using var socket = NeighbourSocket.OpenIn(network.Left, "left0", IPAddress.Parse("203.0.113.1"), Own);

        Assert.True(NetworkError.IsGone(socket.Ask(null)));
    }

    // A port may need a moment: asked again until somebody answers.
    private static async Task<string> AskUntilHeardAsync(TestReactor reactor, NeighbourSocket socket, IPAddress? from)
    {
        var heard = new Collected<string>();
        reactor.Reactor.Post(() =>
        {
            ReactorTimer timer = null!;
            timer = reactor.Reactor.AddTimer("again", () =>
            {
                if (heard.Items.Length == 0)
                {
                    _ = socket.Ask(from);
                    timer.Set(BootClock.Now + TimeSpan.FromMilliseconds(100));
                }
            });
            socket.Attach(reactor.Reactor, holder => heard.Add(holder.ToString()));
            timer.Set(BootClock.Now);
        });
        return await heard.FirstAsync(_ => true);
    }
}
