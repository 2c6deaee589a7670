using System.Runtime.InteropServices;
using Keepone.Core.Guard;

namespace Keepone.Simulation;

/// <summary>What can happen in a simulated world.</summary>
public enum WorldEventKind : byte
{
    /// <summary>An agent looks because the time has come.</summary>
    AgentLooks = 0,

    /// <summary>An agent sees what its keepalived became.</summary>
    AgentSees,

    /// <summary>An agent hears an advert that its keepalived heard before.</summary>
    AgentHearsAdvert,

    /// <summary>keepalived reads its track files.</summary>
    FilesAreRead,

    /// <summary>keepalived's timer ends.</summary>
    TimerEnds,

    /// <summary>keepalived is started again after it died.</summary>
    KeepalivedStarts,

    /// <summary>The agent is started again after it left.</summary>
    AgentStarts,

    /// <summary>A beacon is given to the network. Whether and when it arrives is decided here.</summary>
    BeaconDeparts,

    /// <summary>An advert is given to the network. Whether and when it arrives is decided here.</summary>
    AdvertDeparts,

    /// <summary>A beacon arrives.</summary>
    BeaconArrives,

    /// <summary>An advert arrives.</summary>
    AdvertArrives,
}

/// <summary>One thing that will happen.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Node">The index of the node that it happens to.</param>
/// <param name="Peer">The other node of a message.</param>
/// <param name="Priority">The priority in an advert.</param>
/// <param name="Beacon">The beacon.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WorldEvent(
    TimeSpan At, WorldEventKind Kind, byte Node, byte Peer = 0, byte Priority = 0, Beacon Beacon = default)
{
    /// <summary>Whether it is a message given to the network.</summary>
    public bool Departs => Kind is WorldEventKind.BeaconDeparts or WorldEventKind.AdvertDeparts;

    /// <summary>Whether it concerns the agent, and not keepalived or the network.</summary>
    public bool ConcernsAgent => Kind is WorldEventKind.AgentLooks or WorldEventKind.AgentSees or WorldEventKind.AgentHearsAdvert
        or WorldEventKind.BeaconArrives;
}

/// <summary>Everything that is left to chance or to an adversary while one event is worked through.</summary>
/// <param name="Lost">Whether the departing message is lost.</param>
/// <param name="Delay">How long it takes.</param>
/// <param name="CopyDelay">How long a second copy of it takes; zero: there is none.</param>
/// <param name="Late">How late the agent is to see or do what follows.</param>
/// <param name="Write">How long keepalived takes to read a track file that is written now.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Fate(bool Lost, TimeSpan Delay, TimeSpan CopyDelay, TimeSpan Late, TimeSpan Write);
