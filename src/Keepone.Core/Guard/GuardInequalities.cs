using Keepone.Core.Vrrp;
using static Keepone.Core.Vrrp.Inequality;

namespace Keepone.Core.Guard;

/// <summary>
/// What must hold between the timers of a guarded router (docs/guard.md, "Timers"). The first two are what "at most one master"
/// rests on; the others keep a router from being without one for longer than it must.
/// </summary>
public static class GuardInequalities
{
    /// <summary>The inequalities.</summary>
    /// <param name="timers">The timers.</param>
    /// <param name="plan">The priorities.</param>
    /// <returns>Each under its stable name.</returns>
    public static IEnumerable<Inequality> Of(GuardTimers timers, PriorityPlan plan)
    {
        ArgumentNullException.ThrowIfNull(timers);
        ArgumentNullException.ThrowIfNull(plan);
        yield return PromiseOutlivesLease(timers);
        yield return StopLead(timers);
        yield return OldPromisesExpire(timers, plan);
        yield return LeaseOutlivesLoss(timers);
        yield return GoodbyeLeavesTime(timers, plan);
        yield return LongPromise(timers);
    }

    private static Inequality PromiseOutlivesLease(GuardTimers timers)
    {
        var left = (timers.Lease + timers.WriteLatency + timers.SchedulingDelay) * (1 + GuardTimers.ClockRateError);
        return Below("guard-promise", left, timers.Promise, Severity.Error, holds =>
            $"A master whose lease of {Text(timers.Lease)} ended has stopped {Text(left)} after it asked for it at worst "
            + $"({Text(timers.WriteLatency)} until keepalived acts, {Text(timers.SchedulingDelay)} of lateness, clocks that differ by "
            + $"{GuardTimers.ClockRateError * 100:0.#} %); a promise is given to another no earlier than after {Text(timers.Promise)}: "
            + (holds ? "never two masters." : "two masters can overlap."));
    }

    /// <summary>What must hold, besides, where the kernel silences a master whose agent is dead or hangs.</summary>
    /// <param name="timers">The timers.</param>
    /// <param name="breach">What it means when it is broken.</param>
    /// <returns>The inequality.</returns>
    public static Inequality KernelLeaseEnds(GuardTimers timers, Severity breach)
    {
        ArgumentNullException.ThrowIfNull(timers);
        var stopped = timers.Lease + timers.WriteLatency + timers.SchedulingDelay;
        var silent = timers.Lease + KernelLease.Overhang(timers);
        return Below("guard-kernel-lease", stopped * (1 + GuardTimers.ClockRateError), timers.Promise, breach, holds =>
            $"A master whose agent is dead or hangs is silenced by the kernel {Text(silent)} after the last claim that was answered, before a "
            + $"promise is given to another ({Text(timers.Promise)}): never two that are heard. "
            + (holds
                ? "The price: an agent that is away for longer than that costs the master."
                : $"A master that obeys has stopped only after {Text(stopped)}, and is cut short."));
    }

    private static Inequality StopLead(GuardTimers timers)
    {
        var left = timers.WriteLatency + timers.SchedulingDelay;
        return OfTimes("guard-stop-lead", left, timers.StopLead, Severity.Error, holds =>
            $"A backup without a majority is stopped {Text(timers.StopLead)} before its keepalived would become master, "
            + (holds ? "which is enough for" : "which is less than") + $" the {Text(left)} that a stop takes at worst.");
    }

    // The successor must find the promises to a dead master expired when it has to decide, and have time for a round of asking.
    private static Inequality OldPromisesExpire(GuardTimers timers, PriorityPlan plan)
    {
        var left = timers.Promise + timers.SchedulingDelay + (3 * timers.MessageDelay) + timers.Beacon;
        var right = VrrpTiming.EarliestTakeover(plan.Bases[0], timers.Advert) - timers.StopLead - timers.SchedulingDelay;
        return OfTimes("guard-expiry", left, right, Severity.Error, holds =>
            $"The promises to a master that crashed are free, and given to its successor, {Text(left)} after the crash at worst; "
            + $"the successor decides {Text(right)} after it at the earliest: "
            + (holds ? "it is master in time." : "it may have to stand aside once, and the router is without a master for longer; "
                + "raise advertInterval or reduce guard.interval."));
    }

    private static Inequality LeaseOutlivesLoss(GuardTimers timers)
    {
        var left = (2 * timers.Beacon) + (2 * timers.MessageDelay) + timers.SchedulingDelay;
        return OfTimes("guard-loss", left, timers.Lease, Severity.Warning, holds => holds
            ? $"A lease of {Text(timers.Lease)} outlives the loss of a round of beacons ({Text(left)})."
            : $"A lease of {Text(timers.Lease)} does not outlive the loss of a single round of beacons ({Text(left)}): "
                + "a lost packet can cost the master; raise guard.fall.");
    }

    private static Inequality GoodbyeLeavesTime(GuardTimers timers, PriorityPlan plan)
    {
        // The master's goodbye and its beacon, a round of asking.
        var left = timers.WriteLatency + (2 * timers.SchedulingDelay) + (4 * timers.MessageDelay);
        var right = VrrpTiming.Skew(plan.Bases[0], timers.Advert) - timers.StopLead - timers.SchedulingDelay;
        return OfTimes("guard-goodbye", left, right, Severity.Warning, holds =>
            $"After a master's goodbye its successor has the majority {Text(left)} later at worst, and decides after {Text(right)}: "
            + (holds ? "it takes over at once." : "it may have to stand aside once; lower priorities or longer adverts leave more time."));
    }

    private static Inequality LongPromise(GuardTimers timers)
    {
        var left = 2 * (timers.Promise + timers.StopLead + (2 * timers.Beacon));
        return OfTimes("guard-leave", left, timers.LongPromise, Severity.Error, holds =>
            $"The promises that a leaving agent leaves behind last {Text(timers.LongPromise)}, "
            + (holds ? "longer" : "not longer") + $" than the {Text(left)} that leaving and returning takes by itself.");
    }

    // Equality is enough where the left side is a bound that includes everything.
    private static Inequality Below(string name, TimeSpan left, TimeSpan right, Severity severity, Func<bool, string> sentence) =>
        OfTimes(name, left - TimeSpan.FromMicroseconds(1), right, severity, sentence);
}
