using System.Collections.Immutable;
using Keepone.Core.Health.History;
using Keepone.Core.Model;

namespace Keepone.Core.Health;

/// <summary>Other settings for recorded checks. What is null stays as it was recorded.</summary>
/// <param name="Fall">How many failures in a row make a check sick.</param>
/// <param name="Rise">How many passes in a row make it healthy.</param>
/// <param name="Interval">The time between two runs.</param>
public sealed record ReplaySettings(int? Fall, int? Rise, TimeSpan? Interval)
{
    /// <summary>As it was recorded.</summary>
    public static readonly ReplaySettings AsRecorded = new(null, null, null);
}

/// <summary>What a router's checks would have done with other settings.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Failovers">How often its master would have moved.</param>
/// <param name="FalseFailovers">How often of these only outages were behind it that are no reason: short ones, and those of all nodes at once.</param>
/// <param name="Outages">How many real outages there were.</param>
/// <param name="Missed">How many of them no verdict came of.</param>
/// <param name="MeanDelay">From the first bad outcome of a real outage to the verdict, on average; null: none was detected anew.</param>
/// <param name="WorstDelay">The same, at worst.</param>
/// <param name="IsGuess">
/// Whether the interval is shorter than a recorded one: what happened between two runs is not known, and the last outcome is held.
/// </param>
public sealed record ReplayResult(
    ReplaySettings Settings, int Failovers, int FalseFailovers, int Outages, int Missed, TimeSpan? MeanDelay, TimeSpan? WorstDelay, bool IsGuess);

/// <summary>What all settings came to for one router.</summary>
/// <param name="Router">The router.</param>
/// <param name="Name">Its name.</param>
/// <param name="Nodes">The nodes of which something is recorded, in the order of succession.</param>
/// <param name="Checks">The checks that were judged again.</param>
/// <param name="From">The first recorded outcome.</param>
/// <param name="To">The last one.</param>
/// <param name="Outcomes">How many outcomes are recorded.</param>
/// <param name="Results">A result for each settings.</param>
public sealed record RouterReplay(
    RouterId Router, string Name, ImmutableArray<string> Nodes, ImmutableArray<string> Checks, DateTimeOffset From, DateTimeOffset To,
    long Outcomes, ImmutableArray<ReplayResult> Results);

/// <summary>Judges recorded outcomes again, with other settings: by the code that judges them in the agent. Pure.</summary>
public static class CheckReplay
{
    /// <summary>
    /// The most runs of checks that one call judges, some seconds' worth: a week of a check a second on three nodes, with ten settings.
    /// </summary>
    public const long MostRuns = 20_000_000;

    /// <summary>How many runs a replay has to judge.</summary>
    /// <param name="records">The records.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The number, which must not be above <see cref="MostRuns"/>.</returns>
    public static double RunsOf(ImmutableArray<CheckRecord> records, ImmutableArray<ReplaySettings> settings)
    {
        var checks = Routers(records).SelectMany(router => router.Checks).ToList();
        return settings.Sum(one => checks.Sum(check => (double)check.Count + (one.Interval is { } every ? (check.Last - check.First) / every : 0)));
    }

    /// <summary>Judges.</summary>
    /// <param name="records">The records of all nodes; those of a node before one of another that comes after it in the succession.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="real">How long an outage lasts at least that is worth a failover; null: twice what the recorded settings take to see it.</param>
    /// <returns>The results, by router in the order of their first records.</returns>
    public static ImmutableArray<RouterReplay> Run(
        ImmutableArray<CheckRecord> records, ImmutableArray<ReplaySettings> settings, TimeSpan? real = null) =>
        [.. Routers(records).Select(router => Run(router, settings, real))];

    /// <summary>The changes of verdict of one check of one replica.</summary>
    /// <param name="records">Its records.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The changes, in the order of time.</returns>
    public static ImmutableArray<VerdictChange> Changes(IEnumerable<CheckRecord> records, ReplaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return [.. Judge(RecordedCheck.Of(records), settings)];
    }

