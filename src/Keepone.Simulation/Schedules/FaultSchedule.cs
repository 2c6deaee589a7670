using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Keepone.Simulation.Schedules;

/// <summary>What is done to a router.</summary>
public enum FaultKind : byte
{
    /// <summary>A direction between two nodes is cut.</summary>
    Cut = 0,

    /// <summary>It heals.</summary>
    Heal,

    /// <summary>An agent is killed.</summary>
    Kill,

    /// <summary>An agent is asked to leave.</summary>
    Leave,

    /// <summary>An agent is started.</summary>
    Start,

    /// <summary>A node is paused.</summary>
    Pause,

    /// <summary>It goes on; the other number is 1 when its clock did not count the pause.</summary>
    Resume,

    /// <summary>An agent hangs.</summary>
    Hang,

    /// <summary>It goes on.</summary>
    Unhang,

    /// <summary>A node loses power.</summary>
    Crash,

    /// <summary>It boots.</summary>
    Boot,

    /// <summary>keepalived is killed.</summary>
    KillKeepalived,

    /// <summary>A replica's checks fail; the other number is the penalty, 0 when they pass.</summary>
    Penalty,
}

/// <summary>What a cut concerns.</summary>
public enum Traffic : byte
{
    /// <summary>Adverts and beacons.</summary>
    Both = 0,

    /// <summary>Adverts alone: VRRP is filtered.</summary>
    Adverts,

    /// <summary>Beacons alone.</summary>
    Beacons,
}

/// <summary>One thing that is done.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Node">To which node.</param>
/// <param name="Other">The node at the other end of a cut, or the number that the kind speaks of.</param>
/// <param name="Traffic">What a cut concerns.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Fault(TimeSpan At, FaultKind Kind, int Node, int Other = 0, Traffic Traffic = Traffic.Both);

/// <summary>
/// Everything that is done to a router: cuts that are there when it boots, faults for a while, then quiet with the cuts that stay.
/// </summary>
public sealed record FaultSchedule
{
    /// <summary>How the schedule is called: classes and seed.</summary>
    public required string Name { get; init; }

    /// <summary>How many replicas.</summary>
    public required int Replicas { get; init; }

    /// <summary>How many witnesses.</summary>
    public required int Witnesses { get; init; }

    /// <summary>The faults, in order of time; those of time zero come before the router boots.</summary>
    public required ImmutableArray<Fault> Faults { get; init; }

    /// <summary>When quiet begins: every node, agent and keepalived runs, and everything heals but <see cref="Remaining"/>.</summary>
    public required TimeSpan Quiet { get; init; }

    /// <summary>The cuts that stay; their times are not used.</summary>
    public required ImmutableArray<Fault> Remaining { get; init; }

    /// <summary>
    /// Whether, with the remaining cuts, a majority with a replica hears each other in both directions: then there must be a
    /// master within a bound.
    /// </summary>
    public bool LeavesMajority
    {
        get
        {
            var voters = Replicas + Witnesses;
            for (var members = 1; members < 1 << voters; members++)
            {
                if (int.PopCount(members) > voters / 2 && (members & ((1 << Replicas) - 1)) != 0
                    && !Remaining.Any(cut => (members & (1 << cut.Node)) != 0 && (members & (1 << cut.Other)) != 0))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
