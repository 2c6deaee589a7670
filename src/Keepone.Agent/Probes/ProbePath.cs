using System.Collections.Immutable;
using System.Net;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Agent.Probes;

/// <summary>How a target can be asked.</summary>
internal enum Asking
{
    /// <summary>As any program asks, through the kernel, from an address that the replica has.</summary>
    ByKernel,

    /// <summary>By ARP or neighbour discovery, from a hardware address of the replica's own: it has no address there.</summary>
    AsNeighbour,

    /// <summary>Not at all.</summary>
    Never,
}

/// <summary>The way from a replica to a target. Pure.</summary>
/// <param name="Target">The target.</param>
/// <param name="Interface">The interface; null: routing decides.</param>
/// <param name="From">The address to ask from; null: the kernel chooses.</param>
/// <param name="IsOnLink">Whether the target is in a network of that interface.</param>
/// <param name="NeedsMaster">
/// Whether only the master has an address there. Then the kernel must not be asked by a backup: without a route but with an interface it
/// sends ARP from the interface's hardware address, which all replicas have in common.
/// </param>
internal sealed record ProbePath(ProbeTarget Target, string? Interface, IPAddress? From, bool IsOnLink, bool NeedsMaster)
{
    /// <summary>Finds the way.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="where">Where the check runs.</param>
    /// <param name="target">The target.</param>
    /// <returns>
    /// By the interface that was given, else the one whose network contains the target, else the external one, else as routing decides.
    /// </returns>
    public static ProbePath Of(Replica replica, CheckPlace where, ProbeTarget target)
    {
        var router = replica.Router;
        if (where == CheckPlace.Host)
        {
            return new ProbePath(target, target.Interface, null, IsOnLink: false, NeedsMaster: false);
        }

        var networks = NetworksOf(replica);
        if (target.Interface is { } given)
        {
            return OnInterface(networks, target, given);
        }

        var best = networks.Where(network => network.Prefix.Contains(target.Address))
            .OrderByDescending(network => network.Prefix.Length).FirstOrDefault();
        if (best is not null)
        {
            return new ProbePath(target, best.Interface, best.Prefix.Address, IsOnLink: true, best.NeedsMaster);
        }

        // In the host's own namespace there are other addresses and routes than the router's.
        if (router.Namespace is null)
        {
            return new ProbePath(target, null, null, IsOnLink: false, NeedsMaster: false);
        }

        return router.External is { } external && FirstOf(external.Addresses, target.IsIPv6) is { } from
            ? new ProbePath(target, external.Interface, from, IsOnLink: false, NeedsMaster: true)
            : new ProbePath(target, null, null, IsOnLink: false, NeedsMaster: true);
    }

    /// <summary>How the target can be asked now.</summary>
    /// <param name="isMaster">Whether the replica holds its addresses.</param>
    /// <returns>How.</returns>
    public Asking As(bool isMaster) => isMaster || !NeedsMaster ? Asking.ByKernel : IsOnLink ? Asking.AsNeighbour : Asking.Never;

    private static ProbePath OnInterface(ImmutableArray<Network> networks, in ProbeTarget target, string name)
    {
        var (address, isIPv6) = (target.Address, target.IsIPv6);
        var here = networks.Where(network => network.Interface == name && network.Prefix.IsIPv6 == isIPv6).ToList();
        var within = here.Find(network => network.Prefix.Contains(address));

        // The link-local address that a master asks a link-local target from is not specified: the kernel knows it.
        var from = address.IsIPv6LinkLocal ? null : (within ?? here.FirstOrDefault())?.Prefix.Address;
        var mine = networks.FirstOrDefault(network => network.Interface == name && !network.NeedsMaster);
        return new ProbePath(target, name, from, address.IsIPv6LinkLocal || within is not null,
            NeedsMaster: mine is null && networks.Any(network => network.Interface == name));
    }

    // The replica's own network first: what is in it is asked from its own address always, also by a master.
    private static ImmutableArray<Network> NetworksOf(Replica replica)
    {
        var router = replica.Router;
        var networks = ImmutableArray.CreateBuilder<Network>();
        if (replica.HaAddress is { } own)
        {
            networks.Add(new Network(router.Ha.Interface, own, NeedsMaster: false));
        }

        networks.Add(new Network(router.Ha.Interface, router.Ha.Vip, NeedsMaster: true));
        if (router.External is { } external)
        {
            networks.AddRange(external.Addresses.Select(address => new Network(external.Interface, address, NeedsMaster: true)));
        }

        networks.AddRange(router.Internal.SelectMany(side => side.Addresses.Select(address => new Network(side.Interface, address, NeedsMaster: true))));
        return networks.ToImmutable();
    }

    private static IPAddress? FirstOf(ImmutableArray<IpPrefix> addresses, bool ipv6) =>
        addresses.Where(address => address.IsIPv6 == ipv6).Select(address => address.Address).FirstOrDefault();

    private sealed record Network(string Interface, IpPrefix Prefix, bool NeedsMaster);
}
