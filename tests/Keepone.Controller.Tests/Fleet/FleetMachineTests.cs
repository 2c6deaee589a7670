using CsCheck;
using Keepone.Controller.Fleet;
using Keepone.Core.Diagnosis;
using Keepone.Core.Model;
using Keepone.Protocol;

namespace Keepone.Controller.Tests.Fleet;

public sealed class FleetMachineTests
{
    private static readonly DateTimeOffset Noon = Samples.Noon;
    private readonly FleetMachine _machine = new();

    [Fact]
    public void Hello_RouterThatIsNotInIt_IsAwaitedForTheGraceAndThenRemovedFromTheNode()
    {
        Hello(1, "net-1", Noon, ("edge-1", VrrpState.Master), ("edge-2", VrrpState.Master));
        Hello(2, "net-1", Noon, ("edge-2", VrrpState.Master));
        Assert.Equal(RouterStatus.Unknown, _machine.Routers.Single(router => router.Name == "edge-1").Diagnosis!.Status);
        _machine.Heartbeat(2, "net-1", 0, Noon.AddSeconds(5));
        _machine.Tick(Noon.AddSeconds(5));
        Assert.Equal(2, _machine.Routers.Count());

        _machine.Heartbeat(2, "net-1", 0, Noon + RouterRegister.ReturnGrace);
        _machine.Tick(Noon + RouterRegister.ReturnGrace);
        Assert.Equal("edge-2", Assert.Single(_machine.Routers).Name);
        var removed = Assert.Single(_machine.TakeEffects().OfType<ReplicaRemoved>());
        Assert.Equal(("edge-1", VrrpState.Master), (removed.RouterName, removed.Before));
    }

    [Fact]
    public void Hello_OfARestartedAgentThatHasNotLookedYet_LeavesTheIncidentOpen()
    {
        var alarm = Noon.AddSeconds(2);
        Hello(1, "net-1", Noon, ("edge-1", VrrpState.Master));
        Hello(2, "net-2", Noon, ("edge-1", VrrpState.Master));
        _machine.Heartbeat(1, "net-1", 0, Noon);
        _machine.Tick(alarm);
        Assert.NotNull(Assert.Single(_machine.Routers).Incident);

        Hello(3, "net-1", alarm);
        Assert.NotNull(Assert.Single(_machine.Routers).Incident);
        _machine.Changed(3, "net-1", Samples.Observation("edge-1", "net-1", VrrpState.Master), alarm.AddSeconds(1));

        Assert.Equal(RouterStatus.MultipleMasters, Assert.Single(_machine.Routers).Diagnosis!.Status);
        Assert.Equal(IncidentEventKind.Opened, Assert.Single(_machine.TakeEffects().OfType<IncidentChanged>()).Event.Kind);
    }

    [Fact]
    public void Changed_OfAReplacedConnection_IsNotHeard()
    {
        Hello(1, "net-1", Noon, ("edge-1", VrrpState.Backup));
        Hello(2, "net-1", Noon, ("edge-1", VrrpState.Backup));
        _machine.Changed(1, "net-1", Samples.Observation("edge-1", "net-1", VrrpState.Master), Noon);
        _machine.Goodbye(1, "net-1", "late", Noon);

        Assert.Equal(VrrpState.Backup, Assert.Single(_machine.Routers).Replicas["net-1"].Observation.State);
        Assert.Equal(AgentState.Alive, Assert.Single(_machine.Nodes).Liveness.State);
    }

    [Fact]
    public void Told_TwoMastersOfThePast_AreHistoryAndRaiseNoAlarm()
    {
        Hello(1, "net-1", Noon, ("edge-1", VrrpState.Master));
        Hello(2, "net-2", Noon, ("edge-1", VrrpState.Backup));
        _machine.TakeEffects();
        var before = Assert.Single(_machine.Routers).Diagnosis;

        _machine.Told(2, "net-2", Report(Noon, (1, Noon.AddMinutes(-2), VrrpState.Master), (2, Noon.AddMinutes(-1), VrrpState.Backup)), Noon);
        _machine.Tick(Noon.AddSeconds(1));

        var effects = _machine.TakeEffects();
        Assert.Equal([VrrpState.Master, VrrpState.Backup], effects.OfType<StateChangeTold>().Select(told => told.Change.To));
        Assert.Empty(effects.OfType<DiagnosisChanged>());
        Assert.Empty(effects.OfType<IncidentChanged>());
        Assert.Empty(effects.OfType<AskAgent>());
        Assert.Same(before, Assert.Single(_machine.Routers).Diagnosis);
        Assert.Equal(VrrpState.Backup, Assert.Single(_machine.Routers).Replicas["net-2"].Observation.State);
    }

