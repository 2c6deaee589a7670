using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Node.Tests.Agent.Voting;

/// <summary><c>guard.mode: reachability</c> over real keepalived (docs/guard.md, "Reachability").</summary>
[Collection(nameof(GuardedRouterTests))]
public sealed class ReachabilityGuardTests
{
    private const string Reachability = "{ mode: reachability }";

    [Fact]
    public async Task Master_IsCutOff_StopsBeforeAnotherStartsAndReturnsAsBackup()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var trio = await TestTrio.CreateAsync();
        Start(trio, 0);
        var master = await SettleAsync(trio, guarded: [0]);
        Start(trio, 1, 2);
        await SettleAsync(trio, guarded: [0, 1, 2]);

        await trio.CutAsync(master);

        var stopped = await trio.Agents[master].UntilReplicaAsync(
            replica => replica is { State: VrrpState.Fault, Guard: { Quorum: 1, View: { IsStopped: true, Votes: 1 } } });
        Assert.Contains("Keeps out of the election: reaches 1 of 3 replicas", stopped.Guard.View!.Reason, StringComparison.Ordinal);
        Assert.Contains("the weaker guard keeps it out", GuardSentences.Summary(stopped.Guard), StringComparison.Ordinal);
        await trio.Changes.UntilAsync(changes => changes.Any(change => change.Present && change.Node != master));
        AssertStoppedFirst(trio, master);

        await trio.HealAsync(master);
        Assert.NotEqual(master, await SettleAsync(trio, guarded: [0, 1, 2]));
        AssertStoppedFirst(trio, master);
    }

    [Fact]
    public async Task Master_OthersHaveNoGuard_StopsAllTheSame()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var trio = await TestTrio.CreateAsync();
        trio.Agents[0].Specify(trio.Specification(0, Reachability));
        trio.Agents[1].Specify(trio.Specification(1, "{ mode: off }"));
        trio.Agents[2].Specify(trio.Specification(2, "{ mode: off }"));

        // The guarded one first, so that it is master: it reaches a majority before anybody runs a keepalived there.
        trio.Agents[0].Start();
        Assert.Equal(0, await SettleAsync(trio, guarded: [0]));
        trio.Agents[1].Start();
        trio.Agents[2].Start();
        await trio.Agents[1].UntilReplicaAsync(replica => replica.State == VrrpState.Backup);
        await trio.Agents[2].UntilReplicaAsync(replica => replica.State == VrrpState.Backup);

        await trio.CutAsync(0);

        await trio.Agents[0].UntilReplicaAsync(replica => replica is { State: VrrpState.Fault, Guard.Quorum: 1 });
        await trio.Changes.UntilAsync(changes => changes.Any(change => change is { Present: true, Node: 1 or 2 }));
        AssertStoppedFirst(trio, 0);
    }

    [Fact]
    public async Task FreshNode_CutOff_NeverElectsItself()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var trio = await TestTrio.CreateAsync();
        await trio.CutAsync(0);
        Start(trio, 0, 1, 2);

        await trio.Agents[0].UntilReplicaAsync(replica => replica is { State: VrrpState.Fault, Guard: { Quorum: 1, View.Standing: GuardStanding.InForce } });
        _ = await trio.Changes.FirstAsync(change => change is { Present: true, Node: 1 or 2 });

        await trio.HealAsync(0);
        Assert.NotEqual(0, await SettleAsync(trio, guarded: [0, 1, 2]));
        Assert.DoesNotContain(trio.Changes.Items, change => change.Node == 0);
    }

    [Fact]
    public async Task Agents_AllRestartedAtOnce_NoVrrpStateChanges()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var trio = await TestTrio.CreateAsync();
        Start(trio, 0, 1, 2);
        var master = await SettleAsync(trio, guarded: [0, 1, 2]);
        var before = trio.Changes.Items.Length;

        await Task.WhenAll(trio.Agents.Select(agent => agent.StopAsync()));
        foreach (var agent in trio.Agents)
        {
            agent.Start();
        }

        Assert.Equal(master, await SettleAsync(trio, guarded: [0, 1, 2]));
        Assert.Equal(before, trio.Changes.Items.Length);
    }

    // Between the two that are left nobody promises anything: who of them starts first is keepalived's stagger, on a busy machine none.
    private static void AssertStoppedFirst(TestTrio trio, int master)
    {
        var changes = trio.Changes.Items;
        var gone = Array.FindIndex(changes, change => change.Node == master && !change.Present);
        var other = Array.FindIndex(changes, change => change.Node != master && change.Present);
        Assert.True(gone >= 0 && gone < other, $"two masters: {string.Join("; ", changes)}");
        Assert.DoesNotContain(changes[other..], change => change.Node == master && change.Present);
    }

    private static void Start(TestTrio trio, params int[] nodes)
    {
        foreach (var node in nodes)
        {
            trio.Agents[node].Specify(trio.Specification(node, Reachability));
            trio.Agents[node].Start();
        }
    }

    // One is master, and every guarded one reaches all others and takes part.
    private static async Task<int> SettleAsync(TestTrio trio, int[] guarded)
    {
        _ = await trio.Changes.FirstAsync(change => change.Present);
        for (var moves = 0; moves < 5; moves++)
        {
            // Between the first one and one of higher priority that returns a moment later it may move once more.
            var master = -1;
            await TestAgent.UntilAsync(() => (master = Holder(trio)) >= 0);
            foreach (var node in guarded)
            {
                await trio.Agents[node].UntilReplicaAsync(replica => Holder(trio) is >= 0 and var holder
                    && replica.State == (node == holder ? VrrpState.Master : VrrpState.Backup)
                    && replica is { Guard: { Mode: GuardMode.Reachability, Quorum: 0, View: { Standing: GuardStanding.InForce, Votes: 3, Needed: 2 } view } }
                    && view.Role == (node == holder ? GuardRole.Master : GuardRole.Neutral) && replica.Health.Bonus > 0 == (node == holder));
            }

            if (Holder(trio) == master)
            {
                return master;
            }
        }

        Assert.Fail("the mastership goes on moving");
        return -1;
    }

    private static int Holder(TestTrio trio) => trio.Holders() is [var only] ? only : -1;
}
