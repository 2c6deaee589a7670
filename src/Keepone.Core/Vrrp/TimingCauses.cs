using System.Collections.Immutable;
using Keepone.Core.Model;
using static Keepone.Core.Vrrp.Inequality;

namespace Keepone.Core.Vrrp;

/// <summary>What each failure does at worst, for the worst place of the master.</summary>
internal static class TimingCauses
{
    /// <summary>The gap when a sick master hands over without a guard, measured on keepalived 2.2.7 (DESIGN §2).</summary>
    private static readonly TimeSpan HandOverGap = TimeSpan.FromMilliseconds(40);

    public static ImmutableArray<CauseTiming> Of(TimingCase timing)
    {
        var second = Each(timing with { Clock = VrrpClock.Version2(timing.Router.AdvertInterval) });
        return [.. Each(timing).Zip(second, (third, old) => third with { Version2 = old.Figures })];
    }

    private static IEnumerable<CauseTiming> Each(TimingCase timing)
    {
        if (timing.Router.Replicas.Length == 1)
        {
            yield return new CauseTiming("master crashes, stops or fails its checks", NoMaster: null, TimeSpan.Zero,
                "There is one replica and no successor: the router has no master until it returns.");
            yield break;
        }

        var times = new Successor(timing);
        yield return Crash(timing, times);
        yield return CleanStop(timing, times);
        yield return Sick(timing, times);
        yield return CutOff(timing, times);
        yield return PartlyCut(timing, times);
        foreach (var cause in timing.Guard.InForce switch
        {
            GuardMode.Promise => GuardedTimingCauses.Promise(timing, times),
            GuardMode.Reachability => GuardedTimingCauses.Reachability(timing, times),
            _ => [Paused(timing, times)],
        })
        {
            yield return cause;
        }

        foreach (var check in timing.Router.Checks)
        {
            yield return CheckFails(timing, times, check);
        }
    }

    private static CauseTiming Crash(TimingCase timing, Successor times) =>
        new("master's node or keepalived crashes", times.Latest, TimeSpan.Zero,
            $"Another takes over {Text(times.Latest - timing.Clock.Advert)} to {Text(times.Latest)} after the crash{times.OtherSide}. "
            + "When keepalived alone is killed, the kernel keeps its addresses until the agent removes them or starts it again.")
        {
            TakeOver = times.Latest,
        };

    private static CauseTiming CleanStop(TimingCase timing, Successor times) =>
        new("master stops cleanly", times.Skew, TimeSpan.Zero,
            $"It says goodbye with an advert of priority 0, and another takes over within {Text(times.Skew)}{times.OtherSide}; "
            + $"if that advert is lost, within {Text(times.Latest)}.")
        {
            StepDown = TimeSpan.Zero,
            TakeOver = times.Skew,
        };

    private static CauseTiming Sick(TimingCase timing, Successor times) => timing.Guard.InForce == GuardMode.Promise
        ? new CauseTiming("master turns sick", timing.Stop + times.Skew, TimeSpan.Zero,
            $"A healthier replica stands before it would take over, {Text(times.Latest)} later at worst; the master hears it, stops within "
            + $"{Text(timing.Stop)}, and the other one has the skew of {Text(times.Skew)} to wait: never two masters. "
            + "If all are sick the master stays.")
        {
            StepDown = times.Latest,
            TakeOver = timing.Stop + times.Skew + times.Latest,
        }
        : new CauseTiming("master turns sick", HandOverGap, timing.Clock.Advert,
            $"A healthier replica takes over {Text(times.Latest)} later at worst. "
            + "The sick master stays until it hears the healthier one: two masters only if that one's first advert is lost. "
            + "If all are sick the master stays.")
        {
            StepDown = times.Latest + HandOverGap,
            TakeOver = times.Latest,
        };

