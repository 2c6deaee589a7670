using System.Collections.Immutable;
using System.Globalization;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;
using Keepone.Lab.Scenarios;

namespace Keepone.Lab.Results;

/// <summary>What was measured in a run, before anybody judges it.</summary>
public sealed record Measurement
{
    /// <summary>The address meter's ordered changes.</summary>
    public required ImmutableArray<HolderChange> Changes { get; init; }

    /// <summary>The end of the measurement.</summary>
    public required TimeSpan End { get; init; }

    /// <summary>How much later than the change a read time may be.</summary>
    public required TimeSpan Error { get; init; }

    /// <summary>From when the lab's lateness is known: after the first election, when all programs run.</summary>
    public TimeSpan Begin { get; init; }

    /// <summary>The worst lateness of the lab's own timer.</summary>
    public required TimeSpan Lateness { get; init; }

    /// <summary>The captured adverts, ordered.</summary>
    public ImmutableArray<SentAdvert> Adverts { get; init; } = [];

    /// <summary>The client's packets, in the order of sending.</summary>
    public ImmutableArray<Echo> Echoes { get; init; } = [];

    /// <summary>When the controller's error line about two masters was read; null: never.</summary>
    public TimeSpan? Detected { get; init; }

    /// <summary>That line's sentence.</summary>
    public string? DetectedSentence { get; init; }

    /// <summary>When the last NIC was plugged in again; null: none was.</summary>
    public TimeSpan? LastHeal { get; init; }

    /// <summary>When a check was made to fail on one node for the first time; null: none was. Where all fail nobody need take over.</summary>
    public TimeSpan? CheckFault { get; init; }

    /// <summary>The ids of the events that agents and controller logged.</summary>
    public ImmutableHashSet<int> Logged { get; init; } = [];

    /// <summary>The status of the worst incident, or of the router at the end.</summary>
    public string? Status { get; init; }

    /// <summary>How sure the controller was of it.</summary>
    public string? Certainty { get; init; }

    /// <summary>The first warning that there may be two masters, one of them on a dead agent; null: there was none.</summary>
    public string? Suspicion { get; init; }

    /// <summary>The cause given for it.</summary>
    public string? Cause { get; init; }

    /// <summary>Whether any incident was opened.</summary>
    public bool HadIncident { get; init; }

    /// <summary>What went wrong on the way: steps that missed their deadline, findings of the audits.</summary>
    public ImmutableArray<string> Findings { get; init; } = [];
}

/// <summary>Turns a measurement into a result. Pure.</summary>
public static class Judgement
{
    /// <summary>A run with more lateness than this says nothing about keepalived (DESIGN §10).</summary>
    public static readonly TimeSpan MostLateness = TimeSpan.FromMilliseconds(50);

    /// <summary>Judges.</summary>
    /// <param name="run">The number of the run.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="start">The wall-clock time that the measurement's times count from.</param>
    /// <param name="measured">What was measured.</param>
    /// <returns>The result.</returns>
    public static RunResult Judge(int run, Scenario scenario, DateTimeOffset start, Measurement measured)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(measured);
        var interval = scenario.Router.AdvertInterval;
        var hold = Mastership.Hold(interval);
        var mastership = Mastership.Measure(measured.Changes, measured.End, hold);
        var echo = EchoFigures.Measure(measured.Echoes, TimeSpan.Zero, measured.End);
        var detection = measured.Detected - mastership.FirstHoldEnd(hold);
        var failures = new List<string>(measured.Findings);
        failures.AddRange(MeterAgreement.Compare(
            measured.Changes, measured.Adverts, measured.Begin, measured.End, interval, measured.Error + measured.Lateness,
            scenario.Expect.Silent));
        var heard = HeardMasters.Dual(measured.Adverts, interval, measured.End);
        if (scenario.Expect.HeardDualAtMost is { } most && heard > most)
        {
            failures.Add($"Two masters were heard for {Milliseconds(heard)}, expected at most {Duration.Format(most)}.");
        }

