using Keepone.Core.Diagnosis;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Diagnosis;

public sealed class RouterDiagnoserTests
{
    private static readonly string[] Everybody = ["net-1", "net-2", "net-3"];

    [Fact]
    public void Step_OneMasterAndAllReady_IsOk()
    {
        var fleet = new Fleet();

        Assert.Equal(
            (RouterStatus.Ok, Certainty.Confirmed, (string?)null), (
                fleet.Diagnosis.Status, fleet.Diagnosis.Certainty, fleet.Diagnosis.Cause));
        Assert.Equal("Router edge-1 has one master, net-1 (since 12:00:00), and all replicas are ready.", fleet.Diagnosis.Reason);
        Assert.Null(fleet.Last.LookAgainAt);
    }

    [Fact]
    public void Step_TwoMastersOnAliveAgents_AlarmsAtTheEndOfTheHoldAndNotBefore()
    {
        var fleet = new Fleet().Cut();
        Assert.Equal(fleet.Now + TimeSpan.FromSeconds(2), fleet.Last.LookAgainAt);
        Assert.Equal(RouterStatus.Degraded, fleet.Diagnosis.Status);

        fleet.After(1.999, Everybody);
        Assert.Empty(fleet.Events);

        fleet.After(0.001);
        var opened = Assert.Single(fleet.Events);
        Assert.Equal(
            (IncidentEventKind.Opened, RouterStatus.MultipleMasters, Certainty.Confirmed), (opened.Kind, opened.Status, opened.Certainty));
        Assert.True(opened.IsError);
        Assert.Equal(
            "Router edge-1 has 2 masters on alive agents: net-1 (since 12:00:00), net-3 (since 12:00:05). "
            + "Cause: HA network partition; net-1 hears nobody. See docs/runbook.md#multiple-masters",
            opened.Sentence);
        Assert.Equal("ha-network-partition", fleet.Diagnosis.Cause);

        fleet.After(60, Everybody).After(60, Everybody);
        Assert.Single(fleet.Events);
    }

    [Fact]
    public void Step_AgentSilentSinceTheOverlapBegan_IsAskedAndNotBelievedToBeASecondMaster()
    {
        // A node that crashed is "alive" until its silence is long enough; meanwhile its successor is master.
        var fleet = new Fleet();
        fleet.After(3.5, "net-2", "net-3").Report("net-3", VrrpState.Master);
        fleet.Report("net-2", VrrpState.Backup, "net-3");
        Assert.Equal(["net-1"], fleet.Last.Ask);

        fleet.After(2.5, "net-2", "net-3");
        Assert.Empty(fleet.Events);

        fleet.Agent("net-1", AgentState.Dead);
        var opened = Assert.Single(fleet.Events);
        Assert.Equal(Certainty.Suspected, opened.Certainty);
        Assert.False(opened.IsError);
        Assert.Equal(
            "Router edge-1 may have 2 masters, 1 on an alive agent, 1 last seen on dead agent net-1 (silent for 6 s): "
            + "net-3 (since 12:00:03), net-1 (last seen since 12:00:00). "
            + "Cause: dead agent; nobody can say whether net-1 gave up the addresses. See docs/runbook.md#suspected-masters",
            opened.Sentence);
    }

    [Fact]
    public void Step_SilentAgentAnswersLate_AlarmsWithTheAnswer()
    {
        var fleet = new Fleet().Cut();
        fleet.Agent("net-1", AgentState.Alive);
        fleet.After(2.5, "net-3");
        Assert.Empty(fleet.Events);

        fleet.Heartbeat("net-1");
        Assert.Equal(Certainty.Confirmed, Assert.Single(fleet.Events).Certainty);
    }

