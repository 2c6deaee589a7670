using CsCheck;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Health;

public sealed class CheckEvaluatorTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // P pass, W warning, F fail, E error, T timeout; below each what changed: S sickened, R recovered, H held, B broke, M mended.
    [Theory]
    [InlineData(3, 2, "PFFF", "...S")]
    [InlineData(3, 2, "FFPFFPFFF", "........S")]
    [InlineData(3, 2, "FFWFF", ".....")]
    [InlineData(3, 2, "FTF", "..S")]
    [InlineData(3, 2, "FFFPP", "..S.R")]
    [InlineData(3, 2, "FFFPFPP", "..S...R")]
    [InlineData(3, 2, "FFFWW", "..S.R")]
    [InlineData(3, 2, "FFFPTPW", "..S...R")]
    [InlineData(1, 1, "FP", "SR")]
    [InlineData(1, 1, "TP", "SR")]
    [InlineData(1, 1, "PPP", "...")]
    [InlineData(1, 2, "FFFPP", "S...R")]
    [InlineData(2, 1, "FFP", ".SR")]
    [InlineData(3, 2, "FEFEF", "....S")]
    [InlineData(3, 2, "FFFPEP", "..S..R")]
    [InlineData(3, 2, "EEEEE", "..B..")]
    [InlineData(3, 2, "EEP", "...")]
    [InlineData(3, 2, "EEEP", "..BM")]
    [InlineData(3, 2, "EEEFFF", "..BM.S")]
    [InlineData(3, 2, "EEPEEE", ".....B")]
    [InlineData(3, 2, "FFFEEEPP", "..S..BMR")]
    [InlineData(1, 1, "EEPEP", "B.MBM")]
    [InlineData(1, 1, "EF", "BS")]
    [InlineData(1, 1, "FEP", "SBR")]
    [InlineData(1, 1, "FPFPP", "SRSH.")]
    [InlineData(2, 2, "FFPPFFPPPP", ".S.R.S.H..")]
    [InlineData(1, 2, "FPPFPFPP", "S.RS...H")]
    public void Step_ARowOfOutcomes_ChangesWhatItSays(int fall, int rise, string outcomes, string changes) =>
        Assert.Equal(changes, Play(new CheckRules("uplink", fall, rise, Damped: true), outcomes, Second).Changes);

    [Theory]
    [InlineData("FPFPFPFP", "SRSRSRSR")]
    public void Step_NotDamped_IsNeverHeld(string outcomes, string changes) =>
        Assert.Equal(changes, Play(new CheckRules("uplink", 1, 1, Damped: false), outcomes, Second).Changes);

    [Fact]
    public void Step_Sick_IsSinceThatMomentAndCountsAnew()
    {
        var (state, _, _) = Play(new CheckRules("uplink", 2, 2, Damped: true), "PFFP", Second);

        Assert.Equal(
            (CheckVerdict.Sick, TimeSpan.FromSeconds(3), 1, CheckOutcome.Pass), (state.Verdict, state.Since, state.Run, state.Last));
        Assert.Equal((Damping.Relapse, TimeSpan.FromSeconds(3)), (state.Figure, state.FigureAt));
    }

    [Fact]
    public void Step_Recovered_IsSinceThatMomentAndKeepsTheFigure()
    {
        var (state, _, _) = Play(new CheckRules("uplink", 2, 2, Damped: true), "FFPP", Second);

        Assert.Equal((CheckVerdict.Healthy, TimeSpan.FromSeconds(4), 0, false), (state.Verdict, state.Since, state.Run, state.IsHeld));
        Assert.Equal((Damping.Relapse, TimeSpan.FromSeconds(2)), (state.Figure, state.FigureAt));
    }

    [Fact]
    public void Step_AnError_ChangesNothingButTheCount()
    {
        var rules = new CheckRules("uplink", 3, 2, Damped: true);
        var (before, _, _) = Play(rules, "FF", Second);

        var after = CheckEvaluator.Step(before, rules, 3 * Second, Result('E')).State;

        Assert.Equal(before with { Errors = 1, Last = CheckOutcome.Error }, after);
    }

    [Fact]
    public void Step_MoreErrorsThanANumberHolds_StaysBroken()
    {
        var rules = new CheckRules("uplink", 3, 2, Damped: true);
        var state = CheckState.Fresh(default) with { Errors = int.MaxValue - 1 };

        var step = CheckEvaluator.Step(state, rules, Second, Result('E'));

        Assert.Equal((CheckChange.None, int.MaxValue - 1), (step.Change, step.State.Errors));
    }

    [Fact]
    public void Fresh_ACheckThatDidNotRun_IsHealthy()
    {
        var state = CheckState.Fresh(Second);

        Assert.Equal(new CheckState(CheckVerdict.Healthy, Second, 0, 0, 0, Second, IsHeld: false, Last: null), state);
    }

    [Fact]
    public void Step_TwoHalfLivesAfterTheFirstRelapse_IsNotHeld() =>
        Assert.Equal("SRSR", Play(new CheckRules("uplink", 1, 1, Damped: true), "FPFP", 2 * Damping.HalfLife).Changes);

    [Fact]
    public void Step_AHalfLifeBetweenRelapses_IsJustNotHeld()
    {
        var rules = new CheckRules("uplink", 1, 1, Damped: true);
        Assert.Equal("SRSR", Play(rules, "FPFP", Damping.HalfLife / 2).Changes);
        Assert.Equal("SRSH", Play(rules, "FPFP", (Damping.HalfLife / 2) - TimeSpan.FromMilliseconds(1)).Changes);
    }

    [Fact]
    public void Step_Held_IsReleasedWhenTheFigureHasFallen()
    {
        var rules = new CheckRules("uplink", 1, 1, Damped: true);
        var (held, _, _) = Play(rules, "FPFP", Second);
        var due = held.FigureAt + Damping.UntilReuse(held.Figure);

        Assert.Equal(CheckChange.None, CheckEvaluator.Step(held, rules, due - TimeSpan.FromMilliseconds(1), Result('P')).Change);
        var released = CheckEvaluator.Step(held, rules, due + TimeSpan.FromMilliseconds(1), Result('P'));

        Assert.Equal((CheckChange.Recovered, false), (released.Change, released.State.IsHeld));
    }

    [Fact]
    public void Step_HeldAndOneFailure_IsStillHeldAndNeedsTheWholeRiseAgain()
    {
        var rules = new CheckRules("uplink", 2, 2, Damped: true);
        var (held, _, _) = Play(rules, "FFPPFFPP", Second);
        Assert.True(held.IsHeld);

        var failed = CheckEvaluator.Step(held, rules, 9 * Second, Result('F'));
        Assert.Equal((CheckChange.None, true, 1, held.Figure), (failed.Change, failed.State.IsHeld, failed.State.Relapsing, failed.State.Figure));

        // Long after the figure fell, the first pass is still not enough.
        var later = (9 * Second) + Damping.MaximumHold;
        var once = CheckEvaluator.Step(failed.State, rules, later, Result('P'));
        Assert.Equal((CheckChange.None, 0), (once.Change, once.State.Relapsing));
        Assert.Equal(CheckChange.Recovered, CheckEvaluator.Step(once.State, rules, later + Second, Result('P')).Change);
    }

    [Fact]
    public void Step_HeldAndFailingAgain_IsAnotherRelapse()
    {
        var rules = new CheckRules("uplink", 2, 2, Damped: true);
        var (held, _, _) = Play(rules, "FFPPFFPP", Second);

        var (state, changes, _) = Play(rules, "FFPP", Second, held, 8 * Second);

        Assert.Equal("...H", changes);
        Assert.Equal(10 * Second, state.FigureAt);
        Assert.InRange(state.Figure, 2 * Damping.Relapse, 3 * Damping.Relapse);
    }

    [Fact]
    public void Step_FlappingForEver_StaysHeldAndReachesTheCeiling()
    {
        var (state, changes, _) = Play(new CheckRules("uplink", 1, 1, Damped: true), string.Concat(Enumerable.Repeat("FP", 600)), Second);

        Assert.Equal(1, changes.Count(change => change == 'R'));
        Assert.InRange(state.Figure, Damping.Ceiling * 0.99, Damping.Ceiling);
    }

    [Theory]
    [InlineData(3, "FFF", "check uplink failed 3 times in a row (no answer)")]
    [InlineData(1, "F", "check uplink failed once (no answer)")]
    [InlineData(3, "FFT", "check uplink failed 3 times in a row (timed out: no answer)")]
    [InlineData(2, "FFPP", "check uplink passed 2 times in a row (fine)")]
    [InlineData(2, "EE", "check uplink is broken: it could not tell 2 times in a row (no such file); its last verdict, healthy, stays")]
    [InlineData(2, "FFEE", "check uplink is broken: it could not tell 2 times in a row (no such file); its last verdict, sick, stays")]
    [InlineData(2, "EEP", "check uplink works again (fine)")]
    [InlineData(2, "FFPPFFPP", "check uplink passed 2 times in a row, but failed too often of late: it counts as failing for another 166s")]
    public void Step_AChange_SaysWhy(int fall, string outcomes, string sentence) =>
        Assert.Equal(sentence, Play(new CheckRules("uplink", fall, 2, Damped: true), outcomes, Second).Sentences[^1]);

    [Fact]
    public void Of_ACheck_TakesItsRules()
    {
        var check = new CheckSpecification { Name = "site", Interval = Second, Timeout = Second / 2, Fall = 4, Rise = 5, Damping = false };

        Assert.Equal(new CheckRules("site", 4, 5, Damped: false), CheckRules.Of(check));
    }

    [Fact]
    public void Step_AnyOutcomes_ChangesTheVerdictOnlyAfterTheRequiredRun() =>
        Histories.Sample((rules, steps) =>
        {
            var (state, run, now) = (CheckState.Fresh(default), 0, TimeSpan.Zero);
            foreach (var (outcome, wait) in steps)
            {
                now += wait;
                var before = state.Verdict;
                var step = CheckEvaluator.Step(state, rules, now, new CheckResult(outcome, "", default));
                state = step.State;
                var contradicts = before == CheckVerdict.Healthy ? IsBad(outcome) : IsGood(outcome);
                run = contradicts ? run + 1 : outcome == CheckOutcome.Error ? run : 0;
                Assert.Equal(state.Verdict != before, step.Change is CheckChange.Sickened or CheckChange.Recovered);
                Assert.Equal(step.Change == CheckChange.None, step.Sentence is null);
                if (state.Verdict != before)
                {
                    Assert.True(run >= (before == CheckVerdict.Healthy ? rules.Fall : rules.Rise), $"after a run of {run}");
                    Assert.Equal(now, state.Since);
                    run = 0;
                }
                else if (before == CheckVerdict.Healthy)
                {
                    // And as soon as it is there: nothing but damping may hold a verdict back, and that only a recovery.
                    Assert.True(run < rules.Fall);
                }
                else if (run >= rules.Rise)
                {
                    Assert.True(rules.Damped && (state.IsHeld || outcome == CheckOutcome.Error));
                }

                Assert.InRange(state.Figure, 0, Damping.Ceiling);
                Assert.InRange(state.Run, 0, state.Verdict == CheckVerdict.Healthy ? rules.Fall - 1 : rules.Rise);
                Assert.InRange(state.Relapsing, 0, state.IsHeld ? rules.Fall - 1 : 0);
                Assert.True(state.Verdict == CheckVerdict.Sick || !state.IsHeld);
            }
        });

    [Fact]
    public void Step_WhateverCameBefore_PassesForEverReleaseWithinTheMaximumHold() =>
        Gen.Select(Histories, Gen.Int[1, 60]).Sample((history, interval) =>
        {
            var (rules, steps) = history;
            var (state, now) = (CheckState.Fresh(default), TimeSpan.Zero);
            foreach (var (outcome, wait) in steps)
            {
                now += wait;
                state = CheckEvaluator.Step(state, rules, now, new CheckResult(outcome, "", default)).State;
            }

            var (every, from) = (interval * Second, now);
            while (state.Verdict == CheckVerdict.Sick)
            {
                now += every;
                state = CheckEvaluator.Step(state, rules, now, new CheckResult(CheckOutcome.Pass, "", default)).State;
                Assert.True(now - from <= Longer(Damping.MaximumHold + every, rules.Rise * every), $"sick {now - from} after the last failure");
            }
        });

    [Fact]
    public void Step_ASingleRelapse_IsNeverHeld() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 5], Gen.Int[0, 50], Gen.Int[1, 1000]).Sample((fall, rise, more, interval) =>
        {
            var outcomes = new string('F', fall + more) + new string('P', rise);
            var (state, changes, _) = Play(new CheckRules("uplink", fall, rise, Damped: true), outcomes, TimeSpan.FromMilliseconds(interval));

            Assert.Equal(CheckVerdict.Healthy, state.Verdict);
            Assert.DoesNotContain('H', changes);
        });

    private static readonly Gen<CheckOutcome> Outcome = Gen.Frequency(
        (4, Gen.Const(CheckOutcome.Pass)), (1, Gen.Const(CheckOutcome.Warning)), (4, Gen.Const(CheckOutcome.Fail)),
        (1, Gen.Const(CheckOutcome.Timeout)), (2, Gen.Const(CheckOutcome.Error)));

    private static readonly Gen<TimeSpan> Wait = Gen.Frequency((9, Gen.Int[1, 5000]), (1, Gen.Int[5000, 600_000]))
        .Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds));

    private static readonly Gen<(CheckRules, (CheckOutcome, TimeSpan)[])> Histories =
        from fall in Gen.Int[1, 4]
        from rise in Gen.Int[1, 4]
        from damped in Gen.Bool
        from steps in Gen.Select(Outcome, Wait).Array[0, 120]
        select (new CheckRules("uplink", fall, rise, damped), steps);

    private static bool IsBad(CheckOutcome outcome) => outcome is CheckOutcome.Fail or CheckOutcome.Timeout;

    private static bool IsGood(CheckOutcome outcome) => outcome is CheckOutcome.Pass or CheckOutcome.Warning;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static CheckResult Result(char letter) => letter switch
    {
        'P' => new(CheckOutcome.Pass, "fine", default),
        'W' => new(CheckOutcome.Warning, "fine", default),
        'F' => new(CheckOutcome.Fail, "no answer", default),
        'T' => new(CheckOutcome.Timeout, "no answer", default),
        _ => new(CheckOutcome.Error, "no such file", default),
    };

    private static (CheckState State, string Changes, List<string> Sentences) Play(
        CheckRules rules, string outcomes, TimeSpan interval, CheckState? from = null, TimeSpan now = default)
    {
        var state = from ?? CheckState.Fresh(now);
        var (changes, sentences) = ("", new List<string>());
        foreach (var letter in outcomes)
        {
            now += interval;
            var step = CheckEvaluator.Step(state, rules, now, Result(letter));
            state = step.State;
            changes += step.Change == CheckChange.None ? '.' : step.Change.ToString()[0];
            if (step.Sentence is { } sentence)
            {
                sentences.Add(sentence);
            }
        }

        return (state, changes, sentences);
    }
}
