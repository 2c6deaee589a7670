using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Node.Tests.Agent.Voting;

/// <summary>The guard of three agents over real keepalived (docs/guard.md).</summary>
[Collection(nameof(GuardedRouterTests))]
public sealed class GuardedRouterTests
{
    [Fact]
    public async Task ThreeAgents_MasterIsCutOff_StopsBeforeAnotherStartsAndReturnsAsBackup()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var (trio, master) = await TestTrio.SettledAsync();
        await using var disposing = trio;

        await trio.CutAsync(master);

        // Its agent stops it, and it says why; one of the others follows.
        var stopped = await trio.Agents[master].UntilReplicaAsync(replica => replica is { State: VrrpState.Fault, Guard: { Quorum: 1, View.IsStopped: true } });
        Assert.Contains("votes", stopped.Guard.Sentence, StringComparison.Ordinal);
        await trio.Changes.UntilAsync(changes => changes[^1] is { Present: true } last && last.Node != master);
        trio.AssertNeverTwo();

        await trio.HealAsync(master);
        Assert.NotEqual(master, await trio.SettleAsync());
        trio.AssertNeverTwo();
    }

    [Fact]
    public async Task ThreeAgents_AllRestartedAtOnce_NoVrrpStateChanges()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var (trio, master) = await TestTrio.SettledAsync();
        await using var disposing = trio;
        var before = trio.Changes.Items.Length;

        await Task.WhenAll(trio.Agents.Select(agent => agent.StopAsync()));
        foreach (var agent in trio.Agents)
        {
            agent.Start();
        }

        Assert.Equal(master, await trio.SettleAsync());
        Assert.Equal(before, trio.Changes.Items.Length);
    }

    [Fact]
    public async Task ThreeAgents_OneAfterTheOtherLeavesAndReturns_NoVrrpStateChanges()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var (trio, master) = await TestTrio.SettledAsync();
        await using var disposing = trio;
        var before = trio.Changes.Items.Length;

        foreach (var agent in trio.Agents)
        {
            await agent.StopAsync();
            agent.Start();
            Assert.Equal(master, await trio.SettleAsync());
        }

        Assert.Equal(before, trio.Changes.Items.Length);
    }

    [Fact]
    public async Task FreshNode_CutOff_NeverElectsItselfAndJoinsWhenItHearsAMajority()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var trio = await TestTrio.CreateAsync();
        await trio.CutAsync(0);
        trio.Agents[0].Start();

        var alone = await trio.Agents[0].UntilReplicaAsync(replica => replica is { State: VrrpState.Fault, Guard.View.Standing: GuardStanding.InForce });
        Assert.Equal(1, alone.Guard.Quorum);
        trio.Agents[1].Start();
        trio.Agents[2].Start();
        _ = await trio.Changes.FirstAsync(change => change is { Present: true, Node: 1 or 2 });
        Assert.Equal("1", trio.Agents[0].Quorum);

        await trio.HealAsync(0);
        Assert.NotEqual(0, await trio.SettleAsync());
        trio.AssertNeverTwo();
    }

    [Fact]
    public async Task Key_Missing_TheReplicaIsKeptOutUntilItComes()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var trio = await TestTrio.CreateAsync();
        File.Delete(trio.Agents[0].KeyPath);
        foreach (var agent in trio.Agents)
        {
            agent.Start();
        }

        var hindered = await trio.Agents[0].UntilReplicaAsync(replica => replica is { State: VrrpState.Fault, Guard.View.Standing: GuardStanding.Hindered });
        Assert.Contains("edge-1.key does not exist", hindered.Guard.Sentence, StringComparison.Ordinal);
        Assert.Equal(1, hindered.Guard.Quorum);

        trio.Agents[0].GiveKey(TestTrio.Key);
        await trio.SettleAsync();
        trio.AssertNeverTwo();
    }

    [Fact]
    public async Task Mode_TurnedOffAndOnWhileItRuns_FilesAreHandedOver()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var (trio, master) = await TestTrio.SettledAsync();
        await using var disposing = trio;
        var before = trio.Changes.Items.Length;

        foreach (var (agent, i) in trio.Agents.Select((agent, i) => (agent, i)))
        {
            agent.Specify(trio.Specification(i, "{ mode: off }"));
        }

        foreach (var agent in trio.Agents)
        {
            await agent.UntilReplicaAsync(replica => replica.Guard is { Active: false, Quorum: 0, View.Standing: GuardStanding.Off });
        }

        foreach (var (agent, i) in trio.Agents.Select((agent, i) => (agent, i)))
        {
            agent.Specify(trio.Specification(i));
        }

        Assert.Equal(master, await trio.SettleAsync());
        Assert.Equal(before, trio.Changes.Items.Length);
    }

    [Fact]
    public async Task Keepalived_Killed_IsStartedStoppedAndReturns()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var (trio, master) = await TestTrio.SettledAsync();
        await using var disposing = trio;

        foreach (var found in trio.Agents[master].Processes())
        {
            TestAgent.Signal(found.Identity.Pid, 9);
        }

        await trio.Changes.UntilAsync(changes => changes[^1] is { Present: true } last && last.Node != master);
        Assert.NotEqual(master, await trio.SettleAsync());
        trio.AssertNeverTwo();
        Assert.Equal(GuardRole.Neutral, (await trio.Agents[master].UntilReplicaAsync(_ => true)).Guard.View!.Role);
    }
}
