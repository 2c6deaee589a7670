using System.Collections.Immutable;
using System.Net;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Agent.Voting;

/// <summary>Everything of a specification that a replica's voter rests on: when it changes, the voter starts anew with its promise.</summary>
internal sealed class Seating
{
    private Seating(Replica replica, GuardRoster roster, VoterGroup group)
    {
        (Roster, Group, Priority, Plan) = (roster, group, replica.BasePriority, replica.Priorities);
        VoterAddresses = [.. roster.Endpoints.Take(roster.Replicas).Select(endpoint => endpoint.Address)];
    }

    /// <summary>The voters and where they are.</summary>
    public GuardRoster Roster { get; }

    /// <summary>The voters and their timers.</summary>
    public VoterGroup Group { get; }

    /// <summary>The own priority without bonus and penalties.</summary>
    public int Priority { get; }

    /// <summary>The arithmetic of the router's priorities.</summary>
    public PriorityPlan Plan { get; }

    private ImmutableArray<IPAddress> VoterAddresses { get; }

    /// <summary>What a replica's voter rests on.</summary>
    /// <param name="replica">The replica.</param>
    /// <returns>It; null when the specification does not name all that it takes.</returns>
    public static Seating? Of(Replica replica)
    {
        if (GuardRoster.Of(replica.Router, replica.Node) is not { } roster)
        {
            return null;
        }

        var timers = GuardTimers.For(replica.Router);
        return new Seating(replica, roster, new VoterGroup(roster.Self, roster.Names, roster.Replicas, replica.Priorities.Bonus, timers));
    }

    /// <summary>The voter with an address.</summary>
    /// <param name="source">The address.</param>
    /// <returns>Its index; negative: none has it.</returns>
    public int VoterOf(IPAddress source)
    {
        for (var i = 0; i < VoterAddresses.Length; i++)
        {
            if (i != Roster.Self && AreSame(VoterAddresses[i], source))
            {
                return i;
            }
        }

        return -1;
    }

    // Without the scope of a link-local address: the interface is known.
    private static bool AreSame(IPAddress one, IPAddress other)
    {
        Span<byte> left = stackalloc byte[16];
        Span<byte> right = stackalloc byte[16];
        return one.TryWriteBytes(left, out var length) && other.TryWriteBytes(right, out var otherLength)
            && left[..length].SequenceEqual(right[..otherLength]);
    }

    /// <summary>Whether a voter that runs by this one runs by another as well.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>Whether nothing differs.</returns>
    public bool SameAs(Seating other) =>
        Roster.Fingerprint == other.Roster.Fingerprint && Roster.Self == other.Roster.Self && Roster.Interface == other.Roster.Interface
        && Roster.Endpoints.AsSpan().SequenceEqual(other.Roster.Endpoints.AsSpan())
        && Priority == other.Priority && Group.Bonus == other.Group.Bonus && Group.Timers == other.Group.Timers;
}
