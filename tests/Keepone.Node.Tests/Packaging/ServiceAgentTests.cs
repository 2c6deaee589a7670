using Keepone.Agent.Voting;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Linux;
using Keepone.Node.Tests.Agent.Voting;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Packaging;

/// <summary>What the unit promises, with the real program and real keepalived.</summary>
public sealed class ServiceAgentTests
{
    [Fact]
    public async Task Run_AsTheUnitDoes_SupervisesKeepalivedInANamespaceThatIsMadeLater()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var agent = new ServiceAgent();
        agent.Start();
        await agent.UntilToldAsync("READY=1");
        Assert.Equal("STATUS=No router is specified for this node; no controller is configured.", await agent.UntilToldAsync("STATUS="));

        // Only now: the mount namespace of the service has to hear of it.
        using var network = await TestNetwork.CreateAsync();
        await TestNetwork.IpAsync(network.Left, "address", "add", "169.254.192.1/18", "dev", "left0");
        agent.Specify(Specification(network.LeftName));
        var master = await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Keepalived.Priority: 130 });
        while (await agent.UntilToldAsync("STATUS=") != "STATUS=1 router: 1 master; no controller is configured.")
        {
        }

        await agent.UntilToldAsync("WATCHDOG=1");
        await agent.UntilToldAsync("WATCHDOG=1");
        var bounding = Capabilities(await File.ReadAllTextAsync($"/proc/{agent.Pid}/status", TestContext.Current.CancellationToken));
        Assert.Equal(bounding, Capabilities(await File.ReadAllTextAsync($"/proc/{master.Keepalived.Pid}/status", TestContext.Current.CancellationToken)));
        Assert.Equal("CapEff:\t00000000002839e2", bounding);

        // A change, a kill, a stop and a start: all that the agent does to keepalived.
        agent.Specify(Specification(network.LeftName).Replace("100ms", "110ms", StringComparison.Ordinal));
        await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master && replica.AdvertInterval == TimeSpan.FromMilliseconds(110));
        using (var process = ProcessHandle.TryOpen(ProcFs.Identify(master.Keepalived.Pid!.Value)!.Value))
        {
            process!.Signal(9);
        }

        var again = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master && replica.Keepalived.Pid != master.Keepalived.Pid);
        Assert.Equal(0, await agent.TerminateAsync());
        await agent.UntilToldAsync("STOPPING=1");
        Assert.NotNull(ProcFs.Identify(again.Keepalived.Pid!.Value));

        agent.Start();
        await agent.UntilToldAsync("READY=1");
        var adopted = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        Assert.Equal(again.Keepalived.Pid, adopted.Keepalived.Pid);
        agent.Unspecify();
        await agent.UntilAsync(status => status.Replicas.IsEmpty);
        Assert.Null(ProcFs.Identify(again.Keepalived.Pid!.Value));
    }

    [Fact]
    public async Task Run_KeepalivedOfAnAgentWithMorePrivilege_IsAdopted()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        await TestNetwork.IpAsync(network.Left, "address", "add", "169.254.192.1/18", "dev", "left0");
        await using var agent = new ServiceAgent();
        agent.Specify(Specification(network.LeftName));
        agent.Start(asUnit: false);
        var before = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        Assert.Equal(0, await agent.TerminateAsync());

        agent.Start();

        var after = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        Assert.Equal(before.Keepalived.Pid, after.Keepalived.Pid);
    }

    [Fact]
    public async Task Run_AsTheUnitDoes_MayCarryALeaseIntoTheKernel()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        await TestNetwork.IpAsync(network.Left, "address", "add", "169.254.192.1/18", "dev", "left0");
        await using var agent = new ServiceAgent();
        agent.GiveKey(TestTrio.Key);
        var specification = Specification(network.LeftName)
            .Replace("100ms", "1s", StringComparison.Ordinal).Replace("mode: off", "mode: promise, kernelLease: on", StringComparison.Ordinal)
            .Replace("net-2]", "net-2, net-3]", StringComparison.Ordinal)
            .Replace("net-2: 169.254.192.2/18", "net-2: 169.254.192.2/18, net-3: 169.254.192.3/18", StringComparison.Ordinal);
        agent.Specify(specification);

        agent.Start();

        var guarded = await agent.UntilReplicaAsync(replica => replica.Guard.View?.Standing == GuardStanding.InForce);
        Assert.Null(guarded.Guard.View!.Trouble);
        var router = Assert.Single(SpecificationReader.Read(specification, "edge-1.yaml").Routers);
        using var gate = TrafficGate.Find(network.Left, KernelLeaseRules.Of(router));
        Assert.Equal(TimeSpan.Zero, gate?.OpenUntil);
        Assert.True(gate!.IsInForce());
    }

    private static string Capabilities(string status) => status.Split('\n').Single(line => line.StartsWith("CapEff:", StringComparison.Ordinal));

    private static string Specification(string nameSpace) => $$"""
        router: edge-1
        namespace: {{nameSpace}}
        vrid: 7
        advertInterval: 100ms
        replicas: [net-1, net-2]
        ha: { network: ha-a, interface: left0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18 } }
        guard: { mode: off }

        """;
}
