using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Core.Vrrp;

/// <summary>
/// A router whose timing is computed: its priorities, the guard that its voters allow, the guard's timers as all voters count them, and
/// what a node really does, which may be measured.
/// </summary>
internal sealed record TimingCase
{
    public TimingCase(RouterSpecification router, TimingAssumptions? measured)
    {
        Router = router;
        Plan = PriorityPlan.Of(router);
        Guard = GuardModeRule.Decide(router);
        Preset = PresetTiming.Of(router.Timing);
        Assumptions = measured ?? Preset.Assumptions;
        Clock = VrrpClock.Version3(router.AdvertInterval);
        // What is measured makes no timer longer: all voters count with the preset's, and a node that is slower breaks the inequalities.
        Timers = GuardTimers.For(router) with
        {
            WriteLatency = Assumptions.WriteLatency,
            SchedulingDelay = Assumptions.SchedulingDelay,
        };
    }

    public RouterSpecification Router { get; }

    public PriorityPlan Plan { get; }

    public GuardModeVerdict Guard { get; }

    public PresetTiming Preset { get; }

    public TimingAssumptions Assumptions { get; }

    public GuardTimers Timers { get; }

    public VrrpClock Clock { get; init; }

    /// <summary>How long a stop takes: the agent's lateness, and keepalived's.</summary>
    public TimeSpan Stop => Assumptions.WriteLatency + Assumptions.SchedulingDelay;

    /// <summary>How long a master that hears nobody any more may go on counting somebody.</summary>
    public TimeSpan Lease => Guard.InForce == GuardMode.Promise ? Timers.Lease : Router.Guard.Fall * Router.Guard.Interval;

    /// <summary>When a master that is cut off has stopped, at the latest.</summary>
    public TimeSpan StepDown => Lease + Stop;
}