    private static RouterReplay Run(RecordedRouter router, ImmutableArray<ReplaySettings> settings, TimeSpan? real)
    {
        var outages = RecordedOutages.Of(router, real);
        return new RouterReplay(
            router.Id, router.Name, router.Nodes, [.. router.Checks.Select(check => check.Check).Distinct(StringComparer.Ordinal)],
            router.Checks.Min(check => check.First), router.Checks.Max(check => check.Last), router.Checks.Sum(check => check.Count),
            [.. settings.Select(one => Run(router, outages, one))]);
    }

    private static ReplayResult Run(RecordedRouter router, RecordedOutages outages, ReplaySettings settings)
    {
        var verdicts = router.Checks
            .Select(check => (Check: check, Changes: Judge(check, settings)
                .Where(change => change.Change is CheckChange.Sickened or CheckChange.Recovered).ToImmutableArray()))
            .ToImmutableArray();
        var (failovers, wrong) = ReplayedMastership.Count(router, verdicts, outages);
        var (real, missed, delays) = (0, 0, new List<TimeSpan>());
        foreach (var (check, changes) in verdicts)
        {
            var (timeline, next, sick) = (outages.Of(check), 0, false);
            foreach (var outage in timeline.All)
            {
                // An agent that starts in an outage ends the verdict before with its first outcome.
                for (; next < changes.Length && (changes[next].At < outage.From || (changes[next].At == outage.From
                    && changes[next].Change == CheckChange.Recovered)); next++)
                {
                    sick = changes[next].Change == CheckChange.Sickened;
                }

                if (outage.IsReal)
                {
                    // Sick already, of the outage before or because damping holds it: neither missed nor detected.
                    var seen = next < changes.Length && changes[next] is { Change: CheckChange.Sickened } one && one.At < outage.To ? one : null;
                    real++;
                    missed += seen is null && !sick ? 1 : 0;
                    delays.AddRange(seen is null ? [] : [seen.At - outage.From]);
                }
            }
        }

        return new ReplayResult(
            settings, failovers, wrong, real, missed,
            delays.Count == 0 ? null : TimeSpan.FromTicks((long)delays.Average(delay => delay.Ticks)), delays.Count == 0 ? null : delays.Max(),
            router.Checks.Any(check => settings.Interval < check.Settings.Interval));
    }

    private static IEnumerable<VerdictChange> Judge(RecordedCheck check, ReplaySettings settings)
    {
        var start = check.First;
        CheckState? state = null;

        // What was recorded at the same interval is taken as it is: sampling it again would only blur it.
        var outcomes = settings.Interval is { } every && every != check.Settings.Interval ? check.Sampled(every) : check.Outcomes();
        foreach (var outcome in outcomes)
        {
            var now = outcome.At - start;
            var rules = new CheckRules(
                check.Check, settings.Fall ?? outcome.Settings.Fall, settings.Rise ?? outcome.Settings.Rise, outcome.Settings.Damped);
            var before = state is null || outcome.Starts ? CheckState.Fresh(now) : state.Value;
            if (outcome.Starts && state is { Verdict: CheckVerdict.Sick })
            {
                yield return new VerdictChange(outcome.At, CheckChange.Recovered, $"check {check.Check} began anew");
            }

            var step = CheckEvaluator.Step(before, rules, now, new CheckResult(outcome.Outcome, outcome.Message, TimeSpan.Zero));
            state = step.State;
            if (step.Change != CheckChange.None)
            {
                yield return new VerdictChange(outcome.At, step.Change, step.Sentence ?? "");
            }
        }
    }

    private static IEnumerable<RecordedRouter> Routers(ImmutableArray<CheckRecord> records) =>
        records.Where(record => record.Run is not null).GroupBy(record => record.Router).Select(RecordedRouter.Of);
}
