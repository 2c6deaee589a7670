namespace Keepone.Core.Health;

/// <summary>One run of a check.</summary>
/// <param name="Outcome">What it came to.</param>
/// <param name="Message">What was found, for people; without an end, because sentences are made of it.</param>
/// <param name="Duration">How long it took.</param>
public readonly record struct CheckResult(CheckOutcome Outcome, string Message, TimeSpan Duration)
{
    /// <summary>The longest message that is kept: a line of a log.</summary>
    public const int LongestMessage = 300;

    /// <summary>What a monitoring plugin wrote after a bar, as it wrote it; null: nothing.</summary>
    public string? PerformanceData { get; init; }

    /// <summary>Whether it counts towards <see cref="CheckVerdict.Sick"/>.</summary>
    public bool CountsAsFailure => Outcome is CheckOutcome.Fail or CheckOutcome.Timeout;

    /// <summary>Whether it counts towards <see cref="CheckVerdict.Healthy"/>.</summary>
    public bool CountsAsPass => Outcome is CheckOutcome.Pass or CheckOutcome.Warning;
}
