using Keepone.Core.Diagnosis;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Diagnosis;

/// <summary>What the diagnosis says of failing checks, penalties and orders, and of a master that is kept in spite of them.</summary>
public sealed class SickReplicasTests
{
    private static readonly string[] Everybody = ["net-1", "net-2", "net-3"];
    private static readonly CheckReport Uplink =
        new("uplink", CheckVerdict.Sick, Fleet.Noon, CheckOutcome.Fail, "203.0.113.1 did not answer.", Broken: false, Held: false);

    [Fact]
    public void Step_CheckFails_IsDegradedAndSaysWhatItFound()
    {
        var fleet = Penalise(new Fleet(), "net-2", 51, Uplink);

        Assert.Equal(RouterStatus.Degraded, fleet.Diagnosis.Status);
        Assert.Equal(
            "net-2 is sick by 51: check uplink fails (-51) (uplink found: 203.0.113.1 did not answer)",
            Assert.Single(fleet.Diagnosis.Sick).Sentence);
    }

    [Fact]
    public void Step_DampingHoldsACheck_IsSaid()
    {
        var fleet = Penalise(new Fleet(), "net-2", 51, Uplink with { Message = "it answers", Held = true });

        Assert.EndsWith("(uplink found: it answers, and damping holds it)", Assert.Single(fleet.Diagnosis.Sick).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_CheckTakesTheReplicaOutOfTheElection_IsItsTrouble()
    {
        var fleet = new Fleet().Report("net-2", VrrpState.Fault).Change("net-2", seen => seen with
        {
            Health = seen.Health with { Fault = true, Sentence = "check uplink fails and takes the replica out of the election.", Checks = [Uplink] },
        });

        Assert.StartsWith("net-2 is out of the election: check uplink fails", Assert.Single(fleet.Diagnosis.Sick).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_Maintenance_IsAnOrderAndNoSickness()
    {
        var order = new OperatorOrder(OrderKind.Maintenance, null, Fleet.Noon.AddHours(2), "bob", "", Fleet.Noon);
        var fleet = new Fleet().Change("net-2", seen => seen with
        {
            Health = seen.Health with { Penalty = 99, Sentence = "its node is under maintenance until then by order of bob (-99)", Orders = [order] },
        });

        Assert.Equal(
            "net-2 gives way by an order: its node is under maintenance until then by order of bob (-99)", Assert.Single(fleet.Diagnosis.Sick).Sentence);
    }

    [Fact]
    public void Step_SickMasterAndNobodyFitter_IsSaidAfterTheTimeOfAnElectionAndNotBefore()
    {
        var fleet = Penalise(Penalise(Penalise(new Fleet(), "net-2", 51, Uplink), "net-3", 51, Uplink), "net-1", 51, Uplink);
        Assert.Null(fleet.Diagnosis.KeptMaster);
        Assert.Equal(fleet.Now + TimeSpan.FromSeconds(RouterDiagnoser.NoMasterHold), fleet.Last.LookAgainAt);

        fleet.After(5.9, Everybody);
        Assert.Null(fleet.Diagnosis.KeptMaster);

        fleet.After(0.1, Everybody);
        Assert.StartsWith(
            "Router edge-1 keeps its master net-1 although it should give way (check uplink fails (-51)), because nobody else is fitter: net-2 is sick by 51",
            fleet.Diagnosis.KeptMaster, StringComparison.Ordinal);
        Assert.EndsWith(". See docs/runbook.md#sick-master-kept", fleet.Diagnosis.KeptMaster, StringComparison.Ordinal);
        Assert.Empty(fleet.Events);

        Penalise(fleet, "net-1", 0);
        Assert.Null(fleet.Diagnosis.KeptMaster);
    }

    [Fact]
    public void Step_SickMasterThatIsReplacedInTime_IsNotKept()
    {
        var fleet = Penalise(new Fleet(), "net-1", 51, Uplink).After(3, Everybody);
        fleet.Report("net-2", VrrpState.Master).Report(Fleet.Observation("net-1", VrrpState.Backup, fleet.Now, "net-2"));
        fleet.After(20, Everybody);

        Assert.Null(fleet.Diagnosis.KeptMaster);
    }

    private static Fleet Penalise(Fleet fleet, string node, int penalty, params CheckReport[] checks) => fleet.Change(node, seen => seen with
    {
        Health = seen.Health with { Penalty = penalty, Sentence = penalty > 0 ? $"check uplink fails (-{penalty})" : "All checks pass.", Checks = [.. checks] },
    });
}
