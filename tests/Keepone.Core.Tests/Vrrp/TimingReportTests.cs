using System.Text.Json;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Tests.Vrrp;

public sealed class TimingReportTests
{
    [Fact]
    public void For_ThreeReplicas_GivesTheTimersOfTheDesign()
    {
        var report = Report();

        Assert.Equal(["net-1", "net-2", "net-3"], report.Replicas.Select(replica => replica.Node));
        Assert.Equal([(120, 150), (110, 140), (100, 130)],
            report.Replicas.Select(replica => (replica.BasePriority, replica.MasterPriority)));
        Assert.Equal([531.25, 570.3125, 609.375], report.Replicas.Select(replica => replica.Skew.TotalMilliseconds));
        Assert.Equal(2531.25, report.Replicas[0].EarliestTakeover.TotalMilliseconds);
        Assert.Equal(3531.25, report.Replicas[0].LatestTakeover.TotalMilliseconds);
        Assert.True(report.Holds);
    }

    [Fact]
    public void For_NoGuardInForce_SaysThatTwoMastersLastAsLongAsTheCut()
    {
        var cut = Cause(Report(more: "guard: { mode: off }"), "cut off");

        Assert.Null(cut.TwoMasters);
        Assert.Contains("two masters for as long as the cut lasts, because the guard is off", cut.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void For_TwoReplicasWithoutAWitness_SaysThatTheGuardIsOffAndHasNoneOfItsInequalities()
    {
        var report = TimingReport.For(TimingRouter.Read("", replicas: 2));

        Assert.Equal((GuardMode.Promise, GuardMode.Off), (report.GuardAskedFor, report.GuardInForce));
        Assert.Contains("two replicas without a witness cannot decide", report.GuardSentence, StringComparison.Ordinal);
        Assert.DoesNotContain(report.Inequalities, inequality => inequality.Name.StartsWith("guard-", StringComparison.Ordinal));
    }

    [Fact]
    public void For_ThePromise_SaysHowManyVotesASuccessorNeeds()
    {
        var cut = Cause(Report(), "is cut off from");

        Assert.Equal((TimeSpan.FromMilliseconds(770), TimeSpan.Zero), (cut.StepDown!.Value, cut.TwoMasters!.Value));
        Assert.Equal(3570.3125, cut.TakeOver!.Value.TotalMilliseconds);
        Assert.Contains("stops by itself within 770 ms", cut.Sentence, StringComparison.Ordinal);
        Assert.Contains("has 2 votes", cut.Sentence, StringComparison.Ordinal);
    }

    // docs/guard.md: "What it costs", "What is not promised".
    [Theory]
    [InlineData("master turns sick", 640.3, 0.0)]
    [InlineData("only the master and one backup", 0.0, 0.0)]
    [InlineData("no majority is connected", null, 0.0)]
    [InlineData("its clock counted the pause", 7140.6, 70.0)]
    [InlineData("its clock did not count the pause", 7140.6, 770.0)]
    [InlineData("agent hangs", 0.0, null)]
    [InlineData("agent is killed", 0.0, 390.0)]
    [InlineData("all agents leave", 0.0, 0.0)]
    [InlineData("after its agent left", 8570.3, 0.0)]
    [InlineData("a node boots", 0.0, 0.0)]
    public void For_ThePromise_GivesTheFiguresOfTheProtocol(string cause, double? noMaster, double? twoMasters)
    {
        var found = Cause(Report(), cause);

        Assert.Equal(noMaster, found.NoMaster is { } none ? Math.Round(none.TotalMilliseconds, 1) : null);
        Assert.Equal(twoMasters, found.TwoMasters is { } two ? Math.Round(two.TotalMilliseconds, 1) : null);
    }

    [Theory]
    [InlineData("is cut off from", 0.0)]
    [InlineData("only the master and one backup", null)]
    [InlineData("its clock counted the pause", 70.0)]
    [InlineData("its clock did not count the pause", 670.0)]
    public void For_Reachability_IsWeaker(string cause, double? twoMasters)
    {
        var report = Report(more: "guard: { mode: reachability }");

        Assert.StartsWith("weaker: ", report.GuardSentence, StringComparison.Ordinal);
        Assert.Equal(twoMasters, Cause(report, cause).TwoMasters?.TotalMilliseconds);
    }

    [Fact]
    public void For_AdvertsBelowASecond_Version2HasWholeSecondsAndItsOwnSkew()
    {
        var report = TimingReport.For(TimingRouter.Of(TimingPreset.Fast));

        Assert.Equal(3406.25, Cause(report, "keepalived crashes").Version2!.TakeOver!.Value.TotalMilliseconds);
        Assert.Equal(406.25, Cause(report, "stops cleanly").Version2!.NoMaster!.Value.TotalMilliseconds);
        Assert.All(Report().Causes, cause => Assert.Equal(cause.Figures, cause.Version2));
    }

    [Fact]
    public void For_AdvertsOfTwoSeconds_TheSkewOfVersion2IsThatOfASecond() =>
        Assert.Equal(6570.3125,
            Cause(TimingReport.For(TimingRouter.Of(TimingPreset.Wan)), "keepalived crashes").Version2!.TakeOver!.Value.TotalMilliseconds);

    [Fact]
    public void For_Causes_TakesTheSlowestFirstSuccessor()
    {
        var report = Report();

        Assert.Equal(3570.3125, Cause(report, "keepalived crashes").NoMaster!.Value.TotalMilliseconds);
        Assert.Equal(570.3125, Cause(report, "stops cleanly").NoMaster!.Value.TotalMilliseconds);
    }

    [Theory]
    [InlineData("1s", "", "guard-step-down", true)]
    [InlineData("1s", "guard: { interval: 1s, fall: 3 }", "guard-step-down", false)]
    [InlineData("1s", "guard: { mode: reachability, interval: 1s, fall: 3 }", "guard-step-down", false)]
    [InlineData("100ms", "", "guard-step-down", false)]
    [InlineData("100ms", "guard: { interval: 20ms, fall: 3 }", "guard-step-down", true)]
    [InlineData("1s", "", "guard-promise", true)]
    [InlineData("1s", "", "guard-stop-lead", true)]
    [InlineData("1s", "", "guard-expiry", true)]
    [InlineData("1s", "guard: { interval: 600ms, fall: 3 }", "guard-expiry", false)]
    [InlineData("1s", "", "guard-loss", true)]
    [InlineData("1s", "guard: { fall: 1 }", "guard-loss", false)]
    [InlineData("1s", "", "guard-goodbye", true)]
    [InlineData("100ms", "guard: { interval: 20ms }", "guard-goodbye", false)]
    [InlineData("1s", "", "guard-leave", true)]
    [InlineData("1s", "", "stagger", true)]
    [InlineData("100ms", "", "stagger", false)]
    [InlineData("1s", "", "priority-range", true)]
    public void For_AnInequality_HoldsOrNot(string advert, string more, string name, bool holds)
    {
        var inequality = Inequality(Report(advert, more), name);

        Assert.Equal(holds, inequality.Holds);
        Assert.Equal(holds, inequality.Margin > 0);
    }

    [Fact]
    public void For_ABrokenErrorAndABrokenWarning_OnlyTheErrorFailsTheReport()
    {
        Assert.False(Report("100ms").Holds);
        var warned = Report(more: "guard: { fall: 2 }");
        Assert.Contains(warned.Inequalities, inequality => !inequality.Holds);
        Assert.True(warned.Holds);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(", penalty: 51", true)]
    [InlineData(", penalty: 50", false)]
    public void For_ACheck_ItsPenaltyIsHeldAgainstTheLeast(string penalty, bool holds)
    {
        var report = Report(
            more: $"checks: [ {{ name: up, probe: carrier, target: ha0, interval: 1s, timeout: 500ms{penalty} }} ]");

        Assert.Equal(holds, Inequality(report, "penalty-up").Holds);
        // 3 runs a second apart, the last one ending after half a second, and the assumptions of 70 ms.
        Assert.Contains("Seen after 3.57 s at worst", Cause(report, "check up").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void For_ACheckThatFaults_HasNoPenaltyAndWarnsOfFailingEverywhere()
    {
        var report = Report(
            more: "checks: [ { name: up, probe: carrier, target: ha0, interval: 1s, timeout: 500ms, onFailure: fault } ]");

        Assert.DoesNotContain(report.Inequalities, inequality => inequality.Name == "penalty-up");
        Assert.Contains("nobody is master", Cause(report, "check up").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void For_ABrokenGuard_IsAnErrorWithWhatToChange()
    {
        var report = Report(more: "guard: { interval: 600ms, fall: 3 }");

        Assert.Equal(Severity.Error, Inequality(report, "guard-expiry").Severity);
        Assert.False(report.Holds);
        Assert.NotEmpty(report.Remedies);
        Assert.Empty(Report().Remedies);
    }

    [Fact]
    public void For_ANodeSlowerThanItsPreset_BreaksThePromiseAndNotItsTimers()
    {
        var slow = TimingAssumptions.Default with { SchedulingDelay = TimeSpan.FromMilliseconds(35) };

        var report = TimingReport.For(TimingRouter.Read(""), slow);

        Assert.Equal(["guard-promise", "guard-stop-lead"],
            report.Inequalities.Where(inequality => !inequality.Holds).Select(inequality => inequality.Name));
        Assert.Equal(772, Inequality(report, "guard-promise").Right);
        Assert.Equal(14.6, Math.Round(Cause(report, "is cut off from").TwoMasters!.Value.TotalMilliseconds, 1));
        Assert.Empty(report.Remedies); // no key of the specification makes a node faster
    }

    [Fact]
    public void For_OneReplica_HasNoSuccessor()
    {
        var report = TimingReport.For(TimingRouter.Read("", replicas: 1));

        var cause = Assert.Single(report.Causes);
        Assert.Null(cause.NoMaster);
        Assert.DoesNotContain(report.Inequalities, inequality => inequality.Name is "stagger" or "guard-step-down");
    }

    [Fact]
    public void For_APair_CountsWithItsOwnPriority()
    {
        var report = TimingReport.For(
            TimingRouter.Read("guard: { mode: off }") with { Replicas = [], Priority = 150 });

        Assert.Equal((null, 150, 150),
            (report.Replicas[0].Node, report.Replicas[0].BasePriority, report.Replicas[0].MasterPriority));
        Assert.Contains("if the other side has this priority too", Cause(report, "keepalived crashes").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_AReport_WritesUnboundedAsNullAndTimesWithUnits()
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(Report(more: "guard: { mode: off }"), TimingJson.Default.TimingReport));

        Assert.Equal("1s", json.RootElement.GetProperty("advertInterval").GetString());
        Assert.Contains(json.RootElement.GetProperty("causes").EnumerateArray(), cause => cause.GetProperty("twoMasters")
            .ValueKind == JsonValueKind.Null);
        Assert.True(json.RootElement.GetProperty("inequalities")[0].TryGetProperty("margin", out _));
    }

    private static CauseTiming Cause(TimingReport report, string part) =>
        report.Causes.Single(cause => cause.Cause.Contains(part, StringComparison.Ordinal));

    private static Inequality Inequality(TimingReport report, string name) =>
        report.Inequalities.Single(inequality => inequality.Name == name);

    private static TimingReport Report(string advert = "1s", string more = "") =>
        TimingReport.For(TimingRouter.Read($"advertInterval: {advert}\n{more}"));
}