        failures.AddRange(Compare(scenario.Expect, mastership, hold, echo, detection, measured));
        var verdict = measured.Lateness > MostLateness ? Verdict.Disturbed : failures.Count > 0 ? Verdict.Fail : Verdict.Pass;
        if (verdict == Verdict.Disturbed)
        {
            failures.Insert(
                0, $"The lab's own timer was {Milliseconds(measured.Lateness)} late, more than {Milliseconds(MostLateness)}: the machine was too busy.");
        }

        return new RunResult
        {
            Run = run,
            Scenario = scenario.Name,
            Spec = scenario.Hash,
            Verdict = verdict,
            Masters = mastership.Masters,
            DualMasterMs = Round(mastership.Dual),
            HeardDualMs = Round(heard),
            BlipMs = Round(mastership.Blips),
            NoMasterMs = Round(mastership.None),
            ErrorMs = Round(measured.Error),
            LatenessMs = Round(measured.Lateness),
            StaggerMs = Round(Stagger(scenario.Router)),
            DetectionMs = detection is { } time ? Round(time) : null,
            Status = measured.Status,
            Certainty = measured.Certainty,
            Cause = measured.Cause,
            SentPackets = echo.Sent,
            LostPackets = echo.Lost,
            LongestGapMs = Round(echo.LongestGap),
            Timeline = [.. measured.Changes.Where(change => change.Time <= measured.End).Select(change => Entry(change, start))],
            Failures = [.. failures],
        };
    }

    private static IEnumerable<string> Compare(
        Expectations expect, Mastership mastership, TimeSpan hold, EchoFigures echo, TimeSpan? detection, Measurement measured)
    {
        if (mastership.Masters != (expect.Masters ?? mastership.Masters) || mastership.Masters > expect.MastersAtMost)
        {
            yield return $"The most masters at one time were {mastership.Masters}, expected "
                + (expect.Masters is { } exact ? $"{exact}." : $"at most {expect.MastersAtMost}.");
        }

        if (expect.DualAtLeast is { } least && mastership.Dual < least)
        {
            yield return $"Two masters for {Milliseconds(mastership.Dual)}, expected at least {Duration.Format(least)}.";
        }

        if (expect.DualAtMost is { } most && mastership.Dual > most)
        {
            yield return $"Two masters for {Milliseconds(mastership.Dual)}, expected at most {Duration.Format(most)}.";
        }

        if (expect.BlipAtMost is { } blip && mastership.Blips > blip)
        {
            yield return $"Two masters in overlaps shorter than the hold for {Milliseconds(mastership.Blips)}, "
                + $"expected at most {Duration.Format(blip)}.";
        }

        if (expect.NoMasterAtMost is { } none && mastership.None > none)
        {
            yield return $"No master for {Milliseconds(mastership.None)}, expected at most {Duration.Format(none)}.";
        }

        foreach (var failure in ComputedTimes.Compare(expect, mastership, measured))
        {
            yield return failure;
        }

        var final = Mastership.Tenures(measured.Changes, measured.End).Where(tenure => !tenure.Ended).Select(tenure => tenure.Node).ToArray();
        if (expect.FinalMaster is { } master && !final.SequenceEqual([master], StringComparer.Ordinal))
        {
            yield return $"The master at the end was {(final.Length == 0 ? "nobody" : string.Join(" and ", final))}, expected {expect.FinalMaster}.";
        }

        if (expect.ChangesAfterHealAtMost is { } few && measured.Changes.Count(change => change.Time >= measured.LastHeal) is var moves && moves > few)
        {
            yield return $"After the heal the VIP was taken or dropped {moves} times, expected at most {few}.";
        }

        var taken = measured.Changes.Count(change => change.Holds && change.Time > measured.Begin);
        if (expect.ChangesOfMasterAtMost is { } often && taken > often)
        {
            yield return $"After the first election a replica took the VIP {taken} times, expected at most {often}.";
        }

        if (expect.Log is { } id && !measured.Logged.Contains(id))
        {
            yield return $"Neither an agent nor the controller logged the event {id}, expected it at least once.";
        }

        foreach (var failure in CompareIncident(expect, measured))
        {
            yield return failure;
        }

        if (expect.DetectionAtMost is { } soon && !(detection <= soon + measured.Lateness))
        {
            yield return detection is { } late
                ? $"The controller's log line came {Milliseconds(late)} after the end of the hold, "
                    + $"expected at most {Duration.Format(soon)} plus {Milliseconds(measured.Lateness)} of lateness."
                : $"The controller logged no error line about two masters, expected one within {Duration.Format(soon)} of the end of the hold.";
        }

        // Whoever was master for a moment of the hold and is no more when it ends need not be named.
        if (measured.DetectedSentence is { } sentence && mastership.FirstHoldEnd(hold) is { } due)
        {
            foreach (var node in Mastership.Tenures(measured.Changes, measured.End).Where(tenure => tenure.Start <= due && tenure.End > due)
                .Select(tenure => tenure.Node).Where(node => !sentence.Contains(node, StringComparison.Ordinal)))
            {
                yield return $"The controller's error line does not name {node}: {sentence}";
            }
        }

        // An alarm before the hold is over would alarm at every hand-over too. Both clocks read late, so a little is granted.
        if (detection is { } early && early < -MeterAgreement.Margin)
        {
            yield return $"The controller's log line came {Milliseconds(-early)} before the end of the hold.";
        }

        if (expect.LostAtMost is { } lost && echo.Lost > lost)
        {
            yield return $"The client lost {echo.Lost} of {echo.Sent} packets, expected at most {lost}.";
        }

        if (expect.LostAfterHealAtMost is { } later && measured.LastHeal is { } heal)
        {
            var recovered = EchoFigures.Measure(measured.Echoes, heal + expect.RecoveryWithin, measured.End);
            if (recovered.Lost > later || recovered.Sent == 0)
            {
                yield return $"From {Duration.Format(expect.RecoveryWithin)} after the heal on the client lost {recovered.Lost} of {recovered.Sent} "
                    + $"packets, expected at most {later} of some.";
            }
        }
    }

    private static TimeSpan Stagger(RouterSpecification router)
    {
        var skews = TimingReport.For(router).Replicas.Select(replica => replica.Skew).ToArray();
        return skews.Length < 2 ? TimeSpan.Zero : skews.Zip(skews.Skip(1), (one, next) => next - one).Min();
    }

    private static IEnumerable<string> CompareIncident(Expectations expect, Measurement measured)
    {
        if (expect.Incident is null && measured.HadIncident && measured.Status != expect.IncidentMayBe)
        {
            yield return $"The controller opened an incident ({measured.Status}), expected none"
                + (expect.IncidentMayBe is { } other ? $" or {other}." : ".");
        }

        if (expect.Incident is { } incident && (!measured.HadIncident || measured.Status != incident))
        {
            yield return $"The controller's incident was {(measured.HadIncident ? measured.Status : "none")}, expected {incident}.";
        }

        if (expect.Certainty is { } certainty && measured.Certainty != certainty)
        {
            yield return $"The controller's worst incident was {measured.Certainty ?? "none"}, expected {certainty}.";
        }

        if (expect.Cause is { } cause && measured.Cause != cause)
        {
            yield return $"The cause of the controller's worst incident was {measured.Cause ?? "none"}, expected {cause}.";
        }

        if (expect.DeadAgent is { } dead)
        {
            if (measured.Suspicion is null)
            {
                yield return $"The controller logged no warning of a master last seen on the dead agent {dead}.";
            }
            else if (!measured.Suspicion.Contains($"dead agent {dead}", StringComparison.Ordinal)
                || !measured.Suspicion.Contains("on an alive agent", StringComparison.Ordinal))
            {
                yield return $"The controller's warning does not tell the dead agent {dead} from those alive: {measured.Suspicion}";
            }
        }
    }

    private static TimelineEntry Entry(HolderChange change, DateTimeOffset start) =>
        new(start + change.Time, change.Node, change.Holds ? "backup" : "master", change.Holds ? "master" : "backup");

    private static double Round(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms";
}
