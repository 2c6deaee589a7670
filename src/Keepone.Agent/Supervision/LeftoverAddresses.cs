using System.Collections.Immutable;
using Keepone.Core.Model;
using Keepone.Keepalived.Generator;
using Keepone.Linux;

namespace Keepone.Agent.Supervision;

/// <summary>
/// The addresses and routes of a replica that are in its namespace though nobody there could give them up: keepalived was killed, is
/// stopped, or ended without its last word (keepalived #2361). They answer beside the next master, so they are taken away. Exactly what
/// the specification gives to the master, never anything else.
/// </summary>
internal static class LeftoverAddresses
{
    private const byte StaticProtocol = 4;

    /// <summary>Which addresses of the namespace are the master's. Pure.</summary>
    /// <param name="router">The router.</param>
    /// <param name="links">The namespace's interfaces.</param>
    /// <param name="addresses">The namespace's addresses, in the kernel's order.</param>
    /// <returns>Those to take away; the last one first, because taking a first address may take the others of its subnet.</returns>
    public static ImmutableArray<InterfaceAddress> Addresses(
        RouterSpecification router, IEnumerable<Link> links, IEnumerable<InterfaceAddress> addresses)
    {
        var indexes = links.ToDictionary(link => link.Name, link => link.Index, StringComparer.Ordinal);
        var managed = ReplicaAddresses.Managed(router)
            .Where(item => !router.Ha.Addresses.ContainsValue(item.Address) && indexes.ContainsKey(item.Interface))
            .Select(item => (indexes[item.Interface], item.Address))
            .ToHashSet();
        return [.. addresses.Where(address => managed.Contains((address.InterfaceIndex, address.Prefix))).Reverse()];
    }

    /// <summary>Which routes of the namespace are the master's. Pure.</summary>
    /// <param name="router">The router.</param>
    /// <param name="routes">The namespace's routes.</param>
    /// <returns>Those to take away.</returns>
    public static ImmutableArray<Route> Routes(RouterSpecification router, IEnumerable<Route> routes)
    {
        var managed = ReplicaAddresses.ManagedRoutes(router).ToHashSet();
        return
        [
            .. routes.Where(route => route.Protocol == StaticProtocol && route.Gateway is { } gateway
                && managed.Contains(new ManagedRoute(route.Destination, gateway))),
        ];
    }

    /// <summary>What is there of a replica.</summary>
    /// <param name="place">The namespace.</param>
    /// <param name="router">The router.</param>
    /// <returns>The addresses and the routes.</returns>
    public static (ImmutableArray<InterfaceAddress> Addresses, ImmutableArray<Route> Routes) Find(NetworkNamespace place, RouterSpecification router)
    {
        using var dump = RouteDump.OpenIn(place);
        var addresses = Addresses(router, dump.Links(), dump.Addresses());
        return (addresses, Routes(router, dump.Routes()));
    }

    /// <summary>Takes away what was found.</summary>
    /// <param name="place">The namespace.</param>
    /// <param name="found">What was found.</param>
    public static void Remove(NetworkNamespace place, (ImmutableArray<InterfaceAddress> Addresses, ImmutableArray<Route> Routes) found)
    {
        // Routes first: the kernel takes some with their addresses, and then there is nothing to remove, which is no mistake.
        foreach (var route in found.Routes)
        {
            RouteEdit.RemoveRoute(place, route);
        }

        foreach (var address in found.Addresses)
        {
            RouteEdit.RemoveAddress(place, address.InterfaceIndex, address.Prefix);
        }
    }
}
