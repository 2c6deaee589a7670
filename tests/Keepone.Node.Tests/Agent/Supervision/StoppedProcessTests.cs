using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Node.Tests.Agent.Supervision;

/// <summary>Real keepalived, stopped by a signal.</summary>
public sealed class StoppedProcessTests
{
    private const int Stop = 19;
    private const int Continue = 18;

    [Fact]
    public async Task Turn_TheVrrpProcessIsStopped_ItsAddressesAreTakenAndContinuedOneMasterRemains()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var pair = await TestPair.StartAsync(network);
        var (first, second) = (pair.First, pair.Second);
        var vrrp = first.Processes()[1].Identity;

        TestAgent.Signal(vrrp.Pid, Stop);

        await first.UntilReplicaAsync(replica => replica is { Keepalived.Condition: ProcessCondition.Stalled, Kernel.VipPresent: false }
            && replica.Supervision == $"keepalived's VRRP process {vrrp.Pid} is stopped by a signal and sends no adverts; the addresses are taken from it");
        await second.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Health.Bonus: > 0 });

        TestAgent.Signal(vrrp.Pid, Continue);
        await first.UntilReplicaAsync(replica => replica.Keepalived.Condition == ProcessCondition.Normal && replica.State is VrrpState.Backup or VrrpState.Master);
        await TestAgent.UntilAsync(() => TestAgent.HoldsVip(network.Left) != TestAgent.HoldsVip(network.Right));
    }

    [Fact]
    public async Task Turn_TheVrrpProcessStaysStopped_ItIsKilledAndStartedAgain()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);
        var before = await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Health.Bonus: > 0 });

        TestAgent.Signal(agent.Processes()[1].Identity.Pid, Stop);

        var after = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master && replica.Keepalived.Pid != before.Keepalived.Pid);
        Assert.Equal(2, agent.Processes().Length);
        Assert.Equal(after.Keepalived.Pid, agent.Processes()[0].Identity.Pid);
    }

    [Fact]
    public async Task Turn_TheFirstProcessIsStopped_ItIsContinuedAndTheRouterNeverMoves()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);
        var before = await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Health.Bonus: > 0 });
        var parent = agent.Processes()[0].Identity.Pid;

        TestAgent.Signal(parent, Stop);

        await agent.UntilReplicaAsync(replica => replica.Supervision.Contains("its VRRP process runs, but cannot be reloaded", StringComparison.Ordinal));
        await TestAgent.UntilAsync(() => ProcFs.Read(parent) is { IsStopped: false });
        var after = await agent.UntilReplicaAsync(replica => replica.Supervision == $"keepalived {parent} runs");
        Assert.Equal((VrrpState.Master, before.Since), (after.State, after.Since));
    }
}
