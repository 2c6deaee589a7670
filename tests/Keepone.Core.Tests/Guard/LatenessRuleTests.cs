using Keepone.Core.Guard;
using Keepone.Core.Vrrp;
using static Keepone.Core.Tests.Guard.Bench;

namespace Keepone.Core.Tests.Guard;

public sealed class LatenessRuleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Decide_NoLaterThanTakenForGranted_ChangesNothing(int worst)
    {
        var (timers, lateness) = LatenessRule.Decide(Timers, Ms(worst));

        Assert.Same(Timers, timers);
        Assert.True(lateness.Margin >= TimeSpan.Zero);
        Assert.EndsWith("which the timers take for granted", lateness.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_Later_BothInequalitiesOfSafetyHoldWithTheMeasuredLateness()
    {
        for (var worst = 21; Ms(worst) <= LatenessRule.Covered(Timers); worst++)
        {
            var (timers, lateness) = LatenessRule.Decide(Timers, Ms(worst));

            // Others keep their promises as before: only what this voter counts on, and when it stops, may change.
            Assert.Equal(Timers.Promise, timers.Promise);
            Assert.Equal(Ms(worst), timers.SchedulingDelay);
            var safety = GuardInequalities.Of(timers, PriorityPlan.For(3)).Where(one => one.Name is "guard-promise" or "guard-stop-lead");
            Assert.All(safety, inequality => Assert.True(inequality.Holds, $"{worst} ms: {inequality.Sentence}"));
            Assert.True(lateness.Margin >= TimeSpan.Zero, $"{worst} ms");
        }
    }

    [Fact]
    public void Decide_Later_AsksNoEarlierThanWhoIsInTime()
    {
        var (timers, _) = LatenessRule.Decide(Timers, Ms(100));

        // F is counted from a lateness ago, d and k before it is when it asks.
        Assert.Equal(Timers.SchedulingDelay + Timers.StopLead + Timers.AskLead, timers.SchedulingDelay + timers.StopLead + timers.AskLead);
    }

    [Fact]
    public void Decide_VeryLate_LeavesOneRoundOfAsking()
    {
        var (timers, _) = LatenessRule.Decide(Timers, LatenessRule.Covered(Timers));

        Assert.Equal(Timers.Beacon + (2 * Timers.MessageDelay), timers.AskLead);
    }

    [Fact]
    public void Decide_LaterThanALeaseCanMakeUpFor_KeepsTheLeaseAndSaysWhatIsMissing()
    {
        var (timers, lateness) = LatenessRule.Decide(Timers, Ms(400));

        Assert.Equal(LatenessRule.LeastLease(Timers), timers.Lease);
        Assert.Equal(LatenessRule.Covered(Timers), timers.SchedulingDelay);
        Assert.True(lateness.Margin < TimeSpan.Zero);
        Assert.EndsWith("two masters can overlap", lateness.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Doubt_ABackup_StopsOnceAndAMasterWithALeaseGoesOn()
    {
        var bench = new Bench(0, Core.Model.VrrpState.Fault, stopped: true, Free);
        bench.Hear(1, GuardRole.Neutral);
        bench.Becomes(Core.Model.VrrpState.Backup);
        Assert.False(bench.After(100).Stop);
        Assert.True(bench.Doubt().Stop);
        Assert.Equal(GuardReason.NoMajority, bench.Last.Reason);

        Assert.False(Bench.Master().Doubt().Stop);
    }

    [Fact]
    public void Note_TheWorstOfAMinute_IsForgottenAfterwards()
    {
        var window = default(LatenessWindow);
        window.Note(Ms(60_000), Ms(30));
        window.Note(Ms(60_100), Ms(5));
        Assert.Equal(Ms(30), window.Worst);
        window.Note(Ms(90_000), Ms(5));
        Assert.Equal(Ms(30), window.Worst);
        window.Note(Ms(120_000), Ms(4));
        Assert.Equal(Ms(5), window.Worst);
        window.Note(Ms(300_000), Ms(1));
        Assert.Equal(Ms(1), window.Worst);
    }
}
