using System.Collections.Immutable;

namespace Keepone.Core.Health.History;

/// <summary>The history of checks for people: a long run of equal outcomes is written piece by piece, and is one thing.</summary>
public static class CheckTimeline
{
    /// <summary>Puts pieces of one run together.</summary>
    /// <param name="records">Records of any checks.</param>
    /// <returns>They, in the order of time.</returns>
    public static ImmutableArray<CheckRecord> Of(IEnumerable<CheckRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var timeline = new List<CheckRecord>();
        foreach (var check in records.GroupBy(record => (record.Router, record.Node, record.Check)))
        {
            CheckRecord? open = null;
            foreach (var record in check)
            {
                if (open is not null && Joined(open, record) is { } joined)
                {
                    open = joined;
                    continue;
                }

                timeline.AddRange(open is null ? [] : [open]);
                open = record;
            }

            timeline.Add(open!);
        }

        return [.. timeline.OrderBy(record => record.At)];
    }

    private static CheckRecord? Joined(CheckRecord one, CheckRecord next) =>
        one is { Run: { } before } && next is { Run: { Starts: false } after } && one.Settings == next.Settings && before.Outcome == after.Outcome
        && (before.Outcome == CheckOutcome.Pass || before.Message == after.Message)
        && after.First >= before.Last && after.First - before.Last <= 2 * one.Settings.Interval && (long)before.Count + after.Count <= int.MaxValue
            ? next with
            {
                Run = after with
                {
                    First = before.First,
                    Count = before.Count + after.Count,
                    Slowest = before.Slowest > after.Slowest ? before.Slowest : after.Slowest,
                    Starts = before.Starts,
                },
            }
            : null;
}
