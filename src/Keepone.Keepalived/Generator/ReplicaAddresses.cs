using System.Net;
using Keepone.Core.Model;

namespace Keepone.Keepalived.Generator;

/// <summary>A route that follows the mastership.</summary>
/// <param name="Destination">The destination network.</param>
/// <param name="Via">The next hop.</param>
public sealed record ManagedRoute(IpPrefix Destination, IPAddress Via);

/// <summary>The addresses and routes that follow the mastership.</summary>
public static class ReplicaAddresses
{
    /// <summary>Every address that the master holds and nobody else: the HA VIP, then the others.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The addresses with their interfaces.</returns>
    public static IEnumerable<(string Interface, IpPrefix Address)> Managed(RouterSpecification router)
    {
        ArgumentNullException.ThrowIfNull(router);
        return
        [
            (router.Ha.Interface, router.Ha.Vip),
            .. Sides(router).SelectMany(side => side.Addresses, (side, address) => (side.Interface, address)),
        ];
    }

    /// <summary>Every route that the master installs.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The routes.</returns>
    public static IEnumerable<ManagedRoute> ManagedRoutes(RouterSpecification router)
    {
        ArgumentNullException.ThrowIfNull(router);
        if (router.External is { Gateway: { } gateway })
        {
            var any = gateway.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
            yield return new ManagedRoute(new IpPrefix(any, 0), gateway);
        }

        foreach (var route in router.Routes)
        {
            yield return new ManagedRoute(Network(route.Destination), route.Via);
        }
    }

    /// <summary>
    /// Everything but the HA VIP, of either family. Not advertised, so that a change of addresses never makes two masters ignore
    /// each other (keepalived #1603); not tracked, so that an external interface that goes down is a
    /// matter of checks, not of FAULT.
    /// </summary>
    internal static IEnumerable<string> Excluded(RouterSpecification router)
    {
        foreach (var (name, addresses) in Sides(router))
        {
            foreach (var address in addresses)
            {
                yield return $"{address} dev {name} no_track";
            }
        }
    }

    /// <summary>
    /// The default route through the external gateway and the static routes, marked as static for routing daemons.
    /// </summary>
    internal static IEnumerable<string> Routes(RouterSpecification router)
    {
        if (router.External is { Gateway: { } gateway } external)
        {
            var v6 = gateway.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
            // A gateway outside of every prefix of the interface is reachable only if the kernel is told so.
            var onlink = gateway.IsIPv6LinkLocal || external.Addresses.Any(address => address.Contains(gateway)) ? "" : " onlink";
            yield return $"{(v6 ? "::/0" : "0.0.0.0/0")} via {gateway} dev {external.Interface}{onlink} no_track protocol static";
        }

        foreach (var route in router.Routes)
        {
            var device = DeviceOf(router, route.Via);
            var through = device is null ? "" : $" dev {device}";
            yield return $"{Network(route.Destination)} via {route.Via}{through} no_track protocol static";
        }
    }

    /// <summary>The interfaces with addresses that follow the mastership.</summary>
    internal static IEnumerable<(string Interface, IEnumerable<IpPrefix> Addresses)> Sides(RouterSpecification router)
    {
        if (router.External is { } external)
        {
            yield return (external.Interface, external.Addresses);
        }

        foreach (var side in router.Internal)
        {
            yield return (side.Interface, side.Addresses);
        }
    }

    // The interface whose longest prefix holds the next hop. None: the kernel finds it, or refuses the route, and keepalived
    // says so.
    private static string? DeviceOf(RouterSpecification router, IPAddress via) =>
        Sides(router)
            .Append((Interface: router.Ha.Interface, Addresses: [router.Ha.Vip]))
            .SelectMany(side => side.Addresses.Where(address => address.Contains(via))
                .Select(address => (side.Interface, address.Length)))
            .OrderByDescending(match => match.Length)
            .Select(match => match.Interface)
            .FirstOrDefault();

    // The kernel refuses a destination with host bits.
    private static IpPrefix Network(IpPrefix prefix)
    {
        var bytes = prefix.Address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var bits = Math.Clamp(prefix.Length - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - bits));
        }

        return prefix with { Address = new IPAddress(bytes) };
    }
}