    [Fact]
    public void Told_ByTheSameAgentOnANewConnection_IsTakenOnceAndByANewProcessAnew()
    {
        var report = Report(Noon, (1, Noon, VrrpState.Master), (2, Noon, VrrpState.Backup));
        Hello(1, "net-1", Noon, ("edge-1", VrrpState.Backup));
        _machine.Told(1, "net-1", report, Noon);
        Assert.Equal(2UL, _machine.LastTold("net-1"));
        Hello(2, "net-1", Noon, ("edge-1", VrrpState.Backup));
        Assert.Equal(2UL, _machine.LastTold("net-1"));
        _machine.Told(2, "net-1", report, Noon);
        _machine.Told(1, "net-1", Report(Noon, (9, Noon, VrrpState.Fault)), Noon);
        Assert.Equal(2, _machine.TakeEffects().OfType<StateChangeTold>().Count());

        Assert.Null(_machine.Hello(new AgentHello(3, "net-1", "1", "b", "another start", true, []), Noon));
        Assert.Equal(0UL, _machine.LastTold("net-1"));
        _machine.Told(3, "net-1", report with { Forgotten = 7 }, Noon);
        var effects = _machine.TakeEffects();
        Assert.Equal(2, effects.OfType<StateChangeTold>().Count());
        Assert.Equal(7UL, Assert.Single(effects.OfType<StateChangesForgotten>()).Count);
    }

    [Fact]
    public void Broken_ConnectionEnds_DeathComesWithTheSilenceAndNotBefore()
    {
        Hello(1, "net-1", Noon, ("edge-1", VrrpState.Master));
        _machine.Broken(1, "net-1");
        _machine.Tick(Noon.AddSeconds(5.9));
        Assert.Equal(AgentState.Alive, Assert.Single(_machine.Nodes).Liveness.State);

        Assert.Equal(Noon.AddSeconds(6), _machine.NextDeadline());
        _machine.Tick(Noon.AddSeconds(6));
        Assert.Equal(AgentState.Dead, Assert.Single(_machine.Nodes).Liveness.State);
        Assert.Equal(RouterStatus.Unknown, Assert.Single(_machine.Routers).Diagnosis!.Status);
    }

    [Fact]
    public void Heartbeat_OfADeadAgent_BringsItsRoutersBack()
    {
        Hello(1, "net-1", Noon, ("edge-1", VrrpState.Master));
        _machine.Tick(Noon.AddSeconds(6));
        _machine.Heartbeat(1, "net-1", 0, Noon.AddSeconds(7));

        Assert.Equal(RouterStatus.Degraded, Assert.Single(_machine.Routers).Diagnosis!.Status);
    }

    [Fact]
    public void Restore_AgentsThatWereAlive_HaveTheGraceToComeBack()
    {
        var snapshot = FleetSnapshot.Empty with
        {
            Nodes = [new NodeState("net-1", new AgentLiveness(AgentState.Alive, Noon, Noon), "1", "b", "s")],
            Replicas =
            [
                (Samples.Observation("edge-1", "net-1", VrrpState.Master), Noon),
                (Samples.Observation("edge-1", "unknown-node", VrrpState.Master), Noon),
            ],
        };
        var now = Noon.AddHours(1);
        _machine.Restore(snapshot, now);
        _machine.Tick(now);
        Assert.Equal(RouterStatus.Unknown, Assert.Single(_machine.Routers).Diagnosis!.Status);

        _machine.Tick(now + AgentLiveness.RestartGrace - TimeSpan.FromTicks(1));
        Assert.Equal(AgentState.Unknown, Assert.Single(_machine.Nodes).Liveness.State);
        _machine.Tick(now + AgentLiveness.RestartGrace);
        Assert.Equal(AgentState.Dead, Assert.Single(_machine.Nodes).Liveness.State);
    }

