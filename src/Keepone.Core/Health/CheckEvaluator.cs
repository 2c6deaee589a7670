using Keepone.Core.Model;

namespace Keepone.Core.Health;

/// <summary>How the outcomes of a check become a verdict.</summary>
/// <param name="Name">The check's name, for the sentences.</param>
/// <param name="Fall">How many failures in a row make it sick, 1 or more.</param>
/// <param name="Rise">How many passes in a row make it healthy again, 1 or more.</param>
/// <param name="Damped">Whether it is damped.</param>
public readonly record struct CheckRules(string Name, int Fall, int Rise, bool Damped)
{
    /// <summary>The rules of a check.</summary>
    /// <param name="check">The check.</param>
    /// <returns>The rules.</returns>
    public static CheckRules Of(CheckSpecification check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return new CheckRules(check.Name, check.Fall, check.Rise, check.Damping);
    }
}

/// <summary>Turns outcomes into verdicts: fall and rise, errors and unasked runs that keep the last verdict, damping. Pure.</summary>
public static class CheckEvaluator
{
    /// <summary>Takes an outcome.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="now">The steady time, not before that of the last step.</param>
    /// <param name="result">What a run came to.</param>
    /// <returns>The state after, what changed, and why.</returns>
    public static CheckStep Step(in CheckState state, in CheckRules rules, TimeSpan now, in CheckResult result)
    {
        var after = state with { Last = result.Outcome };
        if (result.Outcome == CheckOutcome.Unasked)
        {
            return new CheckStep(after, CheckChange.None, null);
        }

        if (result.Outcome == CheckOutcome.Error)
        {
            after = after with { Errors = Math.Min(state.Errors + 1, int.MaxValue - 1) };
            return after.Errors == rules.Fall
                ? new CheckStep(after, CheckChange.Broke, Broken(rules, state.Verdict, after.Errors, result))
                : new CheckStep(after, CheckChange.None, null);
        }

        var mended = state.Errors >= rules.Fall;
        after = after with { Errors = 0 };
        var step = state.Verdict == CheckVerdict.Healthy
            ? WhileHealthy(after, rules, now, result)
            : WhileSick(after, rules, now, result);
        return step.Change == CheckChange.None && mended
            ? step with { Change = CheckChange.Mended, Sentence = $"check {rules.Name} works again ({result.Message})" }
            : step;
    }

    private static CheckStep WhileHealthy(CheckState state, in CheckRules rules, TimeSpan now, in CheckResult result)
    {
        if (!result.CountsAsFailure)
        {
            return new CheckStep(state with { Run = 0 }, CheckChange.None, null);
        }

        if (state.Run + 1 < rules.Fall)
        {
            return new CheckStep(state with { Run = state.Run + 1 }, CheckChange.None, null);
        }

        var sick = Relapsed(state, now) with { Verdict = CheckVerdict.Sick, Since = now };
        return new CheckStep(sick, CheckChange.Sickened, $"check {rules.Name} failed {Times(rules.Fall)} ({Found(result)})");
    }

    private static CheckStep WhileSick(CheckState state, in CheckRules rules, TimeSpan now, in CheckResult result)
    {
        if (!result.CountsAsPass)
        {
            var failing = state with { Run = 0 };
            if (!state.IsHeld)
            {
                return new CheckStep(failing, CheckChange.None, null);
            }

            // But for damping it were healthy, so what would make it sick is another relapse (RFC 2439 4.4.2 counts on while it suppresses).
            return state.Relapsing + 1 < rules.Fall
                ? new CheckStep(failing with { Relapsing = state.Relapsing + 1 }, CheckChange.None, null)
                : new CheckStep(Relapsed(failing, now), CheckChange.None, null);
        }

        var run = Math.Min(state.Run + 1, rules.Rise);
        var passing = state with { Run = run, Relapsing = 0 };
        if (run < rules.Rise)
        {
            return new CheckStep(passing, CheckChange.None, null);
        }

        // Whether the figure is above the upper limit was decided when it relapsed; held means: not yet below the lower one.
        var figure = Damping.Decay(state.Figure, now - state.FigureAt);
        if (rules.Damped && state.Figure > Damping.Suppress && figure > Damping.Reuse)
        {
            var held = passing with { IsHeld = true };
            return state.IsHeld
                ? new CheckStep(held, CheckChange.None, null)
                : new CheckStep(held, CheckChange.Held,
                    $"check {rules.Name} passed {Times(rules.Rise)}, but failed too often of late: it counts as failing for another "
                    + $"{Duration.Format(TimeSpan.FromSeconds(Math.Ceiling(Damping.UntilReuse(figure).TotalSeconds)))}");
        }

        var healthy = passing with { Verdict = CheckVerdict.Healthy, Since = now, Run = 0, IsHeld = false };
        return new CheckStep(healthy, CheckChange.Recovered, $"check {rules.Name} passed {Times(rules.Rise)} ({result.Message})");
    }

    private static CheckState Relapsed(in CheckState state, TimeSpan now) => state with
    {
        Run = 0,
        Figure = Damping.Add(Damping.Decay(state.Figure, now - state.FigureAt)),
        FigureAt = now,
        IsHeld = false,
        Relapsing = 0,
    };

    // The failures before may have been of another kind: only of the last one it is known that it was a timeout.
    private static string Found(in CheckResult result) =>
        result.Outcome == CheckOutcome.Timeout ? $"timed out: {result.Message}" : result.Message;

    private static string Broken(in CheckRules rules, CheckVerdict verdict, int errors, in CheckResult result) =>
        $"check {rules.Name} is broken: it could not tell {Times(errors)} ({result.Message}); "
        + $"its last verdict, {(verdict == CheckVerdict.Healthy ? "healthy" : "sick")}, stays";

    private static string Times(int count) => count == 1 ? "once" : $"{count} times in a row";
}
