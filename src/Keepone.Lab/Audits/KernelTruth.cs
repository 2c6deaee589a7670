using System.Collections.Immutable;
using System.Net;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Lab.Audits;

/// <summary>Which replica holds which of its router's addresses now, by the kernel's own tables.</summary>
internal static class KernelTruth
{
    /// <summary>Looks.</summary>
    /// <param name="router">The router.</param>
    /// <param name="replicas">Its replicas' namespaces, by node.</param>
    /// <returns>The holders of each of the router's addresses, in ordinal order.</returns>
    public static ImmutableArray<AddressHolders> Read(RouterSpecification router, IReadOnlyDictionary<string, NetworkNamespace> replicas)
    {
        var tables = replicas.Select(pair => (Node: pair.Key, Addresses: Addresses(pair.Value))).ToArray();
        return [.. Virtual(router).Select(pair => pair.Prefix.Address).Select(address => new AddressHolders(
            address, [.. tables.Where(table => table.Addresses.Contains(address)).Select(table => table.Node).Order(StringComparer.Ordinal)]))];
    }

    /// <summary>The addresses that a router's master holds, and the interface of each.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The addresses, the HA VIP first.</returns>
    public static IEnumerable<(string Interface, IpPrefix Prefix)> Virtual(RouterSpecification router) =>
    [
        (router.Ha.Interface, router.Ha.Vip),
        .. (router.External?.Addresses ?? []).Select(prefix => (router.External!.Interface, prefix)),
        .. router.Internal.SelectMany(side => side.Addresses.Select(prefix => (side.Interface, prefix))),
    ];

    private static HashSet<IPAddress> Addresses(NetworkNamespace place)
    {
        using var dump = RouteDump.OpenIn(place);
        return [.. dump.Addresses().Select(address => address.Prefix.Address)];
    }
}

/// <summary>Who holds an address.</summary>
/// <param name="Address">The address.</param>
/// <param name="Nodes">The nodes of the replicas that hold it.</param>
public sealed record AddressHolders(IPAddress Address, ImmutableArray<string> Nodes);
