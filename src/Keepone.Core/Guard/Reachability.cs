namespace Keepone.Core.Guard;

/// <summary>
/// <c>guard.mode: reachability</c> (docs/guard.md, "Reachability"): where peers run no agent nobody can promise anything, and a replica
/// can only count whom it reaches. Reached is who answers an ICMP echo in the replica's namespace; for a backup also whose adverts are
/// heard. Weaker than promises: a cut between the master and some replicas, where all reach a majority, still makes two masters. It keeps
/// no clock, sends nothing and allocates nothing. Steps come one after another, with times that never go back.
/// </summary>
public static class Reachability
{
    /// <summary>The agent starts. What the quorum file holds stays until a window has passed in which somebody could answer.</summary>
    /// <param name="state">The state to fill.</param>
    /// <param name="group">The replicas.</param>
    /// <param name="now">The steady time.</param>
    /// <param name="stopped">What the quorum file holds: true for 1, and true when there is none yet.</param>
    /// <param name="isMaster">Whether the own keepalived is master.</param>
    /// <returns>What is to be done.</returns>
    public static ReachabilityVerdict Start(
        out ReachabilityState state, ReachabilityGroup group, TimeSpan now, bool stopped, bool isMaster)
    {
        ArgumentNullException.ThrowIfNull(group);
        state = new ReachabilityState
        {
            StartedAt = now,
            MajoritySince = ReachabilityState.Never,
            NextAsking = now,
            Stop = stopped,
            IsMaster = isMaster,
        };
        for (var i = 0; i < ReachabilityState.Remembered; i++)
        {
            state.EchoUntil[i] = state.AdvertUntil[i] = state.AskedAt[i] = ReachabilityState.Never;
        }

        return Conclude(ref state, group, now, ReachabilityReason.Started);
    }

    /// <summary>An echo reply was received. It counts from the sending of its request, so that a late one proves nothing of now.</summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The replicas.</param>
    /// <param name="now">The steady time.</param>
    /// <param name="from">The index of the replica whose HA address it came from.</param>
    /// <param name="sequence">Its sequence number.</param>
    /// <returns>What is to be done.</returns>
    public static ReachabilityVerdict HearEcho(
        ref ReachabilityState state, ReachabilityGroup group, TimeSpan now, int from, ushort sequence)
    {
        ArgumentNullException.ThrowIfNull(group);
        CheckPeer(group, from);
        Judge(ref state, group, now, out _);
        if ((ushort)(state.Sequence - sequence) < ReachabilityState.Remembered)
        {
            var until = state.AskedAt[sequence % ReachabilityState.Remembered] + group.Window;
            state.EchoUntil[from] = until > state.EchoUntil[from] ? until : state.EchoUntil[from];
        }

        return Conclude(ref state, group, now, ReachabilityReason.Unchanged);
    }

    /// <summary>An advert was received.</summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The replicas.</param>
    /// <param name="now">The steady time.</param>
    /// <param name="from">The index of its sender.</param>
    /// <param name="priority">Its priority; 0: the sender resigns, and no further advert is due.</param>
    /// <returns>What is to be done.</returns>
    public static ReachabilityVerdict HearAdvert(
        ref ReachabilityState state, ReachabilityGroup group, TimeSpan now, int from, int priority)
    {
        ArgumentNullException.ThrowIfNull(group);
        CheckPeer(group, from);
        Judge(ref state, group, now, out _);
        state.AdvertUntil[from] = priority == 0 ? ReachabilityState.Never : now + group.AdvertWindow;
        return Conclude(ref state, group, now, ReachabilityReason.Unchanged);
    }

    /// <summary>Something of the own keepalived was seen.</summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The replicas.</param>
    /// <param name="now">The steady time.</param>
    /// <param name="isMaster">
    /// Whether it is master. A master hears adverts only of a second one, and hearing proves nothing of being heard: they are no life to it.
    /// </param>
    /// <returns>What is to be done.</returns>
    public static ReachabilityVerdict Observe(ref ReachabilityState state, ReachabilityGroup group, TimeSpan now, bool isMaster)
    {
        ArgumentNullException.ThrowIfNull(group);
        state.IsMaster = isMaster;
        return Conclude(ref state, group, now, ReachabilityReason.Unchanged);
    }

