using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Guard;

/// <summary>
/// What a voter makes of being later than its timers take for granted (sigma). Others keep their promises as long as ever, so it counts
/// on them for less long, and stops earlier: its own side of <c>guard-promise</c> and <c>guard-stop-lead</c> grows by what was measured.
/// </summary>
public static class LatenessRule
{
    /// <summary>
    /// The shortest lease that a master can keep renewing when one round of beacons is lost. A voter that shortened its lease further
    /// would give the mastership away for a hiccup, and all voters of an overloaded router together would leave it without a master.
    /// </summary>
    /// <param name="timers">The timers.</param>
    /// <returns>The time.</returns>
    public static TimeSpan LeastLease(GuardTimers timers)
    {
        ArgumentNullException.ThrowIfNull(timers);
        return (2 * timers.Beacon) + (2 * timers.MessageDelay);
    }

    /// <summary>The most lateness that shorter leases make up for. Who was later has missed too much to know its keepalived's timer.</summary>
    /// <param name="timers">The timers.</param>
    /// <returns>The time, at least the assumed lateness.</returns>
    public static TimeSpan Covered(GuardTimers timers)
    {
        ArgumentNullException.ThrowIfNull(timers);
        var covered = (timers.Promise / (1 + GuardTimers.ClockRateError)) - timers.WriteLatency - LeastLease(timers);
        return covered > timers.SchedulingDelay ? covered : timers.SchedulingDelay;
    }

    /// <summary>Decides.</summary>
    /// <param name="timers">The timers as the specification gives them.</param>
    /// <param name="worst">The worst lateness of late.</param>
    /// <returns>The timers to go by, and what to say of it.</returns>
    public static (GuardTimers Timers, GuardLateness Lateness) Decide(GuardTimers timers, TimeSpan worst)
    {
        ArgumentNullException.ThrowIfNull(timers);
        var assumed = timers.SchedulingDelay;
        if (worst <= assumed)
        {
            return (timers, new GuardLateness(worst, assumed, Margin(timers, timers.Lease, assumed),
                $"at most {Inequality.Text(worst)} late, which the timers take for granted"));
        }

        var covered = Covered(timers);
        var counted = worst < covered ? worst : covered;
        var lease = (timers.Promise / (1 + GuardTimers.ClockRateError)) - timers.WriteLatency - counted;
        lease = lease < timers.Lease ? lease : timers.Lease;
        var margin = Margin(timers, lease, worst);
        var more = counted - assumed;

        // Who is late stops earlier, twice over (d, and what it saw may be older), but asks no earlier: it would win the votes before a
        // replica that precedes it in the order of succession. One round of asking is the least.
        var ask = timers.AskLead - (2 * more);
        var round = timers.Beacon + (2 * timers.MessageDelay);
        var adjusted = timers with
        {
            SchedulingDelay = counted,
            Lease = lease,
            StopLead = timers.StopLead + more,
            AskLead = ask > round ? ask : round,
        };
        return (adjusted, new GuardLateness(worst, assumed, margin, margin < TimeSpan.Zero
            ? $"up to {Inequality.Text(worst)} late, {Inequality.Text(-margin)} more than shorter leases make up for: two masters can overlap"
            : $"up to {Inequality.Text(worst)} late, more than the {Inequality.Text(assumed)} that the timers take for granted: its leases count "
                + $"for {Inequality.Text(lease)} instead of {Inequality.Text(timers.Lease)}"));
    }

    private static TimeSpan Margin(GuardTimers timers, TimeSpan lease, TimeSpan late) =>
        timers.Promise - ((lease + timers.WriteLatency + late) * (1 + GuardTimers.ClockRateError));
}
