using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Agent.Voting;

/// <summary>Everything of a specification that a replica's reachability rests on: when it changes, it starts anew.</summary>
internal sealed class ReachabilitySeating
{
    private ReachabilitySeating(Replica replica, ReachabilityGroup group, ImmutableArray<IPAddress> addresses)
    {
        (Group, Addresses, Plan, Interface) = (group, addresses, replica.Priorities, replica.Router.Ha.Interface);
        Family = replica.Router.Ha.Vip.IsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        Timers = GuardTimers.For(replica.Router, TimingAssumptions.Default);
    }

    /// <summary>The replicas.</summary>
    public ReachabilityGroup Group { get; }

    /// <summary>Their addresses on the HA network, by index.</summary>
    public ImmutableArray<IPAddress> Addresses { get; }

    /// <summary>The arithmetic of the router's priorities.</summary>
    public PriorityPlan Plan { get; }

    /// <summary>What is taken for granted of keepalived and of the node.</summary>
    public GuardTimers Timers { get; }

    /// <summary>The HA interface.</summary>
    public string Interface { get; }

    /// <summary>IPv4 or IPv6.</summary>
    public AddressFamily Family { get; }

    /// <summary>What a replica's reachability rests on.</summary>
    /// <param name="replica">The replica.</param>
    /// <returns>It; null when the specification does not give the addresses.</returns>
    public static ReachabilitySeating? Of(Replica replica)
    {
        var router = replica.Router;
        return router.Replicas.Length <= VoterGroup.MostVoters && router.Replicas.All(router.Ha.Addresses.ContainsKey)
            ? new ReachabilitySeating(
                replica, ReachabilityGroup.For(router, replica.Node), [.. router.Replicas.Select(node => router.Ha.Addresses[node].Address)])
            : null;
    }

    /// <summary>The replica with an address.</summary>
    /// <param name="source">The address.</param>
    /// <returns>Its index; negative: none of the others has it.</returns>
    public int ReplicaOf(IPAddress source)
    {
        for (var i = 0; i < Addresses.Length; i++)
        {
            if (i != Group.Self && Addresses[i].Equals(source))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether what runs by this one runs by another as well.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>Whether nothing differs.</returns>
    public bool SameAs(ReachabilitySeating other) =>
        Group.Self == other.Group.Self && Group.Names.AsSpan().SequenceEqual(other.Group.Names.AsSpan())
        && (Group.Interval, Group.Fall, Group.Advert) == (other.Group.Interval, other.Group.Fall, other.Group.Advert)
        && Addresses.AsSpan().SequenceEqual(other.Addresses.AsSpan()) && Interface == other.Interface
        && Plan.Bonus == other.Plan.Bonus && Timers == other.Timers;
}
