using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Cli.Node;

/// <summary>What a check of a replica is, in sentences.</summary>
internal static class CheckSentences
{
    /// <summary>Says it.</summary>
    /// <param name="check">The check.</param>
    /// <param name="now">The agent's time when it was asked.</param>
    /// <returns>One or two sentences, the last without its end.</returns>
    public static string Of(CheckReport check, DateTimeOffset now)
    {
        var last = check.Outcome is { } outcome ? $"its last run {Verb(outcome)} ({check.Message})" : check.Message;
        var since = $"{(check.Verdict == CheckVerdict.Healthy ? "healthy" : "sick")} for {ElapsedText.Of(now - check.Since)}; {last}";
        return check switch
        {
            { Broken: true } => $"{since}. It is broken and cannot tell, so that verdict stays",
            { Held: true } => $"{since}. It failed too often of late and counts as failing until it is quiet for a while",
            _ => since,
        };
    }

    private static string Verb(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Pass => "passed",
        CheckOutcome.Warning => "passed with a warning",
        CheckOutcome.Fail => "failed",
        CheckOutcome.Timeout => "timed out",
        CheckOutcome.Unasked => "could not ask",
        _ => "could not tell",
    };
}
