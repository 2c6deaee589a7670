using Keepone.Core.Vrrp;

namespace Keepone.Core.Guard;

/// <summary>Why a voter did what it did last.</summary>
public enum GuardReason : byte
{
    /// <summary>Nothing changed.</summary>
    Unchanged = 0,

    /// <summary>It started.</summary>
    Started,

    /// <summary>It promised itself to another.</summary>
    Promised,

    /// <summary>It asks for promises because its keepalived will soon become master.</summary>
    Stands,

    /// <summary>It asks no more: a master is heard.</summary>
    StandsNoMore,

    /// <summary>Its keepalived is master.</summary>
    BecameMaster,

    /// <summary>Its keepalived is master no more, and all promises to it are given back.</summary>
    GaveBack,

    /// <summary>It is master and its lease ended.</summary>
    LeaseEnded,

    /// <summary>Its keepalived would soon become master, and it has no lease.</summary>
    NoMajority,

    /// <summary>It gives way to a higher candidate.</summary>
    Yielded,

    /// <summary>keepalived does not run.</summary>
    KeepalivedDown,

    /// <summary>It returns to the election.</summary>
    Returned,

    /// <summary>Its agent leaves and must not leave a keepalived behind that elects itself.</summary>
    Left,

    /// <summary>Its agent leaves, it is master, and a majority did not promise to wait for the next one.</summary>
    LeftWithoutPromises,
}

/// <summary>What is to be done after a step, in this order: keep, write, send, wait.</summary>
/// <param name="Memory">What to keep on tmpfs, before anything is sent; write it when it differs from what is kept.</param>
/// <param name="Stop">What the quorum file should hold: 1 when true.</param>
/// <param name="Bonus">Whether the health file should hold the bonus; written after the quorum file.</param>
/// <param name="Send">Whether <paramref name="Beacon"/> is to be sent to all other voters.</param>
/// <param name="Beacon">The beacon.</param>
/// <param name="WakeAt">When to look again at the latest, steady time.</param>
/// <param name="MayGo">Whether a leaving agent may end now.</param>
/// <param name="Reason">Why.</param>
/// <param name="Other">The index of the other voter that the reason is about; <see cref="VoterState.Nobody"/>: none.</param>
/// <param name="Votes">How many voters count for this one now, itself included.</param>
/// <param name="LeaseUntil">The end of its lease; in the past: it has none.</param>
public readonly record struct VoterVerdict(
    VoterMemory Memory, bool Stop, bool Bonus, bool Send, Beacon Beacon, TimeSpan WakeAt, bool MayGo, GuardReason Reason, sbyte Other,
    int Votes, TimeSpan LeaseUntil)
{
    /// <summary>The reason as a sentence. Nothing is composed before somebody asks.</summary>
    /// <param name="group">The voters.</param>
    /// <returns>The sentence.</returns>
    public string Sentence(VoterGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var other = Other == VoterState.Nobody ? "nobody" : group.Names[Other];
        var votes = $"{Votes} of {group.Names.Length} votes, {group.Majority} are needed";
        return Reason switch
        {
            GuardReason.Started => $"The guard of {group.Names[group.Self]} starts.",
            GuardReason.Promised => $"Promised to {other} for {Inequality.Text(group.Timers.Promise)}, renewed by each of its claims.",
            GuardReason.Stands => $"Its keepalived would soon become master: asks for promises ({votes}).",
            GuardReason.StandsNoMore => "Its keepalived will not become master soon: asks for promises no more.",
            GuardReason.BecameMaster => $"Master, with {votes}.",
            GuardReason.GaveBack => "Not master any more: all promises are given back.",
            GuardReason.LeaseEnded => $"Stops being master: its lease ended ({votes}).",
            GuardReason.NoMajority => $"Keeps out of the election: {votes}.",
            GuardReason.Yielded => $"Gives way to {other}, whose priority is higher.",
            GuardReason.KeepalivedDown => "keepalived does not run: it starts stopped.",
            GuardReason.Returned => "Returns to the election: a majority hears it and is heard.",
            GuardReason.Left => "The agent leaves: a backup without an agent must not elect itself.",
            GuardReason.LeftWithoutPromises =>
                $"The agent leaves and no majority promised to wait for the next one within {Inequality.Text(group.Timers.LeaveLimit)}: "
                + "stops being master.",
            _ => "Nothing changed.",
        };
    }
}
