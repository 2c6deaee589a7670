using static Keepone.Core.Vrrp.Inequality;

namespace Keepone.Core.Vrrp;

/// <summary>What failures do at worst that matter only where a guard is in force (docs/guard.md, "What is not promised").</summary>
internal static class GuardedTimingCauses
{
    /// <summary>A paused node knows of nothing before it goes on.</summary>
    internal const string Resume = "the resume";

    private const string Return = "the agent's return";

    public static IEnumerable<CauseTiming> Promise(TimingCase timing, TimingCauses.Successor times)
    {
        var timers = timing.Timers;
        yield return Majority("No majority hears each other", times);
        foreach (var cause in Paused(timing, times))
        {
            yield return cause;
        }

        yield return Hung(times);
        var killed = timers.Grace + timing.Stop;
        yield return new CauseTiming("master's agent is killed, and its node is cut off", TimeSpan.Zero, killed,
            $"Nobody stops its keepalived until the agent runs again, and for another {Text(killed)} (the grace of {Text(timers.Grace)}, and the stop): "
            + "two masters for that time and for as long as the agent was away. Its service starts it again after 2 s.")
        {
            StepDown = killed,
            TakeOver = times.Latest,
            CountedFrom = Return,
        };
        yield return new CauseTiming("all agents leave in order and return", TimeSpan.Zero, TimeSpan.Zero,
            $"The master stays: each agent leaves behind a promise of {Text(timers.LongPromise)} to it. "
            + "While they are away nobody takes over from a master that crashes.");
        var after = times.Latest + timers.LongPromise;
        yield return new CauseTiming("master crashes after its agent left", after, TimeSpan.Zero,
            $"The promises that its agent left behind last up to {Text(timers.LongPromise)} more, and only then another one can be master.")
        {
            TakeOver = after,
        };
        yield return new CauseTiming("a node boots", TimeSpan.Zero, TimeSpan.Zero,
            $"Nothing moves; it promises nothing until {Text(timers.BootSilence)} after its boot, because it may have forgotten a promise.");
    }

    public static IEnumerable<CauseTiming> Reachability(TimingCase timing, TimingCauses.Successor times)
    {
        yield return Majority("No majority reaches each other", times);
        foreach (var cause in Paused(timing, times))
        {
            yield return cause;
        }

        yield return Hung(times);
    }

    private static CauseTiming Majority(string what, TimingCauses.Successor times) =>
        new("no majority is connected", NoMaster: null, TimeSpan.Zero,
            $"{what}: no master until one does, and then {Text(times.Latest)} more at worst. That is the price of at most one.");

    // What the node's clock says after a pause decides: CLOCK_BOOTTIME counts a suspend; a hypervisor may hide a pause from it.
    private static IEnumerable<CauseTiming> Paused(TimingCase timing, TimingCauses.Successor times)
    {
        // The first adverts of who goes on carry the bonus that it had, so its successor may yield to it, until it says goodbye.
        var back = $"If its successor heard it first and yielded, that one is back {Text(times.Skew)} after its goodbye, "
            + $"or {Text(times.Latest)} after the advert when the goodbye is not heard.";
        yield return new CauseTiming(
            "master's node is paused, and goes on; its clock counted the pause", 2 * times.Latest, timing.Stop,
            $"Another takes over while it is paused. When it goes on its lease has ended, and it stops within {Text(timing.Stop)}. {back}")
        {
            StepDown = timing.Stop,
            TakeOver = times.Latest,
            CountedFrom = Resume,
        };
        yield return new CauseTiming(
            "master's node is paused, and goes on; its clock did not count the pause", 2 * times.Latest, timing.StepDown,
            $"Another takes over while it is paused. When it goes on it knows of no pause, and its lease may last for {Text(timing.Lease)} more; "
            + $"it has stopped within {Text(timing.StepDown)}. {back}")
        {
            StepDown = timing.StepDown,
            TakeOver = times.Latest,
            CountedFrom = Resume,
        };
    }

    private static CauseTiming Hung(TimingCauses.Successor times) =>
        new("master's agent hangs, and its node is cut off", TimeSpan.Zero, TwoMasters: null,
            $"Nobody stops its keepalived while the agent hangs, and another takes over {Text(times.Earliest)} to {Text(times.Latest)} after the "
            + "cut: two masters until the agent goes on or its service's watchdog ends it.")
        {
            TakeOver = times.Latest,
        };
}