    [Fact]
    public void Restore_OpenIncidentOfARouterThatNobodyKnows_IsClosed()
    {
        var incident = new Incident(7, RouterId.FromName("gone"), "gone", RouterStatus.NoMaster, Noon, Noon)
        {
            Certainty = Certainty.Confirmed,
            Cause = "unknown",
            Sentence = "s",
            Masters = [],
        };
        _machine.Restore(FleetSnapshot.Empty with { OpenIncidents = [incident], LastIncidentNumber = 7 }, Noon);

        Assert.Equal(Noon, Assert.Single(_machine.Incidents).ClosedAt);
        Assert.Empty(_machine.Routers);
    }

    [Fact]
    public void Changed_SecondMaster_AsksTheFirstOnce()
    {
        Hello(1, "net-1", Noon, ("edge-1", VrrpState.Master));
        Hello(2, "net-2", Noon, ("edge-1", VrrpState.Backup));
        _machine.TakeEffects();
        var later = Noon.AddSeconds(1);
        _machine.Changed(2, "net-2", Samples.Observation("edge-1", "net-2", VrrpState.Master), later);
        _machine.Changed(2, "net-2", Samples.Observation("edge-1", "net-2", VrrpState.Master, null, "net-1"), later);

        Assert.Equal(1, Assert.Single(_machine.TakeEffects().OfType<AskAgent>()).Session);
    }

    // Whatever agents send in whatever order, the machine neither fails nor forgets to number, and every incident closes once.
    [Fact]
    public void Machine_AnyHistory_NumbersIncidentsAndClosesEachOnce() =>
        Gen.Select(
            Gen.Int[0, 9], Gen.Int[1, 3], Gen.Int[1, 2], Gen.Enum<VrrpState>(), Gen.Int[0, 4000]).Array[0, 120].Sample(happenings =>
        {
            var machine = new FleetMachine();
            var sessions = new long[4];
            var now = Noon;
            var open = new HashSet<long>();
            foreach (var (kind, node, router, state, wait) in happenings)
            {
                Happen(machine, sessions, kind, node, router, state, now);
                now += TimeSpan.FromMilliseconds(kind > 6 ? wait : 0);
                machine.Tick(now);
                foreach (var changed in machine.TakeEffects().OfType<IncidentChanged>())
                {
                    var number = changed.Incident.Number;
                    Assert.True(changed.Event.Kind switch
                    {
                        IncidentEventKind.Opened => open.Add(number),
                        IncidentEventKind.Closed => open.Remove(number),
                        _ => open.Contains(number),
                    });
                    Assert.Equal(changed.Event.Kind == IncidentEventKind.Closed, changed.Incident.ClosedAt is not null);
                }

                Assert.True(
                    machine.NextDeadline() is not { } deadline || deadline > now, "a deadline in the past would spin the loop");
                Assert.Equal(
                    open, machine.Incidents.Where(
                        incident => incident.ClosedAt is null).Select(incident => incident.Number).ToHashSet());
            }
        });

    private static void Happen(
        FleetMachine machine, long[] sessions, int kind, int node, int router, VrrpState state, DateTimeOffset now)
    {
        var name = $"net-{node}";
        switch (kind)
        {
            case 0:
                sessions[node] = Hello(machine, sessions.Max() + 1, name, now, ($"edge-{router}", state));
                break;
            case <= 3:
                machine.Changed(sessions[node], name, Samples.Observation($"edge-{router}", name, state), now);
                break;
            case 4:
                machine.Removed(sessions[node], name, RouterId.FromName($"edge-{router}"), now);
                break;
            case 5 when state == VrrpState.Down:
                machine.Goodbye(sessions[node], name, "bye", now);
                break;
            case 6:
                machine.Broken(sessions[node], name);
                break;
            default:
                machine.Heartbeat(sessions[node], name, 1, now);
                break;
        }
    }

    private static long Hello(
        FleetMachine machine, long session, string node, DateTimeOffset now, params (string Router, VrrpState State)[] replicas)
    {
        Assert.Null(machine.Hello(
            new AgentHello(
                session, node, "1", "b", "s", false, [.. replicas.Select(
                    replica => Samples.Observation(replica.Router, node, replica.State))]), now));
        return session;
    }

    private static StateChangeReport Report(DateTimeOffset sentAt, params (ulong Sequence, DateTimeOffset At, VrrpState To)[] changes) => new(
        sentAt, 0, [.. changes.Select(change => new StateChange(change.Sequence, RouterId.FromName("edge-1"), "edge-1", change.At, null, change.To, "because"))]);

    private void Hello(long session, string node, DateTimeOffset now, params (string Router, VrrpState State)[] replicas) =>
        Hello(_machine, session, node, now, replicas);
}
