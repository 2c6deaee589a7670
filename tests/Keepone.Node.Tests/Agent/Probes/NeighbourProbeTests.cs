using Keepone.Agent.Probes;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Probes;

public sealed class NeighbourProbeTests
{
    private const string Shared = "fa:16:3e:00:00:07";
    private const string Stranger = "fa:16:3e:00:00:66";

    [Fact]
    public async Task Run_ANeighbourAndNone_PassesAndIsSilent()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestSwitch.CreateAsync((Shared, ["203.0.113.10/24"]), (Shared, []), ("fa:16:3e:00:00:01", ["203.0.113.1/24", "2001:db8::1/64"]));
        using var rig = new ProbeRig();
        var fromMaster = rig.Make(ProbeRig.Check("arp", "gateway"), place: network.Hosts[0]);
        var fromBackup = rig.Make(ProbeRig.Check("ndp", "2001:db8::1"), ProbeRig.Replica("net-2"), network.Hosts[1]);
        var nobody = rig.Make(ProbeRig.Check("arp", "203.0.113.99"), ProbeRig.Replica("net-2"), network.Hosts[1]);

        Assert.Equal("203.0.113.1 answered ARP on eth0", (await rig.UntilAsync(fromMaster, isMaster: true, CheckOutcome.Pass)).Message);
        Assert.Equal("p0", await network.PortOfAsync(Shared));
        Assert.Equal("2001:db8::1 answered a neighbour solicitation on eth0", (await rig.UntilAsync(fromBackup, isMaster: false, CheckOutcome.Pass)).Message);
        Assert.Equal("p0", await network.PortOfAsync(Shared));
        Assert.Equal("p1", await network.PortOfAsync(ProbeMac.Of(RouterId.FromName("edge-1"), "net-2", "eth0").ToString()));

        var results = rig.Begin(nobody, isMaster: false, null, out var run);
        Assert.Equal("203.0.113.99 did not answer ARP on eth0", await rig.OnReactorAsync(() => nobody.Abandon(run)));
        Assert.Empty(results.Items);
    }

    [Fact]
    public async Task Run_OneOfTheRoutersAddresses_FindsWhoElseAnswersForIt()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestSwitch.CreateAsync((Shared, ["203.0.113.10/24", "2001:db8::10/64"]), (Shared, []), (Stranger, []));
        using var rig = new ProbeRig();
        var replica = ProbeRig.Replica("net-2");
        var fromMaster = rig.Make(ProbeRig.Check("arp", "203.0.113.10", timeoutMs: 600), place: network.Hosts[0]);
        var fromMaster6 = rig.Make(ProbeRig.Check("ndp", "2001:db8::10", timeoutMs: 600), place: network.Hosts[0]);
        var fromBackup = rig.Make(ProbeRig.Check("arp", "203.0.113.10", timeoutMs: 600), replica, network.Hosts[1]);

        // The master alone has it.
        Assert.Equal("nobody else answers for 203.0.113.10 on eth0", (await rig.RunAsync(fromMaster, isMaster: true)).Message);
        var held = await rig.RunAsync(fromBackup, isMaster: false);
        Assert.Equal((CheckOutcome.Pass, $"{Shared} alone answers for 203.0.113.10 on eth0"), (held.Outcome, held.Message));

        // Another replica that is master too: with the same hardware address, the failure that this project is about. A new address takes a moment
        // until it answers.
        await network.AddressAsync(1, "add", "203.0.113.10/24");
        await network.AddressAsync(1, "add", "2001:db8::10/64");
        Assert.Equal($"{Shared} answers for 203.0.113.10 too on eth0", (await rig.UntilAsync(fromMaster, isMaster: true, CheckOutcome.Fail)).Message);
        Assert.Equal($"{Shared} answers for 2001:db8::10 too on eth0", (await rig.UntilAsync(fromMaster6, isMaster: true, CheckOutcome.Fail)).Message);
        await network.AddressAsync(1, "delete", "203.0.113.10/24");

        // A stranger.
        await network.AddressAsync(2, "add", "203.0.113.10/24");
        var duplicate = await rig.RunAsync(fromMaster, isMaster: true);
        Assert.Equal((CheckOutcome.Fail, $"{Stranger} answers for 203.0.113.10 too on eth0"), (duplicate.Outcome, duplicate.Message));
        var both = await rig.RunAsync(fromBackup, isMaster: false);
        Assert.Equal(CheckOutcome.Fail, both.Outcome);
        Assert.Contains(" both answer for 203.0.113.10 on eth0", both.Message, StringComparison.Ordinal);
    }
}
