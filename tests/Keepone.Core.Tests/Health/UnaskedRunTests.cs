using Keepone.Core.Health;

namespace Keepone.Core.Tests.Health;

public sealed class UnaskedRunTests
{
    private static readonly CheckRules Rules = new("uplink", Fall: 2, Rise: 2, Damped: false);

    // What would otherwise be a pass is none: a replica that yielded because nobody answers stays sick while it cannot ask.
    [Fact]
    public void Step_UnaskedRuns_KeepTheVerdictAndTheCounting()
    {
        var state = Steps(CheckState.Fresh(TimeSpan.Zero), CheckOutcome.Fail, CheckOutcome.Unasked, CheckOutcome.Fail);
        Assert.Equal(CheckVerdict.Sick, state.Verdict);

        state = Steps(state, CheckOutcome.Unasked, CheckOutcome.Unasked, CheckOutcome.Unasked, CheckOutcome.Pass, CheckOutcome.Unasked);
        Assert.Equal((CheckVerdict.Sick, CheckOutcome.Unasked, 0), (state.Verdict, state.Last, state.Errors));

        Assert.Equal(CheckVerdict.Healthy, Steps(state, CheckOutcome.Pass).Verdict);
    }

    [Fact]
    public void Step_UnaskedForEver_IsNotBroken()
    {
        var state = CheckState.Fresh(TimeSpan.Zero);
        for (var i = 0; i < 10; i++)
        {
            var step = CheckEvaluator.Step(state, Rules, TimeSpan.FromSeconds(i), new CheckResult(CheckOutcome.Unasked, "a backup", TimeSpan.Zero));
            Assert.Equal((CheckChange.None, null), (step.Change, step.Sentence));
            state = step.State;
        }

        Assert.Equal(CheckVerdict.Healthy, state.Verdict);
    }

    private static CheckState Steps(CheckState state, params CheckOutcome[] outcomes)
    {
        foreach (var outcome in outcomes)
        {
            state = CheckEvaluator.Step(state, Rules, TimeSpan.FromSeconds(1), new CheckResult(outcome, "x", TimeSpan.Zero)).State;
        }

        return state;
    }
}
