using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Guard;

/// <summary>What reachability makes of a replica, put together for people.</summary>
public static class ReachabilityReading
{
    /// <summary>The view of a replica under reachability.</summary>
    /// <param name="verdict">What was decided last.</param>
    /// <param name="group">The replicas.</param>
    /// <param name="isMaster">Whether the own keepalived is master.</param>
    /// <param name="reason">Why it did what it did last, in one sentence.</param>
    /// <param name="since">When that was.</param>
    /// <param name="lateness">How late the agent was.</param>
    /// <returns>The view. Whom it reaches it also is reached by: an answer takes both ways.</returns>
    public static GuardView View(
        in ReachabilityVerdict verdict, ReachabilityGroup group, bool isMaster, string reason, DateTimeOffset since, GuardLateness lateness)
    {
        ArgumentNullException.ThrowIfNull(group);
        var reached = verdict.Reached;
        return new GuardView
        {
            Standing = GuardStanding.InForce,
            Role = (isMaster, verdict.Stop) switch
            {
                (true, true) => GuardRole.Stopping,
                (true, false) => GuardRole.Master,
                _ => GuardRole.Neutral,
            },
            Votes = ReachabilityGroup.Count(reached),
            Needed = group.Needed,
            IsStopped = verdict.Stop,
            Reason = reason,
            Since = since,
            Lateness = lateness,
            Voters =
            [
                .. group.Names.Select((name, index) =>
                {
                    var (isSelf, isReached) = (index == group.Self, (reached >> index & 1) != 0);
                    return new GuardVoterView(
                        name, IsWitness: false, isSelf, isReached, isReached, isSelf && isMaster ? GuardRole.Master : GuardRole.Neutral, 0, null);
                }),
            ],
        };
    }

    /// <summary>
    /// What the agent's lateness leaves: a master that is cut off has stopped before another replica can take over, two adverts and the
    /// least skew after the cut.
    /// </summary>
    /// <param name="group">The replicas.</param>
    /// <param name="plan">The priorities.</param>
    /// <param name="timers">What is taken for granted.</param>
    /// <param name="worst">The worst lateness of late.</param>
    /// <returns>The lateness with its margin.</returns>
    public static GuardLateness Lateness(ReachabilityGroup group, PriorityPlan plan, GuardTimers timers, TimeSpan worst)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(timers);
        var late = worst > timers.SchedulingDelay ? worst : timers.SchedulingDelay;
        var stopped = group.Window + timers.WriteLatency + late;
        var taken = VrrpTiming.EarliestTakeover(plan.Bases[0], group.Advert);
        return new GuardLateness(worst, timers.SchedulingDelay, taken - stopped,
            $"up to {Inequality.Text(worst)} late: a master that is cut off from all has stopped after {Inequality.Text(stopped)}, and another takes over "
            + $"after {Inequality.Text(taken)} at the earliest");
    }
}
