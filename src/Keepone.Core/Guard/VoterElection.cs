using Keepone.Core.Model;

namespace Keepone.Core.Guard;

/// <summary>What a replica does about its own keepalived, and how each step ends.</summary>
public static partial class Voter
{
    private static GuardReason Decide(ref VoterState state, VoterGroup group, TimeSpan now)
    {
        Settle(ref state, group, now);
        var reason = state switch
        {
            { Vrrp: VrrpState.Down } => AsDown(ref state, group),
            { IsMaster: true } => AsMaster(ref state, group, now),
            { Vrrp: VrrpState.Fault } => AsStopped(ref state, group, now),
            _ => AsBackup(ref state, group, now),
        };

        // G12. Before the quorum file says stop the bonus is of no use, after it the bonus would be stale.
        state.BonusOn = state.CurrentRole == GuardRole.Master || (state.BonusOn && !group.Rules.BonusEnds);
        return reason;
    }

    private static GuardReason AsDown(ref VoterState state, VoterGroup group)
    {
        var news = !state.Stop;
        state.Stop = true;
        if (state.Vip)
        {
            StopClaiming(ref state, group); // the addresses answer until the agent has removed them
        }
        else if (state.CurrentRole != GuardRole.Neutral)
        {
            GiveBack(ref state, group);
            news = true;
        }

        return news ? GuardReason.KeepalivedDown : GuardReason.Unchanged;
    }

    private static GuardReason AsMaster(ref VoterState state, VoterGroup group, TimeSpan now)
    {
        if (state.Leaving && !state.Stop && now - state.LeavingSince >= group.Timers.LeaveLimit)
        {
            StopClaiming(ref state, group);
            return GuardReason.LeftWithoutPromises;
        }

        if (state.Stop)
        {
            StopClaiming(ref state, group);
            return GuardReason.Unchanged;
        }

        // A master that was a candidate has its lease already; one whose agent was restarted has its grace.
        if (state.CurrentRole is GuardRole.Neutral or GuardRole.Stopping)
        {
            state.StandingSince = NextSent(state, now);
        }

        // G5: no grace after an election, the votes come first.
        if (LeaseUntil(state, group) <= now && now >= state.GraceUntil && group.Rules.MasterStopsWithoutLease)
        {
            StopClaiming(ref state, group);
            return GuardReason.LeaseEnded;
        }

        if (state.CurrentHolder == VoterState.Nobody)
        {
            state.CurrentHolder = (sbyte)group.Self;
        }

        var reason = state.CurrentRole == GuardRole.Master ? GuardReason.Unchanged : GuardReason.BecameMaster;
        state.CurrentRole = GuardRole.Master;
        return reason;
    }

    private static GuardReason AsStopped(ref VoterState state, VoterGroup group, TimeSpan now)
    {
        var reason = GuardReason.Unchanged;
        if (state.CurrentRole != GuardRole.Neutral)
        {
            GiveBack(ref state, group);
            reason = GuardReason.GaveBack;
        }

        if (state.Stop && !state.Leaving && MayReturn(state, group, now))
        {
            state.Stop = false;
            reason = GuardReason.Returned;
        }

        return reason;
    }

    private static GuardReason AsBackup(ref VoterState state, VoterGroup group, TimeSpan now)
    {
        var deadline = Deadline(state, group);
        var isHarmless = now < deadline;
        if (state.Stop)
        {
            return AwaitStop(ref state, group, now, isHarmless);
        }

        if (state.Leaving)
        {
            return StopBackup(ref state, group, isHarmless, GuardReason.Left);
        }

        var hasLease = state.CurrentRole == GuardRole.Candidate && LeaseUntil(state, group) > now;
        if (now >= deadline && !hasLease && group.Rules.LeaseBeforeMastership)
        {
            return StopBackup(ref state, group, isHarmless, GuardReason.NoMajority);
        }

        if (now >= deadline - group.Timers.AskLead)
        {
            return Stand(ref state, group, now, hasLease);
        }

        if (state.CurrentRole == GuardRole.Neutral)
        {
            return GuardReason.Unchanged;
        }

        GiveBack(ref state, group);
        return GuardReason.StandsNoMore;
    }

    // The quorum file says stop, and keepalived was not seen to obey yet.
    private static GuardReason AwaitStop(ref VoterState state, VoterGroup group, TimeSpan now, bool isHarmless)
    {
        if (state.CurrentRole != GuardRole.Neutral && isHarmless)
        {
            GiveBack(ref state, group);
            return GuardReason.GaveBack;
        }

        if (group.Rules.ReturnsOnlyFromFault || state.Leaving || !MayReturn(state, group, now))
        {
            return GuardReason.Unchanged;
        }

        (state.Stop, state.ArmedAt, state.SaidGoodbye) = (false, Seen(group, now), false);
        return GuardReason.Returned;
    }

    private static GuardReason StopBackup(ref VoterState state, VoterGroup group, bool isHarmless, GuardReason reason)
    {
        state.Stop = true;
        if (state.CurrentRole != GuardRole.Neutral && isHarmless)
        {
            GiveBack(ref state, group);
        }
        else if (state.CurrentRole != GuardRole.Neutral)
        {
            StopClaiming(ref state, group);
        }

        return reason;
    }

    // G8: keepalived is told to stop. It may still be, or become, master: the promises end by themselves or when it was seen stopped.
    private static void StopClaiming(ref VoterState state, VoterGroup group)
    {
        (state.Stop, state.CurrentRole) = (true, GuardRole.Stopping);
        if (!group.Rules.FreeOnlyWhenHarmless)
        {
            GiveBack(ref state, group);
        }
    }

