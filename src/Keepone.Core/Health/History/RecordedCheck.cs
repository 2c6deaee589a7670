using System.Collections.Immutable;

namespace Keepone.Core.Health.History;

/// <summary>One outcome of a recorded check.</summary>
/// <param name="At">When it was there, by the node's wall clock; never before the one before it.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Message">What was found.</param>
/// <param name="Settings">What was in force.</param>
/// <param name="Starts">Whether nothing is known of before.</param>
internal readonly record struct RecordedOutcome(DateTimeOffset At, CheckOutcome Outcome, string Message, CheckSettings Settings, bool Starts);

/// <summary>All that is recorded of one check of one replica.</summary>
internal sealed class RecordedCheck
{
    private readonly ImmutableArray<OutcomeRun> _runs;
    private readonly ImmutableArray<CheckSettings> _settings;

    private RecordedCheck(CheckRecord first, ImmutableArray<CheckRecord> records)
    {
        (Node, Check) = (first.Node, first.Check);
        _runs = [.. records.Select(record => record.Run!)];
        _settings = [.. records.Select(record => record.Settings)];
        Count = _runs.Sum(run => (long)run.Count);
    }

    public string Node { get; }

    public string Check { get; }

    /// <summary>How many outcomes are recorded.</summary>
    public long Count { get; }

    /// <summary>What was in force last.</summary>
    public CheckSettings Settings => _settings[^1];

    /// <summary>When the first outcome was there.</summary>
    public DateTimeOffset First => _runs[0].First;

    /// <summary>When the last one was there.</summary>
    public DateTimeOffset Last => _runs[^1].Last;

    /// <summary>Takes the records of one check of one replica apart from all others, in the order of time.</summary>
    /// <param name="records">Its records, at least one of them a run of outcomes.</param>
    public static RecordedCheck Of(IEnumerable<CheckRecord> records)
    {
        var runs = records.Where(record => record.Run is not null).OrderBy(record => record.Run!.First).ToImmutableArray();
        return new RecordedCheck(runs[0], runs);
    }

    /// <summary>Its outcomes, in the order of time.</summary>
    public IEnumerable<RecordedOutcome> Outcomes()
    {
        var before = DateTimeOffset.MinValue;
        for (var i = 0; i < _runs.Length; i++)
        {
            var run = _runs[i];
            for (var n = 0; n < run.Count; n++)
            {
                var at = run.Count == 1 ? run.First : run.First + TimeSpan.FromTicks((long)((Int128)(run.Last - run.First).Ticks * n / (run.Count - 1)));
                // A wall clock can be set back; time goes on.
                before = at > before ? at : before;
                yield return new RecordedOutcome(before, run.Outcome, run.Message, _settings[i], run.Starts && n == 0);
            }
        }
    }

    /// <summary>What a check with another interval would have found at most: the last outcome before, while there was one.</summary>
    /// <param name="interval">The interval.</param>
    public IEnumerable<RecordedOutcome> Sampled(TimeSpan interval)
    {
        RecordedOutcome? held = null;
        var (due, starts) = (First, false);
        foreach (var outcome in Outcomes())
        {
            if (held is { } last)
            {
                // Nothing is known of a time in which the agent did not run: an outcome stands for two intervals, and no longer.
                var until = last.At + (2 * last.Settings.Interval);
                for (; due < outcome.At && due <= until; due += interval)
                {
                    yield return last with { At = due, Starts = starts };
                    starts = false;
                }

                if (due < outcome.At)
                {
                    due += interval * Math.Ceiling((outcome.At - due) / interval);
                }
            }

            held = outcome;
            starts |= outcome.Starts;
        }

        for (; held is { } end && due <= end.At; due += interval)
        {
            yield return end with { At = due, Starts = starts };
            starts = false;
        }
    }

    /// <summary>When it failed.</summary>
    public OutageTimeline Outages()
    {
        var outages = ImmutableArray.CreateBuilder<Outage>();
        var (from, last) = ((DateTimeOffset?)null, default(RecordedOutcome));
        foreach (var outcome in Outcomes())
        {
            if (from is { } began && (outcome.Starts || outcome.At - last.At > 2 * last.Settings.Interval))
            {
                outages.Add(new Outage(began, last.At + last.Settings.Interval));
                from = null;
            }

            if (outcome.Outcome is CheckOutcome.Fail or CheckOutcome.Timeout)
            {
                from ??= outcome.At;
            }
            else if (outcome.Outcome != CheckOutcome.Error && from is { } started)
            {
                outages.Add(new Outage(started, outcome.At));
                from = null;
            }

            last = outcome;
        }

        if (from is { } open)
        {
            outages.Add(new Outage(open, last.At + last.Settings.Interval));
        }

        return new OutageTimeline(outages.ToImmutable());
    }
}
