using System.Runtime.CompilerServices;

namespace Keepone.Core.Guard;

/// <summary>
/// Whom a replica reaches, as plain data of a fixed size: nothing is allocated for an answer. All times are the replica's own steady time.
/// <see cref="Reachability"/> alone changes it.
/// </summary>
public struct ReachabilityState
{
    /// <summary>How many questions are remembered: more than <c>guard.fall</c>, 10 at most; an answer to an older one counts nothing.</summary>
    internal const int Remembered = 16;

    internal static readonly TimeSpan Never = VoterState.Never;

    internal Times EchoUntil;
    internal Times AdvertUntil;
    internal Times AskedAt;
    internal TimeSpan StartedAt;
    internal TimeSpan MajoritySince;
    internal TimeSpan NextAsking;
    internal ushort Sequence;
    internal bool IsMaster;
    internal bool Stop;

    /// <summary>Whether keepalived is told to keep out of the election: what the quorum file should hold.</summary>
    public readonly bool IsStopped => Stop;

    /// <summary>Which question was asked last.</summary>
    public readonly ushort LastSequence => Sequence;

    [InlineArray(Remembered)]
    internal struct Times
    {
        private TimeSpan _first;
    }
}
