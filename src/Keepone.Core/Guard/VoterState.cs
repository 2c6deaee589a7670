using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keepone.Core.Model;

namespace Keepone.Core.Guard;

/// <summary>
/// Everything a voter knows, as plain data of a fixed size: a copy is a snapshot, and nothing is allocated for a beacon. All times
/// are the voter's own steady time (CLOCK_BOOTTIME: it counts while the node sleeps). <see cref="Voter"/> alone changes it.
/// </summary>
public struct VoterState
{
    /// <summary>The index that stands for no voter.</summary>
    public const sbyte Nobody = -1;

    /// <summary>Long before any time that is counted.</summary>
    internal static readonly TimeSpan Never = TimeSpan.FromDays(-36_500);

    internal Peers Peer;
    internal ulong Boot;
    internal TimeSpan LastSent;
    internal TimeSpan StandingSince;
    internal TimeSpan LeavingSince;
    internal TimeSpan Until;
    internal TimeSpan Echo;
    internal TimeSpan GraceUntil;
    internal TimeSpan SilentUntil;
    internal TimeSpan ArmedAt;
    internal TimeSpan GoodbyeAt;
    internal TimeSpan HighestUntil;
    internal GuardRole CurrentRole;
    internal sbyte CurrentHolder;
    internal VrrpState Vrrp;
    internal bool Vip;
    internal bool SaidGoodbye;
    internal bool Stop;
    internal bool BonusOn;
    internal bool Leaving;
    internal byte OwnPriority;
    internal byte Highest;
    internal byte LastPriority;

    /// <summary>What this voter is.</summary>
    public readonly GuardRole Role => CurrentRole;

    /// <summary>The index of the voter that it is promised to, itself included; <see cref="Nobody"/>: none.</summary>
    public readonly sbyte Holder => CurrentHolder;

    /// <summary>Whether its keepalived is told to keep out of the election: what the quorum file should hold.</summary>
    public readonly bool IsStopped => Stop;

    /// <summary>Whether the bonus should be in the health file.</summary>
    public readonly bool HasBonus => BonusOn;

    /// <summary>Whether its agent was asked to leave.</summary>
    public readonly bool IsLeaving => Leaving;

    /// <summary>What was last seen of its own keepalived.</summary>
    public readonly ReplicaView View => new(Vrrp, Vip);

    /// <summary>Whether its own keepalived answers for the addresses, as far as it was seen.</summary>
    internal readonly bool IsMaster => Vip || Vrrp == VrrpState.Master;

    /// <summary>Its effective priority.</summary>
    internal readonly int Priority(VoterGroup group) => OwnPriority + (BonusOn ? group.Bonus : 0);

    /// <summary>What is known of another voter.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PeerState
    {
        public ulong Boot;
        public TimeSpan Sent;
        public TimeSpan HeardAt;
        public TimeSpan AdvertAt;
        public TimeSpan AnsweredUntil;
        public ushort Hears;
        public GuardRole Role;
        public byte Priority;
        public sbyte Holder;
    }

    /// <summary>One of each voter, by index; the own place is not used.</summary>
    [InlineArray(VoterGroup.MostVoters)]
    internal struct Peers
    {
        private PeerState _first;
    }
}
