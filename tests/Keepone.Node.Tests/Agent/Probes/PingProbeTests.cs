using Keepone.Core.Health;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Probes;

public sealed class PingProbeTests
{
    private const string Shared = "fa:16:3e:00:00:07";

    [Fact]
    public async Task Run_AMasterAndABackup_BothFindTheGateway()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestSwitch.CreateAsync(
            (Shared, ["203.0.113.10/24", "2001:db8::10/64"]), (Shared, []), ("fa:16:3e:00:00:01", ["203.0.113.1/24", "2001:db8::1/64"]));
        using var rig = new ProbeRig();
        var (master, backup) = (network.Hosts[0], network.Hosts[1]);
        var fromMaster = rig.Make(ProbeRig.Check("ping", "gateway"), place: master);
        var alsoFromMaster = rig.Make(ProbeRig.Check("ping", "203.0.113.99"), place: master);
        var fromMaster6 = rig.Make(ProbeRig.Check("ping", "2001:db8::1"), place: master);
        var fromBackup = rig.Make(ProbeRig.Check("ping", "gateway"), ProbeRig.Replica("net-2"), backup);
        var fromBackup6 = rig.Make(ProbeRig.Check("ping", "2001:db8::1"), ProbeRig.Replica("net-2"), backup);
        var distant = rig.Make(ProbeRig.Check("ping", "8.8.8.8"), place: backup);

        Assert.Equal("203.0.113.1 answered", (await rig.UntilAsync(fromMaster, isMaster: true, CheckOutcome.Pass)).Message);
        Assert.Equal("2001:db8::1 answered", (await rig.UntilAsync(fromMaster6, isMaster: true, CheckOutcome.Pass)).Message);
        Assert.Equal("203.0.113.1 answered ARP on eth0", (await rig.UntilAsync(fromBackup, isMaster: false, CheckOutcome.Pass)).Message);
        Assert.Equal("2001:db8::1 answered a neighbour solicitation on eth0", (await rig.UntilAsync(fromBackup6, isMaster: false, CheckOutcome.Pass)).Message);
        Assert.Equal("p0", await network.PortOfAsync(Shared));

        // It neither fails nor passes: it cannot be asked. As master it can, and there is no way.
        var unasked = await rig.RunAsync(distant, isMaster: false);
        Assert.Equal((CheckOutcome.Unasked, "a backup has no address to ask 8.8.8.8 from"), (unasked.Outcome, unasked.Message));
        var silent = await rig.RunAsync(distant, isMaster: true);
        Assert.Equal(CheckOutcome.Fail, silent.Outcome);
        Assert.StartsWith("8.8.8.8 cannot be asked: cannot ask for echoes from 203.0.113.10 on 'eth0'", silent.Message, StringComparison.Ordinal);

        // Checks that ask the same way share a socket: one of a replica for each family.
        Assert.Equal(4, await rig.OnReactorAsync(() => rig.Services.Echoes.Count));
        Assert.Equal("203.0.113.99 did not answer", await AbandonedAsync(rig, alsoFromMaster));
    }

    [Fact]
    public async Task Run_AnAnswerThatIsLate_CountsForNoRun()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestSwitch.CreateAsync((Shared, ["203.0.113.10/24"]), ("fa:16:3e:00:00:01", ["203.0.113.1/24"]));
        using var rig = new ProbeRig();
        var probe = rig.Make(ProbeRig.Check("ping", "gateway"), place: network.Hosts[0]);
        await rig.UntilAsync(probe, isMaster: true, CheckOutcome.Pass);

        // Abandoned in the same step in which it was asked, so its answer is late for certain; the next run hears its own.
        var late = new Collected<uint>();
        var facts = ProbeRig.Facts(ProbeRig.Replica(), isMaster: true);
        await rig.OnReactorAsync(() =>
        {
            probe.Begin(1001, facts, (uint run, in CheckResult _) => late.Add(run));
            Assert.Equal("203.0.113.1 did not answer", probe.Abandon(1001));
            probe.Begin(1002, facts, (uint run, in CheckResult _) => late.Add(run));
            return 0;
        });

        await late.FirstAsync(run => run == 1002);
        Assert.Equal([1002u], late.Items);
    }

    [Fact]
    public async Task Run_AnInterfaceThatIsMadeAgain_IsAskedByAgain()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var rig = new ProbeRig();
        var replica = ProbeRig.Replica(external: "left0");
        await TestNetwork.IpAsync(network.Left, "address", "add", "203.0.113.10/24", "dev", "left0");
        await TestNetwork.IpAsync(network.Right, "address", "add", "203.0.113.1/24", "dev", "right0");
        var probe = rig.Make(ProbeRig.Check("ping", "gateway"), replica, network.Left);
        await rig.UntilAsync(probe, isMaster: true, CheckOutcome.Pass);

        await TestNetwork.IpAsync(network.Left, "link", "delete", "left0");
        await rig.UntilAsync(probe, isMaster: true, CheckOutcome.Fail);
        await TestNetwork.IpAsync(network.Left, "link", "add", "left0", "type", "veth", "peer", "name", "right0", "netns", network.RightName);
        await TestNetwork.IpAsync(network.Left, "address", "add", "203.0.113.10/24", "dev", "left0");
        await TestNetwork.IpAsync(network.Right, "address", "add", "203.0.113.1/24", "dev", "right0");
        await TestNetwork.IpAsync(network.Left, "link", "set", "left0", "up");
        await TestNetwork.IpAsync(network.Right, "link", "set", "right0", "up");

        await rig.UntilAsync(probe, isMaster: true, CheckOutcome.Pass);
    }

    private static async Task<string> AbandonedAsync(ProbeRig rig, Keepone.Agent.Checks.ICheckMeans probe)
    {
        var results = rig.Begin(probe, isMaster: true, null, out var run);
        var message = await rig.OnReactorAsync(() => probe.Abandon(run));
        Assert.Empty(results.Items);
        return message;
    }
}