    private static GuardReason Stand(ref VoterState state, VoterGroup group, TimeSpan now, bool hasLease)
    {
        // Promised to another, it stands only if it would rightfully preempt that one (RFC 5798 6.4.3): a sick master.
        var mayAsk = state.CurrentHolder == group.Self || (state.CurrentHolder == VoterState.Nobody && now >= state.SilentUntil)
            || (state.CurrentHolder >= 0 && state.Peer[state.CurrentHolder].Priority < state.Priority(group)
                && group.Rules.SickMastersYield);
        if (!mayAsk && !hasLease)
        {
            if (state.CurrentRole != GuardRole.Candidate)
            {
                return GuardReason.Unchanged;
            }

            GiveBack(ref state, group);
            return GuardReason.StandsNoMore;
        }

        var news = state.CurrentRole != GuardRole.Candidate;
        if (news)
        {
            GiveBack(ref state, group);
            (state.CurrentRole, state.StandingSince) = (GuardRole.Candidate, NextSent(state, now));
        }

        if (state.CurrentHolder == VoterState.Nobody && now >= state.SilentUntil)
        {
            state.CurrentHolder = (sbyte)group.Self;
            news = true; // the others' promises may have become free together with the own one: ask at once
        }

        return news ? GuardReason.Stands : GuardReason.Unchanged;
    }

    private static VoterVerdict Conclude(
        ref VoterState state, VoterGroup group, TimeSpan now, bool send, GuardReason reason, sbyte other)
    {
        Expire(ref state, group, now);
        var role = state.CurrentRole;
        var decided = group.IsReplica ? Decide(ref state, group, now) : GuardReason.Unchanged;
        if (decided != GuardReason.Unchanged)
        {
            (reason, other) = (decided, VoterState.Nobody);
        }

        var leaseUntil = state.CurrentRole is GuardRole.Candidate or GuardRole.Master ? LeaseUntil(state, group) : VoterState.Never;
        var mayGo = state.Leaving && MayGo(ref state, group, now, leaseUntil);
        send |= mayGo || state.CurrentRole != role || decided == GuardReason.Stands || now >= BeatAt(state, group, now)
            || reason == GuardReason.Yielded;
        var beacon = send ? Compose(state, group, now, mayGo) : default;
        if (send)
        {
            state.LastSent = beacon.Sent;
        }

        var memory = new VoterMemory(
            state.CurrentHolder,
            state.CurrentHolder >= 0 && state.CurrentHolder != group.Self && state.Until - now > group.Timers.Promise ? state.Until : default,
            state.Leaving && state.CurrentRole == GuardRole.Master ? leaseUntil : default);
        var votes = (state.CurrentHolder == group.Self ? 1 : 0) + Answers(state, group, now + TimeSpan.FromTicks(1));
        return new VoterVerdict(
            memory, state.Stop, state.BonusOn, send, beacon, WakeAt(state, group, now, leaseUntil), mayGo, reason, other, votes, leaseUntil);
    }

    /// <summary>G14: a leaving voter leaves long promises behind, and never an unattended backup that can elect itself.</summary>
    private static bool MayGo(ref VoterState state, VoterGroup group, TimeSpan now, TimeSpan leaseUntil)
    {
        if (group.IsReplica && state.IsMaster)
        {
            return !group.Rules.LongPromises || leaseUntil - now >= group.Timers.LongPromise / 2;
        }

        if (group.IsReplica && state.Vrrp is not (VrrpState.Fault or VrrpState.Down))
        {
            return false;
        }

        if (state.CurrentHolder >= 0 && state.CurrentHolder != group.Self && group.Rules.LongPromises)
        {
            state.Until = Later(state.Until, now + group.Timers.LongPromise);
        }

        return true;
    }

    private static Beacon Compose(in VoterState state, VoterGroup group, TimeSpan now, bool goes)
    {
        var isClaim = state.CurrentRole is GuardRole.Candidate or GuardRole.Master;
        return new Beacon(
            state.Boot, NextSent(state, now), state.CurrentRole, (byte)(group.IsReplica ? state.Priority(group) : 0), state.CurrentHolder,
            state.Echo, Hears(state, group, now), isClaim ? state.Leaving : goes);
    }

    // Strictly growing, so that it orders beacons: a tick (100 ns) ahead for each beacon of the same instant.
    private static TimeSpan NextSent(in VoterState state, TimeSpan now) => Later(now, state.LastSent + TimeSpan.FromTicks(1));

    private static TimeSpan WakeAt(in VoterState state, VoterGroup group, TimeSpan now, TimeSpan leaseUntil)
    {
        var wake = BeatAt(state, group, now);
        if (group.IsReplica && !state.Stop)
        {
            wake = Sooner(wake, leaseUntil, now);
            wake = Sooner(wake, state.GraceUntil, now);
            if (!state.IsMaster && state.Vrrp != VrrpState.Fault)
            {
                var deadline = Deadline(state, group);
                wake = Sooner(wake, deadline, now);
                wake = Sooner(wake, deadline - group.Timers.AskLead, now);
                wake = Sooner(wake, state.Until, now);
            }
        }

        return Later(wake, now);
    }

    // G15: who is promised to another answers each of its claims at once, with a beacon to all, so the own beat comes only where no claim
    // did. A claim is as late as its sender and its way: without room for that both would be sent nearly every time.
    private static TimeSpan BeatAt(in VoterState state, VoterGroup group, TimeSpan now)
    {
        var isClaimed = state.CurrentRole == GuardRole.Neutral && state.CurrentHolder >= 0 && state.Until > now && group.Rules.AnswersAtOnce;
        return state.LastSent + group.Timers.Beacon + (isClaimed ? group.Timers.MessageDelay : TimeSpan.Zero);
    }

    private static TimeSpan Sooner(TimeSpan wake, TimeSpan other, TimeSpan now) => other > now && other < wake ? other : wake;
}
