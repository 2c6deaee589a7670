using Keepone.Core.Guard;
using Keepone.Core.Model;
using static Keepone.Core.Vrrp.Inequality;

namespace Keepone.Core.Vrrp;

/// <summary>The inequalities of a router, each under its stable name.</summary>
internal static class TimingInequalities
{
    public static IEnumerable<Inequality> Of(TimingCase timing)
    {
        var (router, plan) = (timing.Router, timing.Plan);
        yield return Priorities(plan);
        // Two backups need to be told apart; one alone has nobody to collide with.
        if (plan.Bases.Length > 2)
        {
            yield return Stagger(plan, router.AdvertInterval, timing.Assumptions);
        }

        if (timing.Guard.InForce != GuardMode.Off)
        {
            yield return StepDown(timing);
        }

        if (timing.Guard.InForce == GuardMode.Promise)
        {
            foreach (var inequality in GuardInequalities.Of(timing.Timers, plan))
            {
                yield return inequality;
            }

            if (router.Guard.KernelLease)
            {
                yield return GuardInequalities.KernelLeaseEnds(timing.Timers, Severity.Error);
            }
        }

        foreach (var check in router.Checks.Where(check => check.OnFailure == CheckFailure.Yield))
        {
            yield return Penalty(check, plan);
        }
    }

    // The highest priority that can be: the first replica, healthy, as master.
    private static Inequality Priorities(PriorityPlan plan)
    {
        var highest = plan.Bases[0] + plan.Bonus;
        return OfPoints("priority-range", highest, PriorityPlan.HighestPriority + 1, Severity.Error, holds => holds
            ? $"The highest priority, {highest}, stays within {PriorityPlan.HighestPriority}."
            : $"The highest priority, {highest}, is above {PriorityPlan.HighestPriority}: reduce the number of replicas.");
    }

    private static Inequality Stagger(PriorityPlan plan, TimeSpan advert, TimingAssumptions assumptions)
    {
        var apart = advert * plan.Step / 256;
        return OfTimes("stagger", assumptions.Jitter, apart, Severity.Warning, holds => holds
            ? $"Backups time out {Text(apart)} apart, more than the {Text(assumptions.Jitter)} "
                + "by which their clocks may differ: one takes over, not two."
            : $"Backups time out only {Text(apart)} apart, and their clocks may differ by "
                + $"{Text(assumptions.Jitter)}: two may take over at once, for some milliseconds; "
                + "a longer advertInterval keeps them apart.");
    }

    private static Inequality StepDown(TimingCase timing)
    {
        var (guard, stops) = (timing.Router.Guard, timing.StepDown);
        // Any replica may be the successor: the highest base leaves the least skew.
        var takeover = timing.Clock.EarliestTakeover(timing.Plan.Bases[0]);
        var heard = timing.Guard.InForce == GuardMode.Promise ? $" and the answer to the last, {Text(timing.Lease)}" : "";
        return OfTimes("guard-step-down", stops, takeover, Severity.Error, holds =>
            $"A master that is cut off stops within {Text(stops)} ({guard.Fall} x {Text(guard.Interval)} of beacons{heard}, "
            + $"{Text(timing.Assumptions.WriteLatency)} until keepalived acts, {Text(timing.Assumptions.SchedulingDelay)} of the agent's "
            + $"lateness), another starts no earlier than {Text(takeover)} after the cut: "
            + (holds ? "no overlap." : "they overlap; reduce guard.interval or guard.fall, or raise advertInterval."));
    }

    private static Inequality Penalty(CheckSpecification check, PriorityPlan plan)
    {
        var penalty = check.Penalty ?? plan.LeastPenalty;
        return OfPoints($"penalty-{check.Name}", plan.LeastPenalty - 1, penalty, Severity.Warning, holds => holds
            ? $"The penalty of check {check.Name}, {penalty}, moves the mastership from any replica to any healthy one."
            : $"The penalty of check {check.Name}, {penalty}, is less than {plan.LeastPenalty}: alone it does not move a master "
                + "whose successor stands far below it; raise it unless it is meant to count only together with others.");
    }
}
