using Keepone.Core.Vrrp;

namespace Keepone.Core.Guard;

/// <summary>
/// G7: the earliest moment at which the own keepalived can become master, as a lower bound: it is better to stop once too often.
/// </summary>
public static partial class Voter
{
    /// <summary>The last moment at which a stop is sure to come before keepalived becomes master.</summary>
    private static TimeSpan Deadline(in VoterState state, VoterGroup group) =>
        FireAt(state, group) - (group.Rules.StopsInTime ? group.Timers.StopLead : TimeSpan.Zero);

    // RFC 5798 6.4.2: the master-down interval after an advert, the skew alone after a goodbye. keepalived shifts the running timer
    // when its priority changes (vrrp_set_effective_priority), so the skew is that of the highest priority that it may have.
    private static TimeSpan FireAt(in VoterState state, VoterGroup group)
    {
        var advert = group.Timers.Advert;
        return state.ArmedAt == VoterState.Never
            ? VoterState.Never
            : state.ArmedAt + (state.SaidGoodbye ? VrrpTiming.Skew(state.Highest, advert) : VrrpTiming.MasterDown(state.Highest, advert));
    }

    // RFC 5798 6.4.2, 420-430: a goodbye sets the timer to the skew; an advert of no lower priority arms it again; a lower one is
    // ignored by a backup that may preempt.
    private static void MirrorAdvert(ref VoterState state, VoterGroup group, TimeSpan now, int priority)
    {
        var seen = Seen(group, now);
        state.GoodbyeAt = priority == 0 ? now : state.GoodbyeAt;
        if (state.Vrrp != Model.VrrpState.Backup)
        {
            return;
        }

        if (priority == 0)
        {
            if (group.Rules.GoodbyesShorten && seen + VrrpTiming.Skew(state.Highest, group.Timers.Advert) < FireAt(state, group))
            {
                (state.ArmedAt, state.SaidGoodbye) = (seen, true);
            }
        }
        else if (priority >= state.Highest)
        {
            (state.ArmedAt, state.SaidGoodbye) = (seen, false);
        }
    }

    // keepalived was seen as a backup: it armed its timer when it became one, at most a scheduling delay ago. It may have heard a
    // goodbye since, which was read here before the change was seen.
    private static void Arm(ref VoterState state, VoterGroup group, TimeSpan now) =>
        (state.ArmedAt, state.SaidGoodbye) =
            (Seen(group, now), group.Rules.GoodbyesShorten && now - state.GoodbyeAt <= group.Timers.SchedulingDelay);

    private static TimeSpan Seen(VoterGroup group, TimeSpan now) =>
        now - (group.Rules.SeenLate ? group.Timers.SchedulingDelay : TimeSpan.Zero);

    /// <summary>The highest priority with which keepalived may still count: a lower one is sure only when the file was surely read.</summary>
    private static void Settle(ref VoterState state, VoterGroup group, TimeSpan now)
    {
        var priority = (byte)state.Priority(group);
        if (priority != state.LastPriority)
        {
            (state.LastPriority, state.HighestUntil) = (priority, now + group.Timers.WriteLatency + group.Timers.SchedulingDelay);
        }

        if (priority >= state.Highest || now >= state.HighestUntil || !group.Rules.HighestPriorityCounts)
        {
            state.Highest = priority;
        }
    }
}