    private static CauseTiming CutOff(TimingCase timing, Successor times)
    {
        const string Cause = "master is cut off from the HA network";
        if (timing.Guard.InForce == GuardMode.Off)
        {
            return new CauseTiming(Cause, TimeSpan.Zero, TwoMasters: null,
                $"It hears nothing wrong and stays master, another takes over {Text(times.Earliest)} to {Text(times.Latest)} after the cut: "
                + $"two masters for as long as the cut lasts, because {timing.Guard.Sentence}.")
            {
                TakeOver = times.Latest,
            };
        }

        var overlap = Overlap(timing, times);
        var who = timing.Guard.InForce == GuardMode.Promise
            ? $"another that has {(timing.Plan.Bases.Length + timing.Router.Guard.Witnesses.Length) / 2 + 1} votes"
            : "another that reaches a majority";
        return new CauseTiming(Cause, times.Latest, overlap,
            $"It stops by itself within {Text(timing.StepDown)}, {who} takes over "
            + $"{Text(times.Earliest)} to {Text(times.Latest)} after the cut: "
            + (overlap == TimeSpan.Zero ? "never two masters." : $"two masters for up to {Text(overlap)}."))
        {
            StepDown = timing.StepDown,
            TakeOver = times.Latest,
        };
    }

    // With promises nobody is elected on the strength of a timer alone: what counts is when a promise can be given to another.
    private static TimeSpan Overlap(TimingCase timing, Successor times)
    {
        var over = timing.Guard.InForce == GuardMode.Promise
            ? Longer((timing.StepDown * (1 + Guard.GuardTimers.ClockRateError)) - timing.Timers.Promise, timing.Stop - timing.Timers.StopLead)
            : timing.StepDown - times.Earliest;
        return Longer(over, TimeSpan.Zero);
    }

    private static CauseTiming PartlyCut(TimingCase timing, Successor times)
    {
        const string Cause = "only the master and one backup are cut apart";
        return timing.Guard.InForce == GuardMode.Promise
            ? new CauseTiming(Cause, TimeSpan.Zero, TimeSpan.Zero,
                "The master keeps its majority, and the backup finds none: nothing moves.")
            : new CauseTiming(Cause, TimeSpan.Zero, TwoMasters: null,
                $"The backup takes over {Text(times.Earliest)} to {Text(times.Latest)} after the cut: two masters for as long as it lasts"
                + (timing.Guard.InForce == GuardMode.Reachability ? ", because both reach a majority." : "."))
            {
                TakeOver = times.Latest,
            };
    }

    private static CauseTiming Paused(TimingCase timing, Successor times) =>
        new("master's node is paused, and goes on", times.Latest, timing.Clock.Advert,
            $"Another takes over while it is paused. When it goes on it is master still, until the next advert: up to {Text(timing.Clock.Advert)}.")
        {
            StepDown = timing.Clock.Advert,
            TakeOver = times.Latest,
            CountedFrom = GuardedTimingCauses.Resume,
        };

    private static CauseTiming CheckFails(TimingCase timing, Successor times, CheckSpecification check)
    {
        // The failure may come right after a passing run, and each run may take its whole timeout to fail.
        var seen = (check.Fall * check.Interval) + check.Timeout + timing.Stop;
        var cause = $"check {check.Name} fails";
        if (check.OnFailure == CheckFailure.Fault)
        {
            return new CauseTiming(cause, times.Skew, TimeSpan.Zero,
                $"Seen after {Text(seen)} at worst; the master leaves the election, and another takes over within {Text(times.Skew)}. "
                + "If it fails everywhere, nobody is master.")
            {
                StepDown = seen,
                TakeOver = seen + times.Skew,
            };
        }

        var sick = Sick(timing, times);
        return sick with
        {
            Cause = cause,
            StepDown = seen + sick.StepDown,
            TakeOver = seen + sick.TakeOver,
            Sentence = $"Seen after {Text(seen)} at worst. {sick.Sentence}",
        };
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>The slowest first successor is the second of the order, when the first one was master; the fastest is the first.</summary>
    internal readonly struct Successor(TimingCase timing)
    {
        private readonly int _slowest = timing.Plan.Bases[timing.Plan.Bases.Length > 1 ? 1 : 0];

        public TimeSpan Latest => timing.Clock.MasterDown(_slowest);

        public TimeSpan Skew => timing.Clock.Skew(_slowest);

        public TimeSpan Earliest => timing.Clock.EarliestTakeover(timing.Plan.Bases[0]);

        public string OtherSide => timing.Router.Replicas.IsEmpty ? " (if the other side has this priority too)" : "";
    }
}