    /// <summary>Time passed: at the latest at the time that the verdict before said.</summary>
    /// <param name="state">The state.</param>
    /// <param name="group">The replicas.</param>
    /// <param name="now">The steady time.</param>
    /// <returns>What is to be done.</returns>
    public static ReachabilityVerdict Look(ref ReachabilityState state, ReachabilityGroup group, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(group);
        return Conclude(ref state, group, now, ReachabilityReason.Unchanged);
    }

    private static ReachabilityVerdict Conclude(
        ref ReachabilityState state, ReachabilityGroup group, TimeSpan now, ReachabilityReason reason)
    {
        Judge(ref state, group, now, out var reached);
        if (!state.Stop && state.MajoritySince == ReachabilityState.Never && now >= state.StartedAt + group.Window)
        {
            (state.Stop, reason) = (true, ReachabilityReason.LostMajority);
        }
        else if (state.Stop && state.MajoritySince != ReachabilityState.Never && now >= ReturnAt(state, group))
        {
            (state.Stop, reason) = (false, ReachabilityReason.Returned);
        }

        var ask = now >= state.NextAsking;
        if (ask)
        {
            state.Sequence++;
            state.AskedAt[state.Sequence % ReachabilityState.Remembered] = now;
            state.NextAsking = now + group.Interval;
        }

        return new ReachabilityVerdict(state.Stop, ask, state.Sequence, WakeAt(state, group, now), reason, reached);
    }

    // Before anything new counts: a majority that lapsed between two steps has lapsed, whatever is heard next.
    private static void Judge(ref ReachabilityState state, ReachabilityGroup group, TimeSpan now, out ushort reached)
    {
        reached = (ushort)(1 << group.Self);
        for (var i = 0; i < group.Names.Length; i++)
        {
            reached |= (ushort)(i != group.Self && now < LifeUntil(state, i) ? 1 << i : 0);
        }

        var majority = ReachabilityGroup.Count(reached) >= group.Needed;
        state.MajoritySince = !majority ? ReachabilityState.Never
            : state.MajoritySince == ReachabilityState.Never ? now : state.MajoritySince;
    }

    private static TimeSpan LifeUntil(in ReachabilityState state, int replica) =>
        state.IsMaster || state.EchoUntil[replica] > state.AdvertUntil[replica] ? state.EchoUntil[replica] : state.AdvertUntil[replica];

    private static TimeSpan ReturnAt(in ReachabilityState state, ReachabilityGroup group) =>
        state.MajoritySince + (ReachabilityGroup.Rise * group.Interval);

    private static TimeSpan WakeAt(in ReachabilityState state, ReachabilityGroup group, TimeSpan now)
    {
        var wake = state.NextAsking;
        if (!state.Stop)
        {
            wake = Sooner(wake, state.StartedAt + group.Window, now);
        }
        else if (state.MajoritySince != ReachabilityState.Never)
        {
            wake = Sooner(wake, ReturnAt(state, group), now);
        }

        // Whoever falls silent next may be the one that the majority needs.
        for (var i = 0; i < group.Names.Length; i++)
        {
            wake = i == group.Self ? wake : Sooner(wake, LifeUntil(state, i), now);
        }

        return wake;
    }

    private static TimeSpan Sooner(TimeSpan wake, TimeSpan other, TimeSpan now) => other > now && other < wake ? other : wake;

    private static void CheckPeer(ReachabilityGroup group, int from)
    {
        if (from < 0 || from >= group.Names.Length || from == group.Self)
        {
            throw new ArgumentOutOfRangeException(nameof(from), from, "Another replica of the router is expected.");
        }
    }
}
