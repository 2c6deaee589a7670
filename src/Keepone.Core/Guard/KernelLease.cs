namespace Keepone.Core.Guard;

/// <summary>
/// Until when the kernel lets pass what only the one master may say (docs/guard.md, "Kernel lease"): the voter's lease, carried into
/// the kernel, which ends it without the agent. It is open as long as a lawful master may still be one: the lease, and the time that
/// an agent and a keepalived which obey take to stop.
/// </summary>
public static class KernelLease
{
    /// <summary>Open for ever: nothing is held back.</summary>
    public static readonly TimeSpan Forever = TimeSpan.MaxValue;

    /// <summary>How long it stays open after the end of the voter's lease: the lateness of the agent and of its keepalived.</summary>
    /// <param name="timers">The timers.</param>
    /// <returns>w + sigma, and never so much that a promise could end before it: an agent that measures itself late takes a larger sigma.</returns>
    public static TimeSpan Overhang(GuardTimers timers)
    {
        ArgumentNullException.ThrowIfNull(timers);
        var wanted = timers.WriteLatency + timers.SchedulingDelay;
        var most = (timers.Promise / (1 + GuardTimers.ClockRateError)) - timers.Lease;
        return wanted < most ? wanted : most;
    }

    /// <summary>The end of the kernel lease when the agent starts and none is in force.</summary>
    /// <param name="timers">The timers.</param>
    /// <param name="now">The steady time.</param>
    /// <param name="kept">What the agent before it left on tmpfs; null: nothing.</param>
    /// <param name="view">What is seen of keepalived.</param>
    /// <returns>
    /// A master that an agent left in order goes on as the guard lets it (G13); zero for everybody else: closed until a lease is won.
    /// </returns>
    public static TimeSpan AtStart(GuardTimers timers, TimeSpan now, VoterMemory? kept, ReplicaView view)
    {
        ArgumentNullException.ThrowIfNull(timers);
        if (!view.HoldsVip && view.State != Model.VrrpState.Master)
        {
            return TimeSpan.Zero;
        }

        var grace = now + timers.Grace;
        var lease = kept?.LeaseUntil ?? default;
        return (lease > grace ? lease : grace) + Overhang(timers);
    }

    /// <summary>The end of the kernel lease after a step of the voter. It is to be written before the step's beacon is sent.</summary>
    /// <param name="state">The voter after the step.</param>
    /// <param name="verdict">What the step said.</param>
    /// <param name="timers">The timers.</param>
    /// <param name="now">The steady time of the step.</param>
    /// <returns>
    /// The new end; zero: closed, because the promises are given back with the beacon that follows; <see cref="Forever"/>: the agent may
    /// leave, and leaves keepalived what it would have without it; null: the end stays, which lets a master that stops say goodbye.
    /// </returns>
    public static TimeSpan? After(in VoterState state, in VoterVerdict verdict, GuardTimers timers, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(timers);
        if (verdict.MayGo)
        {
            return Forever;
        }

        return state.Role switch
        {
            GuardRole.Neutral => TimeSpan.Zero,
            GuardRole.Candidate or GuardRole.Master when verdict.LeaseUntil > now => verdict.LeaseUntil + Overhang(timers),
            _ => null,
        };
    }
}
