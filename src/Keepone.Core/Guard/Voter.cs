using Keepone.Core.Model;

namespace Keepone.Core.Guard;

/// <summary>
/// The guard's protocol (docs/guard.md): one state machine for every voter, whose roles are neutral, candidate and master.
/// Everything that happens is told to it with the voter's steady time, and each step says what is to be done and why. It keeps no
/// clock, sends nothing and allocates nothing. Events of one voter come one after the other, with times that never go back.
/// </summary>
public static partial class Voter
{
    /// <summary>The agent starts.</summary>
    /// <param name="state">The state to fill.</param>
    /// <param name="group">The voters.</param>
    /// <param name="now">The steady time, counted from the node's boot.</param>
    /// <param name="boot">A number that grows at every start of this node's agent.</param>
    /// <param name="kept">What the agent before it left on tmpfs; null: nothing, since the node booted.</param>
    /// <param name="stopped">What the quorum file holds: true for 1, and true when there is none yet.</param>
    /// <param name="view">What is seen of keepalived; ignored for a witness.</param>
    /// <param name="priority">The own priority without the bonus: base less penalties; ignored for a witness.</param>
    /// <returns>What is to be done.</returns>
    public static VoterVerdict Start(
        out VoterState state, VoterGroup group, TimeSpan now, ulong boot, VoterMemory? kept, bool stopped, ReplicaView view, int priority)
    {
        ArgumentNullException.ThrowIfNull(group);
        CheckPriority(group, priority);
        var (timers, rules) = (group.Timers, group.Rules);
        kept = rules.PromisesOutliveTheAgent ? kept : null;
        var memory = kept ?? new VoterMemory(VoterState.Nobody, default, default);
        state = new VoterState
        {
            Boot = boot,
            LastSent = now - timers.Beacon,
            StandingSince = now,
            LeavingSince = TimeSpan.MaxValue,
            CurrentHolder = VoterState.Nobody,
            SilentUntil = kept is null && rules.SilenceAfterBoot && rules.PromisesOutliveTheAgent ? timers.BootSilence : VoterState.Never,
            GraceUntil = VoterState.Never,
            ArmedAt = VoterState.Never,
            GoodbyeAt = VoterState.Never,
            HighestUntil = VoterState.Never,
            CurrentRole = GuardRole.Neutral,
        };
        for (var i = 0; i < VoterGroup.MostVoters; i++)
        {
            state.Peer[i] = new VoterState.PeerState
            {
                Sent = VoterState.Never,
                HeardAt = VoterState.Never,
                AdvertAt = VoterState.Never,
                AnsweredUntil = VoterState.Never,
                Holder = VoterState.Nobody,
            };
        }

        // The promise of before counts on. It was renewed at the latest when the agent ended.
        if (memory.Holder != VoterState.Nobody && memory.Holder != group.Self)
        {
            state.CurrentHolder = memory.Holder;
            state.Until = Later(now + timers.Promise, memory.Until);
        }

        if (group.IsReplica)
        {
            (state.Vrrp, state.Vip, state.Stop) = (view.State, view.HoldsVip, stopped);
            state.OwnPriority = (byte)priority;
            // The former agent may have left the bonus behind.
            (state.Highest, state.HighestUntil) =
                ((byte)(priority + group.Bonus), now + timers.WriteLatency + timers.SchedulingDelay);
            state.LastPriority = (byte)priority;
            state.BonusOn = state.IsMaster && !stopped;
            if (!rules.UnknownMayFireNow)
            {
                state.ArmedAt = now;
            }

            // Its keepalived may be about to become master, with promises that the former agent collected: nothing is given back yet.
            state.CurrentRole = GuardRole.Stopping;
            if (state.CurrentHolder == VoterState.Nobody)
            {
                state.CurrentHolder = (sbyte)group.Self;
            }

            if (state.IsMaster)
            {
                state.GraceUntil = Later(rules.GraceAfterRestart ? now + timers.Grace : now, memory.LeaseUntil);
            }
        }

        return Conclude(ref state, group, now, send: true, GuardReason.Started, VoterState.Nobody);
    }

    /// <summary>A beacon was received, and is known to be of that voter.</summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The voters.</param>
    /// <param name="now">The steady time.</param>
    /// <param name="from">The sender's index.</param>
    /// <param name="beacon">The beacon.</param>
    /// <returns>What is to be done.</returns>
    public static VoterVerdict HearBeacon(ref VoterState state, VoterGroup group, TimeSpan now, int from, in Beacon beacon)
    {
        ArgumentNullException.ThrowIfNull(group);
        CheckPeer(group, from);
        if (!beacon.IsSound(group.Names.Length))
        {
            return Look(ref state, group, now);
        }

        ref var peer = ref state.Peer[from];
        var newer = beacon.Boot > peer.Boot || (beacon.Boot == peer.Boot && beacon.Sent > peer.Sent);
        if (!newer && group.Rules.OnlyNewerBeacons)
        {
            return Look(ref state, group, now);
        }

        if (beacon.Boot != peer.Boot && state.CurrentHolder == from)
        {
            state.Echo = VoterState.Never; // times of different boots do not compare
        }

        Expire(ref state, group, now);
        var isHeardAnew = !IsFresh(state, group, now, from) && group.Rules.AnswersAtOnce;
        (peer.Boot, peer.Sent, peer.HeardAt) = (beacon.Boot, beacon.Sent, now);
        (peer.Role, peer.Priority, peer.Holder, peer.Hears) = (beacon.Role, beacon.Priority, beacon.Holder, beacon.Hears);
        CountAnswer(ref state, group, now, ref peer, beacon);
        if (beacon.Role == GuardRole.Neutral && state.CurrentHolder == from)
        {
            Free(ref state);
        }

        var reason = GuardReason.Unchanged;
        var answer = beacon.IsClaim && Consider(ref state, group, now, from, beacon, ref reason);
        return Conclude(ref state, group, now, answer || isHeardAnew, reason, (sbyte)from);
    }

