using System.Net.Sockets;
using Keepone.Agent.Voting;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Voting;

/// <summary>The kernel lease of three agents over real keepalived (docs/guard.md, "Kernel lease").</summary>
[Collection(nameof(GuardedRouterTests))]
public sealed class KernelLeaseRouterTests
{
    private const string Leased = "{ mode: promise, kernelLease: on }";
    private const int SignalContinue = 18;
    private const int SignalStop = 19;

    [Fact]
    public async Task ThreeAgents_OnlyTheMasterMaySpeak_AndTheirRestartMovesNothing()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var (trio, master) = await TestTrio.SettledAsync(guard: Leased);
        await using var disposing = trio;
        for (var i = 0; i < trio.Agents.Length; i++)
        {
            var open = GateOf(trio, i, Leased);
            Assert.True(open is not null, $"{TestTrio.NameOf(i)} has no gate");
            Assert.Equal(i != master, open == TimeSpan.Zero);
            Assert.InRange(open.Value, TimeSpan.Zero, BootClock.Now + TimeSpan.FromSeconds(1));
        }

        var before = trio.Changes.Items.Length;
        await Task.WhenAll(trio.Agents.Select(agent => agent.StopAsync()));
        for (var i = 0; i < trio.Agents.Length; i++)
        {
            Assert.True(GateOf(trio, i, Leased) is null, $"{TestTrio.NameOf(i)} left its gate behind");
        }

        foreach (var agent in trio.Agents)
        {
            agent.Start();
        }

        Assert.Equal(master, await trio.SettleAsync());
        Assert.Equal(before, trio.Changes.Items.Length);
        Assert.NotNull(GateOf(trio, master, Leased));
    }

    [Fact]
    public async Task Master_ItsAgentStoppedAndItsNodeCutOff_IsHeardNoMoreAndReturnsAsBackup()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var (trio, master) = await TestTrio.SettledAsync(asProcesses: true, Leased);
        await using var disposing = trio;
        var heard = new Collected<long>();
        using var listening = trio.Listen(master, heard.Add);
        await heard.UntilAsync(adverts => adverts.Count > 0);
        Assert.Equal(SocketError.ConnectionRefused, await trio.ConnectAsync("br0"));

        trio.Agents[master].SignalAgent(SignalStop);
        var stopped = TimeProvider.System.GetTimestamp();
        await trio.CutAsync(master);
        await trio.Changes.UntilAsync(changes => changes[^1] is { Present: true } last && last.Node != master);

        // L + w + sigma after its last answered claim. It holds its address, and nobody hears of it.
        var timers = GuardTimers.For(RouterOf(trio, master, Leased));
        var silent = timers.Lease + timers.WriteLatency + timers.SchedulingDelay + TimeSpan.FromMilliseconds(30);
        Assert.Contains(master, trio.Holders());
        Assert.NotEqual(SocketError.ConnectionRefused, await trio.ConnectAsync(TestTrio.PortOf(master)));

        trio.Agents[master].SignalAgent(SignalContinue);
        await trio.Agents[master].UntilReplicaAsync(replica => replica is { State: VrrpState.Fault, Guard.View.IsStopped: true });
        await TestAgent.UntilAsync(() => !trio.Holders().Contains(master));
        await trio.HealAsync(master);
        Assert.NotEqual(master, await trio.SettleAsync());
        Assert.DoesNotContain(heard.Items, at => TimeProvider.System.GetElapsedTime(stopped, at) > silent);
    }

    [Fact]
    public async Task KernelLease_SwitchedOffOnAndToReachability_GateFollowsAndNothingMoves()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var (trio, master) = await TestTrio.SettledAsync();
        await using var disposing = trio;
        var before = trio.Changes.Items.Length;

        foreach (var (guard, has) in new[]
        {
            (Leased, true), ("{ mode: promise }", false), (Leased, true), ("{ mode: reachability }", false), (Leased, true), ("{ mode: off }", false),
        })
        {
            for (var i = 0; i < trio.Agents.Length; i++)
            {
                trio.Agents[i].Specify(trio.Specification(i, guard));
            }

            for (var i = 0; i < trio.Agents.Length; i++)
            {
                var node = i;
                await TestAgent.UntilAsync(() => GateOf(trio, node, Leased) is not null == has);
            }

            if (has)
            {
                Assert.Equal(master, await trio.SettleAsync());
                await TestAgent.UntilAsync(() => GateOf(trio, master, Leased) > BootClock.Now);
            }
        }

        Assert.Equal(before, trio.Changes.Items.Length);
    }

    [Fact]
    public async Task Key_MissingWhenAKilledAgentReturns_ItsGateStaysClosedAndTheStatusSaysSo()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var trio = await TestTrio.CreateAsync();
        File.Delete(trio.Agents[0].KeyPath);
        var router = RouterOf(trio, 0, Leased);
        using (TrafficGate.Put(trio.PlaceOf(0), KernelLeaseRules.Of(router), TimeSpan.Zero))
        {
            // A killed agent's: nobody moves it.
        }

        trio.Agents[0].Specify(trio.Specification(0, Leased));
        trio.Agents[0].Start();

        var hindered = await trio.Agents[0].UntilReplicaAsync(replica => replica.Guard.View?.Standing == GuardStanding.Hindered);
        Assert.Contains("edge-1.key does not exist", hindered.Guard.Sentence, StringComparison.Ordinal);
        Assert.Contains("the kernel lease that an earlier agent left stays closed", hindered.Guard.Sentence, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, GateOf(trio, 0, Leased));

        // Without a kernel lease in the specification nobody would ever open it.
        trio.Agents[0].Specify(trio.Specification(0));
        await TestAgent.UntilAsync(() => GateOf(trio, 0, Leased) is null);
    }

    [Fact]
    public async Task Gate_CannotBePut_TheGuardWorksWithoutItAndSaysSo()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var trio = await TestTrio.CreateAsync();
        for (var i = 0; i < trio.Agents.Length; i++)
        {
            // Somebody's filter of the same number.
            using (TrafficGate.Put(trio.PlaceOf(i), KernelLeaseRules.Of(RouterOf(trio, i, Leased)) with { Name = "theirs" }, TimeSpan.MaxValue))
            {
            }

            trio.Agents[i].Specify(trio.Specification(i, Leased));
            trio.Agents[i].Start();
        }

        var master = await trio.SettleAsync();

        var seen = await trio.Agents[master].UntilReplicaAsync(replica => replica.Guard.View?.Trouble is not null);
        Assert.Equal(GuardStanding.InForce, seen.Guard.View!.Standing);
        Assert.StartsWith("The kernel lease is not in force: cannot put a gate on ha0", seen.Guard.View.Trouble, StringComparison.Ordinal);
    }

    private static RouterSpecification RouterOf(TestTrio trio, int node, string guard) =>
        Assert.Single(SpecificationReader.Read(trio.Specification(node, guard), "edge-1.yaml").Routers);

    private static TimeSpan? GateOf(TestTrio trio, int node, string guard)
    {
        var rules = KernelLeaseRules.Of(RouterOf(trio, node, guard));
        using var gate = TrafficGate.Find(trio.PlaceOf(node), rules);
        return gate?.OpenUntil;
    }
}
