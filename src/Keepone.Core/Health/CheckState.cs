namespace Keepone.Core.Health;

/// <summary>Everything that the evaluation of a check remembers. Plain data; all times are the node's steady time.</summary>
/// <param name="Verdict">What holds now.</param>
/// <param name="Since">Since when.</param>
/// <param name="Run">
/// How many outcomes in a row contradict the verdict; errors neither count nor interrupt. While it is sick, at most <c>rise</c>.
/// </param>
/// <param name="Errors">How many runs in a row were errors.</param>
/// <param name="Figure">The damping figure at <paramref name="FigureAt"/>.</param>
/// <param name="FigureAt">When it had that value.</param>
/// <param name="IsHeld">Whether enough passes came and damping alone keeps it sick: until it is released, or has failed often enough again.</param>
/// <param name="Last">The last outcome; null: it did not run yet.</param>
public readonly record struct CheckState(
    CheckVerdict Verdict, TimeSpan Since, int Run, int Errors, double Figure, TimeSpan FigureAt, bool IsHeld, CheckOutcome? Last)
{
    /// <summary>How many failures in a row came while it is held: as many as <c>fall</c> are another relapse.</summary>
    public int Relapsing { get; init; }

    /// <summary>A check that did not run yet.</summary>
    /// <param name="now">The steady time.</param>
    /// <returns>Healthy: only a run of failures makes a replica sick.</returns>
    public static CheckState Fresh(TimeSpan now) => new(CheckVerdict.Healthy, now, 0, 0, 0, now, false, null);
}

/// <summary>What a step changed.</summary>
public enum CheckChange : byte
{
    /// <summary>Nothing that somebody would want to know.</summary>
    None = 0,

    /// <summary>It turned sick.</summary>
    Sickened,

    /// <summary>It turned healthy.</summary>
    Recovered,

    /// <summary>It would be healthy, and damping keeps it sick.</summary>
    Held,

    /// <summary>The check itself is broken: errors in a row, as many as <c>fall</c>.</summary>
    Broke,

    /// <summary>The check works again.</summary>
    Mended,
}

/// <summary>A step of the evaluation.</summary>
/// <param name="State">The state after it.</param>
/// <param name="Change">What changed; when a verdict changed and the check broke or mended in one step, the verdict.</param>
/// <param name="Sentence">Why, in one sentence; null when nothing changed: nothing is composed for the thousands of runs that say nothing new.</param>
public readonly record struct CheckStep(CheckState State, CheckChange Change, string? Sentence);