    /// <summary>An advert of a master was received.</summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The voters.</param>
    /// <param name="now">The steady time.</param>
    /// <param name="from">The sender's index; negative: not one of the voters.</param>
    /// <param name="priority">The advert's priority; 0: the master resigns.</param>
    /// <returns>What is to be done.</returns>
    public static VoterVerdict HearAdvert(ref VoterState state, VoterGroup group, TimeSpan now, int from, int priority)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (from >= 0)
        {
            CheckPeer(group, from);
            state.Peer[from].AdvertAt = priority == 0 ? VoterState.Never : now;
        }

        if (group.IsReplica)
        {
            Settle(ref state, group, now);
            MirrorAdvert(ref state, group, now, priority);
        }

        return Look(ref state, group, now);
    }

    /// <summary>The own keepalived was looked at, because something changed.</summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The voters.</param>
    /// <param name="now">The steady time.</param>
    /// <param name="view">What is seen.</param>
    /// <returns>What is to be done.</returns>
    public static VoterVerdict Observe(ref VoterState state, VoterGroup group, TimeSpan now, ReplicaView view)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (view.State == VrrpState.Backup && state.Vrrp is VrrpState.Fault or VrrpState.Master or VrrpState.Init or VrrpState.Down)
        {
            Arm(ref state, group, now);
        }

        (state.Vrrp, state.Vip) = (view.State, view.HoldsVip);
        return Look(ref state, group, now);
    }

    /// <summary>The health of the own replica changed.</summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The voters.</param>
    /// <param name="now">The steady time.</param>
    /// <param name="priority">The own priority without the bonus: base less penalties, 1..254.</param>
    /// <returns>What is to be done.</returns>
    public static VoterVerdict SetPriority(ref VoterState state, VoterGroup group, TimeSpan now, int priority)
    {
        ArgumentNullException.ThrowIfNull(group);
        CheckPriority(group, priority);
        state.OwnPriority = (byte)priority;
        return Look(ref state, group, now);
    }

    /// <summary>The agent is asked to leave: it ends when a verdict says that it may.</summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The voters.</param>
    /// <param name="now">The steady time.</param>
    /// <returns>What is to be done.</returns>
    public static VoterVerdict Leave(ref VoterState state, VoterGroup group, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (!state.Leaving)
        {
            (state.Leaving, state.LeavingSince) = (true, NextSent(state, now));
        }

        return Conclude(ref state, group, now, send: true, GuardReason.Unchanged, VoterState.Nobody);
    }

    /// <summary>
    /// The agent came round so late that what it reads next may be old (a stop, a pause, a hang): when keepalived's timer ends is not
    /// known any more. A lease needs no such doubt, it carries its own time.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The voters.</param>
    /// <param name="now">The steady time.</param>
    /// <returns>What is to be done: a backup without a lease stops once, as after a start.</returns>
    public static VoterVerdict Doubt(ref VoterState state, VoterGroup group, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(group);
        state.ArmedAt = VoterState.Never;
        return Look(ref state, group, now);
    }

    /// <summary>Answers count for less long than was thought when they came: the agent is later than was known.</summary>
    /// <param name="state">The state.</param>
    /// <param name="by">By how much.</param>
    public static void Shorten(ref VoterState state, TimeSpan by)
    {
        for (var i = 0; i < VoterGroup.MostVoters; i++)
        {
            ref var until = ref state.Peer[i].AnsweredUntil;
            until = until == VoterState.Never ? until : until - by;
        }
    }

    /// <summary>Time passed: at the latest at the time that the verdict before said.</summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The voters.</param>
    /// <param name="now">The steady time.</param>
    /// <returns>What is to be done.</returns>
    public static VoterVerdict Look(ref VoterState state, VoterGroup group, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(group);
        return Conclude(ref state, group, now, send: false, GuardReason.Unchanged, VoterState.Nobody);
    }

    private static void CheckPeer(VoterGroup group, int from)
    {
        if (from < 0 || from >= group.Names.Length || from == group.Self)
        {
            throw new ArgumentOutOfRangeException(nameof(from), from, "Another voter of the router is expected.");
        }
    }

    private static void CheckPriority(VoterGroup group, int priority)
    {
        if (group.IsReplica && (priority < 1 || priority + group.Bonus > Vrrp.PriorityPlan.HighestPriority))
        {
            throw new ArgumentOutOfRangeException(nameof(priority), priority, "A priority that leaves room for the bonus is expected.");
        }
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