    [Fact]
    public void Step_ShortOverlap_IsRecordedOnceWithoutAlarm()
    {
        var fleet = new Fleet();
        fleet.Report("net-3", VrrpState.Master).After(0.040).Report("net-1", VrrpState.Backup, "net-3");
        fleet.After(10, Everybody);

        Assert.Empty(fleet.Events);
        var overlap = Assert.Single(fleet.Overlaps);
        Assert.Equal(TimeSpan.FromMilliseconds(40), overlap.Length);
        Assert.Equal(["net-1", "net-3"], overlap.Nodes);
        Assert.Contains("together for 40 ms", overlap.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_Heal_ClosesTheIncidentOnceAndKeepsItsCause()
    {
        var fleet = new Fleet().Cut().After(3, Everybody);
        fleet.Report("net-1", VrrpState.Master, "net-3"); // for a moment only one of them hears the other
        fleet.After(0.1).Report("net-1", VrrpState.Backup, "net-3");
        fleet.After(1, Everybody);

        Assert.Equal([IncidentEventKind.Opened, IncidentEventKind.Closed], fleet.Events.Select(e => e.Kind));
        Assert.Equal("ha-network-partition", fleet.Events[1].Cause);
        Assert.Contains("no longer has several masters: its master is net-3", fleet.Events[1].Sentence, StringComparison.Ordinal);
        Assert.Equal(RouterStatus.Ok, fleet.Diagnosis.Status);
        Assert.Empty(fleet.Overlaps);
    }

    [Fact]
    public void Step_AnotherCauseThatLasts_ReplacesTheFirst()
    {
        var fleet = new Fleet().Cut().After(2, Everybody);
        fleet.Report("net-1", VrrpState.Master, "net-3");
        Assert.Equal(fleet.Now + TimeSpan.FromSeconds(4), fleet.Last.LookAgainAt);
        fleet.After(4);

        Assert.Equal(IncidentEventKind.Changed, fleet.Events[^1].Kind);
        Assert.Equal("one-way-loss", fleet.Events[^1].Cause);
        Assert.Contains("net-1 hears net-3, net-3 does not hear net-1", fleet.Events[^1].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_SuspectedAgentReturnsAsMaster_Escalates()
    {
        var fleet = new Fleet().Cut();
        fleet.Agent("net-1", AgentState.Dead).After(3, "net-2", "net-3");
        Assert.Equal(Certainty.Suspected, Assert.Single(fleet.Events).Certainty);

        fleet.Report("net-1", VrrpState.Master);
        Assert.Equal(IncidentEventKind.Escalated, fleet.Events[^1].Kind);
        Assert.True(fleet.Events[^1].IsError);
        Assert.Contains("has 2 masters on alive agents", fleet.Events[^1].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_DeadAgentWhoseAdvertsAreHeardByOthers_IsTheMasterThereIs()
    {
        var fleet = new Fleet().After(6, "net-2", "net-3").Agent("net-1", AgentState.Dead).After(30, "net-2", "net-3");

        Assert.Equal((RouterStatus.Degraded, "dead-agent"), (fleet.Diagnosis.Status, fleet.Diagnosis.Cause));
        Assert.Equal(MasterEvidence.Heard, Assert.Single(fleet.Diagnosis.Masters).Evidence);
        Assert.Empty(fleet.Events);
    }

    [Fact]
    public void Step_DeadAgentHeardBesideAnotherMaster_IsConfirmedAfterHearingWouldHaveExpired()
    {
        var fleet = new Fleet().Agent("net-1", AgentState.Dead);
        fleet.Report("net-3", VrrpState.Master, "net-1").After(4.9, "net-2", "net-3");
        Assert.Empty(fleet.Events);

        fleet.After(0.1, "net-2", "net-3");
        var opened = Assert.Single(fleet.Events);
        Assert.Equal(Certainty.Confirmed, opened.Certainty);
        Assert.Contains(
            "net-1 (its agent is dead, its adverts are heard by net-2 and net-3)", opened.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_FarewellAdvert_ClaimsNothing()
    {
        var fleet = new Fleet().Forget("net-1");
        fleet.Change("net-2", observation => observation with
        {
            Wire = new WireEvidence([new HeardAdvert("169.254.192.1", "net-1", Priority: 0, fleet.Now)], 0),
        });
        fleet.Report("net-3", VrrpState.Master);

        Assert.Equal("net-3", Assert.Single(fleet.Diagnosis.Masters).Node);
    }

    [Fact]
    public void Step_MasterOnAStoppedAgentAndAnother_IsDegradedWithoutAlarm()
    {
        var fleet = new Fleet().Agent("net-1", AgentState.Stopped).Report("net-3", VrrpState.Master);
        fleet.Report("net-2", VrrpState.Backup, "net-3").After(60, "net-2", "net-3");

        Assert.Empty(fleet.Events);
        Assert.Equal(RouterStatus.Degraded, fleet.Diagnosis.Status);
        Assert.Contains("the agent on net-1 was stopped at 12:00:00", fleet.Diagnosis.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_NobodyMaster_AlarmsAfterItsHoldAndClosesWithTheFirstMaster()
    {
        var fleet = new Fleet();
        foreach (var node in Everybody)
        {
            fleet.Report(node, VrrpState.Fault);
        }

        Assert.Equal(Fleet.Noon + TimeSpan.FromSeconds(6), fleet.Last.LookAgainAt);
        fleet.After(5.9, Everybody);
        Assert.Empty(fleet.Events);

        fleet.After(0.1);
        var opened = Assert.Single(fleet.Events);
        Assert.Equal(
            (RouterStatus.NoMaster, Certainty.Confirmed, "all-faulted"), (opened.Status, opened.Certainty, opened.Cause));
        Assert.Equal(
            "Router edge-1 has no master on an alive agent for 6 s: net-1 Fault, net-2 Fault, net-3 Fault. "
            + "Cause: all replicas faulted; keepalived on net-1, net-2 and net-3 keeps out of the election. See docs/runbook.md#no-master",
            opened.Sentence);

        fleet.Report("net-2", VrrpState.Master);
        Assert.Equal(IncidentEventKind.Closed, fleet.Events[^1].Kind);
        Assert.Contains("no longer without a master: its master is net-2", fleet.Events[^1].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_DeadMasterAndBackupsThatHearNobody_IsASuspectedNoMaster()
    {
        var fleet = new Fleet().Agent("net-1", AgentState.Dead);
        fleet.Report("net-2", VrrpState.Backup).Report("net-3", VrrpState.Backup).After(6, "net-2", "net-3");

        var opened = Assert.Single(fleet.Events);
        Assert.Equal((RouterStatus.NoMaster, Certainty.Suspected, "dead-agent"), (opened.Status, opened.Certainty, opened.Cause));
    }

    [Fact]
    public void Step_OnlyFaultedReplicasBesideADeadMaster_CannotSay()
    {
        var fleet = new Fleet().Agent("net-1", AgentState.Dead);
        fleet.Report("net-2", VrrpState.Fault).Report("net-3", VrrpState.Fault).After(60, "net-2", "net-3");

        Assert.Empty(fleet.Events);
        Assert.Equal((RouterStatus.Unknown, "dead-agent"), (fleet.Diagnosis.Status, fleet.Diagnosis.Cause));
    }

    [Fact]
    public void Step_AllAgentsDead_NeitherOpensNorCloses()
    {
        var fleet = new Fleet().Cut().After(2, Everybody);
        foreach (var node in Everybody)
        {
            fleet.Agent(node, AgentState.Dead);
        }

        fleet.After(600);
        Assert.NotNull(fleet.Memory.Incident);
        Assert.DoesNotContain(fleet.Events, e => e.Kind == IncidentEventKind.Closed);
        Assert.Equal(RouterStatus.Unknown, fleet.Diagnosis.Status);
    }

    [Fact]
    public void Step_AfterARestartOfTheController_KeepsTheIncidentAndReportsItNeitherTwiceNorClosed()
    {
        var fleet = new Fleet().Cut().After(2, Everybody);
        var open = fleet.Memory.Incident!;

        fleet.Memory = RouterMemory.Of(open);
        fleet.Events.Clear();
        foreach (var node in Everybody)
        {
            fleet.Agent(node, AgentState.Unknown);
        }

        Assert.Equal(RouterStatus.Unknown, fleet.Diagnosis.Status);
        Assert.Contains(
            "has not reported it since the controller or the agent started", fleet.Diagnosis.Reason, StringComparison.Ordinal);

        fleet.After(1, Everybody);
        Assert.Equal(RouterStatus.MultipleMasters, fleet.Diagnosis.Status);
        Assert.Empty(fleet.Events);

        fleet.Report("net-1", VrrpState.Backup, "net-3");
        Assert.Equal(IncidentEventKind.Closed, Assert.Single(fleet.Events).Kind);
    }

    [Fact]
    public void Step_MissingAndSickReplicas_AreNamed()
    {
        var fleet = new Fleet().Forget("net-3");
        fleet.Change("net-2", observation => observation with { Health = new HealthReport(110, 51, 0, "check uplink fails") });

        Assert.Equal("no agent on net-3 reports a replica", Assert.Single(fleet.Diagnosis.Missing).Sentence);
        Assert.Equal("net-2 is sick by 51: check uplink fails", Assert.Single(fleet.Diagnosis.Sick).Sentence);
        Assert.Equal(RouterStatus.Degraded, fleet.Diagnosis.Status);
    }

    [Fact]
    public void Retire_OpenIncident_IsClosed()
    {
        var fleet = new Fleet().Cut().After(2, Everybody);

        var closed = RouterDiagnoser.Retire(fleet.Memory, fleet.View.Id, "edge-1", fleet.Now);

        Assert.Equal(IncidentEventKind.Closed, closed?.Kind);
        Assert.Null(RouterDiagnoser.Retire(RouterMemory.Empty, fleet.View.Id, "edge-1", fleet.Now));
    }
}
