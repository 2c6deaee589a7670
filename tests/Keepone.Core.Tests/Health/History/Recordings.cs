using System.Collections.Immutable;
using Keepone.Core.Health;
using Keepone.Core.Health.History;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Health.History;

/// <summary>Recorded checks as text: a letter for each outcome, P pass, W warning, F fail, E error, T timeout, a space for none.</summary>
internal static class Recordings
{
    internal static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    internal static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    internal static readonly CheckSettings Settings = new(
        Second, Fall: 3, Rise: 2, Damped: false, Penalty: 51, Fault: false, Rank: 0, Replicas: 3, Step: 10);

    internal static IEnumerable<CheckRecord> Of(string outcomes, int rank = 0, string check = "uplink", CheckSettings? settings = null)
    {
        settings ??= Settings;
        for (var i = 0; i < outcomes.Length;)
        {
            var count = outcomes[i..].TakeWhile(letter => letter == outcomes[i]).Count();
            if (outcomes[i] != ' ')
            {
                yield return new CheckRecord(
                    RouterId.FromName("edge-1"), "edge-1", $"net-{rank + 1}", check, settings with { Rank = rank },
                    new OutcomeRun(
                        Noon + (i * settings.Interval), Noon + ((i + count - 1) * settings.Interval), count, Outcome(outcomes[i]), "no answer",
                        Second / 10, Starts: i == 0));
            }

            i += count;
        }
    }

    internal static CheckOutcome Outcome(char letter) => letter switch
    {
        'P' => CheckOutcome.Pass,
        'W' => CheckOutcome.Warning,
        'F' => CheckOutcome.Fail,
        'T' => CheckOutcome.Timeout,
        _ => CheckOutcome.Error,
    };

    internal static string Text(IEnumerable<VerdictChange> changes) =>
        string.Join(' ', changes.Select(change => $"{change.Change.ToString()[0]}{(change.At - Noon).TotalSeconds}"));

    internal static ReplayResult Replay(IEnumerable<CheckRecord> records, ReplaySettings? settings = null, TimeSpan? real = null) =>
        Assert.Single(Assert.Single(CheckReplay.Run([.. records], [settings ?? ReplaySettings.AsRecorded], real)).Results);

    internal static ImmutableArray<string> Times(OutageTimeline outages) =>
        [.. outages.All.Select(outage => $"{(outage.From - Noon).TotalSeconds}-{(outage.To - Noon).TotalSeconds}")];
}
