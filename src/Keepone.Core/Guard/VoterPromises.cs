namespace Keepone.Core.Guard;

/// <summary>Giving promises, and counting those of others.</summary>
public static partial class Voter
{
    /// <summary>G3, G4: an answer counts for the present candidacy, from the time at which its claim was sent.</summary>
    private static void CountAnswer(
        ref VoterState state, VoterGroup group, TimeSpan now, ref VoterState.PeerState peer, in Beacon answer)
    {
        if (answer.Holder != group.Self || state.CurrentRole is not (GuardRole.Candidate or GuardRole.Master)
            || answer.Echo > state.LastSent || (answer.Echo < state.StandingSince && group.Rules.AnswersOfThisCandidacy))
        {
            return;
        }

        var isLong = group.Rules.LongPromises
            && ((answer.Leaving && !answer.IsClaim) || answer.Echo >= state.LeavingSince);
        var from = group.Rules.LeaseFromSending ? answer.Echo : now;
        peer.AnsweredUntil = Later(peer.AnsweredUntil, from + (isLong ? group.Timers.LongLease : group.Timers.Lease));
    }

    /// <summary>A claim is granted, refused, or given way to. Returns whether it is to be answered at once.</summary>
    private static bool Consider(
        ref VoterState state, VoterGroup group, TimeSpan now, int from, in Beacon claim, ref GuardReason reason)
    {
        var rules = group.Rules;
        if (state.CurrentRole == GuardRole.Candidate && state.CurrentHolder == group.Self && rules.CandidatesYield
            && (claim.Role == GuardRole.Master || IsHigher(claim.Priority, from, state, group))
            && LeaseUntil(state, group) <= now && now < Deadline(state, group))
        {
            GiveBack(ref state, group);
            reason = GuardReason.Yielded;
        }
        else if (state.CurrentRole == GuardRole.Master && claim.Role == GuardRole.Candidate && rules.SickMastersYield
            && claim.Priority > state.Priority(group) && (CanWin(state, group, now, from) || !rules.YieldsOnlyToWinners))
        {
            // Stop first: its promises, and the own vote, become free when its keepalived is seen stopped.
            StopClaiming(ref state, group);
            reason = GuardReason.Yielded;
            return true;
        }

        var free = state.CurrentHolder == VoterState.Nobody && state.CurrentRole == GuardRole.Neutral && now >= state.SilentUntil;
        var stolen = !rules.PromisesAreKept && state.CurrentHolder != group.Self && state.CurrentHolder >= 0
            && claim.Priority > state.Peer[state.CurrentHolder].Priority;
        if (state.CurrentHolder != from && !free && !stolen)
        {
            return false;
        }

        if (state.CurrentHolder != from)
        {
            (state.CurrentHolder, state.Until) = ((sbyte)from, now);
            reason = reason == GuardReason.Unchanged ? GuardReason.Promised : reason;
        }

        state.Until = Later(state.Until, now + (claim.Leaving && rules.LongPromises ? group.Timers.LongPromise : group.Timers.Promise));
        state.Echo = claim.Sent;
        return rules.AnswersAtOnce;
    }

    /// <summary>The end of the lease: the time until which the own vote and enough answers make a majority.</summary>
    internal static TimeSpan LeaseUntil(in VoterState state, VoterGroup group)
    {
        var needed = group.Majority - (state.CurrentHolder == group.Self ? 1 : 0);
        var best = needed <= 0 ? TimeSpan.MaxValue : VoterState.Never;
        for (var i = 0; i < group.Names.Length && needed > 0; i++)
        {
            var until = state.Peer[i].AnsweredUntil;
            if (i != group.Self && until > best && Answers(state, group, until) >= needed)
            {
                best = until;
            }
        }

        return best;
    }

    private static int Answers(in VoterState state, VoterGroup group, TimeSpan until)
    {
        var answers = 0;
        for (var i = 0; i < group.Names.Length; i++)
        {
            answers += i != group.Self && state.Peer[i].AnsweredUntil >= until ? 1 : 0;
        }

        return answers;
    }

    private static void Expire(ref VoterState state, VoterGroup group, TimeSpan now)
    {
        if (state.CurrentHolder != VoterState.Nobody && state.CurrentHolder != group.Self && state.Until <= now)
        {
            Free(ref state);
        }
    }

    private static void Free(ref VoterState state) =>
        (state.CurrentHolder, state.Until, state.Echo) = (VoterState.Nobody, VoterState.Never, VoterState.Never);

    /// <summary>
    /// G8: neutral again. The beacon that says so gives every promise back, so no answer counts any more; the own vote is free.
    /// </summary>
    private static void GiveBack(ref VoterState state, VoterGroup group)
    {
        state.CurrentRole = GuardRole.Neutral;
        if (state.CurrentHolder == group.Self)
        {
            Free(ref state);
        }

        for (var i = 0; i < VoterGroup.MostVoters; i++)
        {
            state.Peer[i].AnsweredUntil = VoterState.Never;
        }
    }

    private static bool IsHigher(int priority, int index, in VoterState state, VoterGroup group) =>
        priority > state.Priority(group) || (priority == state.Priority(group) && index < group.Self);

    /// <summary>Whether a majority, as far as its beacons tell, hears that candidate and is heard by it.</summary>
    private static bool CanWin(in VoterState state, VoterGroup group, TimeSpan now, int candidate)
    {
        var heard = state.Peer[candidate].Hears;
        var votes = 1;
        for (var i = 0; i < group.Names.Length; i++)
        {
            var hears = i == group.Self || (IsFresh(state, group, now, i) && (state.Peer[i].Hears & (1 << candidate)) != 0);
            votes += i != candidate && hears && (heard & (1 << i)) != 0 ? 1 : 0;
        }

        return votes >= group.Majority;
    }

    private static bool IsFresh(in VoterState state, VoterGroup group, TimeSpan now, int voter) =>
        now - state.Peer[voter].HeardAt < group.Timers.Lease;

    private static ushort Hears(in VoterState state, VoterGroup group, TimeSpan now)
    {
        var hears = 0;
        for (var i = 0; i < group.Names.Length; i++)
        {
            hears |= i != group.Self && IsFresh(state, group, now, i) ? 1 << i : 0;
        }

        return (ushort)hears;
    }

    /// <summary>
    /// G9: whether returning to the election makes sense: a majority both ways, and no master that others hear and this one does
    /// not. A replica that returned without would stop again when its timer ends, again and again.
    /// </summary>
    private static bool MayReturn(in VoterState state, VoterGroup group, TimeSpan now)
    {
        var (votes, unheard) = (1, IsUnheardMaster(state, group, now, state.CurrentHolder));
        for (var i = 0; i < group.Names.Length; i++)
        {
            if (i != group.Self && IsFresh(state, group, now, i))
            {
                votes += (state.Peer[i].Hears & (1 << group.Self)) != 0 ? 1 : 0;
                unheard |= IsUnheardMaster(state, group, now, state.Peer[i].Holder);
            }
        }

        return (votes >= group.Majority || !group.Rules.ReturnsOnlyWithMajority)
            && (!unheard || !group.Rules.ReturnsOnlyHearingTheMaster);
    }

    private static bool IsUnheardMaster(in VoterState state, VoterGroup group, TimeSpan now, sbyte holder) =>
        holder != VoterState.Nobody && holder != group.Self
        && now - state.Peer[holder].AdvertAt >= Vrrp.VrrpTiming.MasterDown(state.Highest, group.Timers.Advert);
}
