using Keepone.Core.Diagnosis;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Diagnosis;

/// <summary>What the controller makes of replicas whose guards keep them out, or are not in force.</summary>
public sealed class GuardEvidenceTests
{
    [Fact]
    public void Diagnosis_MasterIsCutOffAndStopped_IsDegradedByAPartitionAndSaysWhoIsKeptOut()
    {
        var fleet = new Fleet().KeptOut("net-1").Report("net-2", VrrpState.Master).Report("net-3", VrrpState.Backup, "net-2");

        Assert.Equal((RouterStatus.Degraded, "ha-network-partition"), (fleet.Diagnosis.Status, fleet.Diagnosis.Cause));
        Assert.Equal(
            "Router edge-1 has one master, net-2 (since 12:00:00): net-1 is kept out by the guard: no majority, 2 of 3 voters are needed and it hears nobody.",
            fleet.Diagnosis.Reason.Trim());
        Assert.Equal("net-1", Assert.Single(fleet.Diagnosis.Sick).Node);
        Assert.Empty(fleet.Events);
    }

    [Fact]
    public void Diagnosis_AllAreIsolated_OpensAnIncidentThatSaysSo()
    {
        var fleet = new Fleet().KeptOut("net-1").KeptOut("net-2").KeptOut("net-3").After(10, "net-1", "net-2", "net-3");

        var opened = Assert.Single(fleet.Events);
        Assert.Equal((RouterStatus.NoMaster, "all-isolated", Certainty.Confirmed), (opened.Status, opened.Cause, opened.Certainty));
        Assert.Equal(
            "Router edge-1 has no master on an alive agent for 10 s: net-1 Fault, net-2 Fault, net-3 Fault. Cause: all replicas isolated; the guard "
            + "keeps out net-1, net-2 and net-3, and none of them hears another. See docs/runbook.md#no-master", opened.Sentence);
    }

    [Fact]
    public void Diagnosis_NoSideHasAMajority_IsAPartitionWithWhoHearsWhom()
    {
        var fleet = new Fleet().KeptOut("net-1", "net-2").KeptOut("net-2").KeptOut("net-3", "net-2").After(10, "net-1", "net-2", "net-3");

        Assert.Equal((RouterStatus.NoMaster, "ha-network-partition"), (fleet.Diagnosis.Status, fleet.Diagnosis.Cause));
        Assert.Contains("net-1 hears net-2; net-2 hears nobody; net-3 hears net-2", fleet.Diagnosis.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Diagnosis_OneIsLeftAndTheOthersAreDead_IsTheDeadAgents()
    {
        var fleet = new Fleet().KeptOut("net-3").Agent("net-1", AgentState.Dead).Agent("net-2", AgentState.Dead)
            .Report("net-2", VrrpState.Backup).Agent("net-2", AgentState.Dead)
            .Change("net-1", one => one with { State = VrrpState.Backup, Kernel = one.Kernel with { VipPresent = false } }).Agent("net-1", AgentState.Dead);

        Assert.Null(CauseList.All.Single(cause => cause.Id == "all-faulted").Prove(new RouterEvidence(fleet.View, fleet.Now), RouterStatus.NoMaster));
        Assert.Null(CauseList.All.Single(cause => cause.Id == "all-isolated").Prove(new RouterEvidence(fleet.View, fleet.Now), RouterStatus.NoMaster));
        Assert.Equal("dead-agent", CauseList.Find(new RouterEvidence(fleet.View, fleet.Now), RouterStatus.NoMaster).Cause.Id);
    }

    [Fact]
    public void Diagnosis_KeptOutWithAMajority_SaysTheGuardsOwnReason()
    {
        // net-2 hears net-1 and is heard by it: it passed through Fault in an election, and no cut is claimed.
        var fleet = new Fleet().KeptOut("net-2", "net-1", "net-1");

        Assert.Equal((RouterStatus.Degraded, "unknown"), (fleet.Diagnosis.Status, fleet.Diagnosis.Cause));
        Assert.Contains(
            "net-2 is kept out by the guard: Keeps out of the election: 1 of 3 votes, 2 are needed", fleet.Diagnosis.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Diagnosis_GuardIsHindered_IsDegradedWithItsTrouble()
    {
        var fleet = new Fleet().KeptOut("net-3").Report("net-3", VrrpState.Backup, "net-1").Change("net-3", one => one with
        {
            Guard = one.Guard with
            {
                View = new GuardView { Standing = GuardStanding.Hindered, Trouble = "its key is missing", Reason = "", Since = Fleet.Noon },
            },
        });

        Assert.Equal(RouterStatus.Degraded, fleet.Diagnosis.Status);
        Assert.Contains("net-3 is without its guard, which is not in force: its key is missing", fleet.Diagnosis.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Diagnosis_MarginIsNegative_IsDegradedWithTheFigure()
    {
        var fleet = new Fleet();
        fleet.KeptOut("net-3").Report("net-3", VrrpState.Backup, "net-1").Change("net-3", one => one with
        {
            Guard = one.Guard with
            {
                View = new GuardView
                {
                    Standing = GuardStanding.InForce,
                    Reason = "",
                    Since = Fleet.Noon,
                    Lateness = new GuardLateness(
                        TimeSpan.FromMilliseconds(90), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(-35), "the node is overloaded"),
                },
            },
        });

        Assert.Contains("the guard's margin on net-3 is negative by 35 ms: the node is overloaded", fleet.Diagnosis.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void IsKeptOut_InterfaceDownOrKeepalivedDown_IsNotTheGuardsDoing()
    {
        var observation = new Fleet().KeptOut("net-1").View.Replicas.Single(replica => replica.Node == "net-1").Observation;

        Assert.True(GuardEvidence.IsKeptOut(observation));
        Assert.False(GuardEvidence.IsKeptOut(observation with { State = VrrpState.Down }));
        Assert.False(GuardEvidence.IsKeptOut(observation with { Kernel = observation.Kernel with { HaInterfaceUp = false } }));
        Assert.False(GuardEvidence.IsKeptOut(observation with { Guard = observation.Guard with { View = null } }));
    }
}
