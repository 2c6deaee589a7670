using System.Net;
using System.Net.Sockets;

namespace Keepone.Keepalived.Neutron;

/// <summary>A route that follows the mastership.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="NextHop">The next hop; null: the destination is on the link.</param>
/// <param name="Device">The device; null: the kernel finds it.</param>
internal sealed record NeutronVirtualRoute(string Destination, string? NextHop, string? Device);

/// <summary>The routes of a router, in Neutron's order.</summary>
internal static class NeutronRoutes
{
    /// <summary>The routes to and through the gateways. Neutron's health check depends on them: without one there is no check.</summary>
    public static List<NeutronVirtualRoute> Gateways(NeutronRouter router, NeutronAgentConfiguration agent)
    {
        var routes = new List<NeutronVirtualRoute>();
        if (router.Gateway is not { } gateway)
        {
            return routes;
        }

        var device = gateway.Device;
        foreach (var subnet in gateway.Subnets)
        {
            if (!IsOnLink(subnet))
            {
                routes.Add(new NeutronVirtualRoute(subnet.GatewayText, null, device));
            }
        }

        foreach (var subnet in gateway.Subnets)
        {
            routes.Add(Default(subnet.Gateway, subnet.GatewayText, device));
        }

        if (agent is { UsesIPv6: true, IPv6Gateway: { Length: > 0 } other } && !gateway.Subnets.Any(subnet => IsIPv6(subnet.Gateway)))
        {
            routes.Add(Default(IPAddress.Parse(other), other, device));
        }

        return routes;
    }

    /// <summary>The static routes, which name no device.</summary>
    public static IEnumerable<NeutronVirtualRoute> Static(NeutronRouter router) =>
        router.Routes.Select(route => new NeutronVirtualRoute(route.Destination, route.NextHop, null));

    /// <summary>Other subnets of the external network. Neutron writes them in the order of a Python set, which is none; here it is the router's.</summary>
    public static IEnumerable<NeutronVirtualRoute> ExtraSubnets(NeutronRouter router)
    {
        if (router.Gateway is not { } gateway)
        {
            return [];
        }

        var device = gateway.Device;
        return gateway.ExtraSubnets.Distinct(StringComparer.Ordinal).Select(cidr => new NeutronVirtualRoute(cidr, null, device));
    }

    private static NeutronVirtualRoute Default(IPAddress gateway, string text, string device) =>
        new(IsIPv6(gateway) ? "::/0" : "0.0.0.0/0", text, device);

    private static bool IsIPv6(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;

    // The first and the last address of an IPv4 network are not on it for Neutron, except the last one of a /31.
    private static bool IsOnLink(NeutronSubnet subnet)
    {
        if (!subnet.Cidr.Contains(subnet.Gateway))
        {
            return false;
        }

        if (IsIPv6(subnet.Gateway))
        {
            return true;
        }

        var length = subnet.Cidr.Length;
        var hostBits = length == 0 ? uint.MaxValue : (uint)((1UL << (32 - length)) - 1);
        var host = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(subnet.Gateway.GetAddressBytes()) & hostBits;
        return host != 0 && (host != hostBits || length >= 31);
    }
}
