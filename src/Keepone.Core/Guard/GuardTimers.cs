using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Guard;

/// <summary>
/// The timers of a guarded router, derived from its specification and from what is taken for granted of its nodes. Each is
/// explained in docs/guard.md; <see cref="GuardInequalities"/> says what must hold between them.
/// </summary>
public sealed record GuardTimers
{
    /// <summary>
    /// How much faster one steady clock may run than another: twice the most that the kernel slews (500 ppm), rounded up.
    /// </summary>
    public const double ClockRateError = 0.002;

    /// <summary>The delay of the default preset.</summary>
    public static readonly TimeSpan DefaultMessageDelay = PresetTiming.Of(TimingPreset.Lan).MessageDelay;

    /// <summary>The long promise of the default preset.</summary>
    public static readonly TimeSpan DefaultLongPromise = PresetTiming.Of(TimingPreset.Lan).LongPromise;

    /// <summary>10 s to get a majority's long promises; who has none by then is cut off.</summary>
    public static readonly TimeSpan DefaultLeaveLimit = TimeSpan.FromSeconds(10);

    /// <summary>The interval between adverts.</summary>
    public required TimeSpan Advert { get; init; }

    /// <summary>The interval between beacons (b).</summary>
    public required TimeSpan Beacon { get; init; }

    /// <summary>How long a beacon takes at most for the liveness bounds to hold (delta). Safety does not rest on it.</summary>
    public TimeSpan MessageDelay { get; init; } = DefaultMessageDelay;

    /// <summary>From the write of the quorum file to keepalived's FAULT (w).</summary>
    public required TimeSpan WriteLatency { get; init; }

    /// <summary>How late the agent may be to see or to do anything (sigma).</summary>
    public required TimeSpan SchedulingDelay { get; init; }

    /// <summary>How long an answered claim counts, from its sending (L).</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>How long a promise is kept, from the arrival of the claim (P).</summary>
    public required TimeSpan Promise { get; init; }

    /// <summary>How long before its keepalived can become master a replica without a lease is stopped (d).</summary>
    public required TimeSpan StopLead { get; init; }

    /// <summary>How long before that it begins to ask (k).</summary>
    public required TimeSpan AskLead { get; init; }

    /// <summary>How long a master whose agent was killed and restarted may go on without a lease (g).</summary>
    public required TimeSpan Grace { get; init; }

    /// <summary>How long a promise is kept that an agent leaves behind (Q).</summary>
    public TimeSpan LongPromise { get; init; } = DefaultLongPromise;

    /// <summary>How long a leaving master waits for long promises before it stops keepalived.</summary>
    public TimeSpan LeaveLimit { get; init; } = DefaultLeaveLimit;

    /// <summary>
    /// How long a lease of long promises counts, from the sending of the claim: it ends as long before them as a lease before its promise,
    /// and clocks that differ have the whole of Q to do so, not only P.
    /// </summary>
    public TimeSpan LongLease => Lease + ((LongPromise - Promise) / (1 + ClockRateError));

    /// <summary>How long after boot a node that may have forgotten a promise gives none: every promise has expired by then.</summary>
    public TimeSpan BootSilence => LongPromise * (1 + ClockRateError);

    /// <summary>The timers of a router, with what its preset takes for granted of its nodes: all of its voters must count the same.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The timers.</returns>
    public static GuardTimers For(RouterSpecification router)
    {
        ArgumentNullException.ThrowIfNull(router);
        return For(router, PresetTiming.Of(router.Timing).Assumptions);
    }

    /// <summary>The timers of a router with other assumptions, for arithmetic alone.</summary>
    /// <param name="router">The router.</param>
    /// <param name="assumptions">What is taken for granted of its nodes.</param>
    /// <returns>The timers.</returns>
    public static GuardTimers For(RouterSpecification router, TimingAssumptions assumptions)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(assumptions);
        var preset = PresetTiming.Of(router.Timing);
        // Short intervals are for networks that deliver in time: a quarter of a beacon interval at most.
        var delay = Min(preset.MessageDelay, router.Guard.Interval / 4);
        var (write, late) = (assumptions.WriteLatency, assumptions.SchedulingDelay);
        var lease = (router.Guard.Fall * router.Guard.Interval) + (2 * delay);
        return new GuardTimers
        {
            Advert = router.AdvertInterval,
            Beacon = router.Guard.Interval,
            MessageDelay = delay,
            WriteLatency = write,
            SchedulingDelay = late,
            Lease = lease,
            LongPromise = preset.LongPromise,
            Promise = WholeMilliseconds((lease + write + late) * (1 + ClockRateError)),
            // A millisecond more than it takes: at the very moment itself both could happen.
            StopLead = write + late + TimeSpan.FromMilliseconds(1),
            // Two rounds of asking, one of which may be lost, and their answers.
            AskLead = (2 * router.Guard.Interval) + (2 * delay),
            Grace = router.Guard.Interval + (2 * delay) + late,
        };
    }

    private static TimeSpan WholeMilliseconds(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds));

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
