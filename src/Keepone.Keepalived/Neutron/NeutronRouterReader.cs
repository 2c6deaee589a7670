using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Keepone.Core.Model;

namespace Keepone.Keepalived.Neutron;

/// <summary>What was read from a router's description.</summary>
/// <param name="Router">The router; null when there was a mistake.</param>
/// <param name="Errors">All mistakes; empty when the description is good.</param>
public sealed record NeutronRouterReading(NeutronRouter? Router, ImmutableArray<NeutronError> Errors);

/// <summary>
/// Reads a router as Neutron's server describes it: JSON, one element of the answer to <c>sync_routers</c>. Unknown keys are ignored, because
/// Neutron sends many. Where Neutron's agent would raise, this returns an error about the same thing.
/// </summary>
public static class NeutronRouterReader
{
    private const string Id = "an id of letters, digits and '-', at most 64 characters";
    private const string GatewayKey = "gateway_ip";
    private const int LongestId = 64;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Reads a description.</summary>
    /// <param name="json">The JSON text.</param>
    /// <param name="file">Its name, for the errors.</param>
    /// <returns>The router, or all mistakes at once.</returns>
    public static NeutronRouterReading Read(string json, string file)
    {
        ArgumentNullException.ThrowIfNull(json);
        var (router, errors) = NeutronFields.Read(json, file, Router);
        return new NeutronRouterReading(router, errors);
    }

    private static NeutronRouter Router(NeutronFields fields)
    {
        if (!fields.Flag("ha", otherwise: true))
        {
            fields.Add("ha", "false", "true", "a router without HA has no keepalived");
        }

        if (fields.Flag("distributed", otherwise: false))
        {
            fields.Add("distributed", "true", "false", "the VRRP of a distributed router lives in its snat- namespace; that form is not written");
        }

        var gateway = fields.ObjectOrNone("gw_port", "the gateway's port") is { } port ? Gateway(port) : null;
        return new NeutronRouter
        {
            Id = fields.Text("id", Id, IsId),
            Vrid = fields.Number("ha_vr_id", 1, 255, null),
            Priority = fields.Number("priority", 1, 255, NeutronRouter.DefaultPriority),
            HaPort = HaPort(fields),
            InternalPorts = [.. fields.Objects("_interfaces").Where(side => side.Flag("admin_state_up", otherwise: true)).Select(Port)],
            Gateway = gateway,
            // Without a gateway the agent looks at no floating address.
            FloatingAddresses = gateway is null ? [] : [.. fields.Objects("_floatingips").Select(floating => floating.Address("floating_ip_address"))],
            Routes = [.. fields.Objects("routes").Select(Route)],
        };
    }

    private static NeutronHaPort HaPort(NeutronFields fields)
    {
        const string Key = "_ha_interface";
        if (fields.Object(Key, "the router's port on the HA network, without which Neutron does not process a HA router") is not { } port)
        {
            return new NeutronHaPort("", [], []);
        }

        var made = new NeutronHaPort(port.Text("id", Id, IsId), Addresses(port, isRequired: false),
            [.. port.Objects("subnets").Select(subnet => subnet.Network("cidr"))]);
        // A default prefix is a mistake that was noted already.
        if (made.Subnets.All(subnet => subnet.Address is not null) && PrimaryVip.Network(made.Subnets) is null)
        {
            port.Add("subnets", string.Join(", ", made.Subnets),
                "subnets that leave a /24 of 169.254.0.0/16 for the address that adverts name, beside 169.254.169.254/32 and 169.254.64.0/18",
                "Neutron ends with 'Network of size 24, from IP range 169.254.0.0/16 ... was not found'; give l3_ha_net_cidr less");
        }

        return made;
    }

    private static NeutronGateway Gateway(NeutronFields port) => new(
        Port(port),
        [.. port.Objects("subnets").Where(HasGateway).Select(Subnet)],
        [.. port.Objects("extra_subnets").Select(NetworkText)]);

    private static NeutronRoute Route(NeutronFields route)
    {
        route.Network("destination", out var destination);
        route.Address("nexthop", out var nextHop);
        return new NeutronRoute(destination, nextHop);
    }

    private static string NetworkText(NeutronFields subnet)
    {
        subnet.Network("cidr", out var text);
        return text;
    }

    // null: the subnet has none. Neutron always sends the key.
    private static bool HasGateway(NeutronFields subnet) => subnet.Has(GatewayKey, "the gateway's address or null");

    private static NeutronSubnet Subnet(NeutronFields subnet)
    {
        var gateway = subnet.Address(GatewayKey, out var text);
        return new NeutronSubnet(subnet.Network("cidr"), gateway, text);
    }

    private static NeutronPort Port(NeutronFields port) => new(
        port.Text("id", Id, IsId),
        port.Parsed<IPAddress>("mac_address", "a MAC such as fa:16:3e:00:00:01", TryParseMac) ?? IPAddress.None,
        Addresses(port, isRequired: true));

    private static ImmutableArray<IpPrefix> Addresses(NeutronFields port, bool isRequired) =>
        [.. port.Objects("fixed_ips", isRequired).Select(fixedIp =>
        {
            var address = fixedIp.Address("ip_address");
            var bits = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 128 : 32;
            return new IpPrefix(address, fixedIp.Number("prefixlen", 0, bits, bits));
        })];

    private static bool IsId(string text) => text.Length is > 0 and <= LongestId && !text.AsSpan().ContainsAnyExcept(IdCharacters);

    private static bool TryParseMac(string text, out IPAddress linkLocal)
    {
        linkLocal = IPAddress.None;
        Span<byte> bytes = stackalloc byte[6];
        if (text.Length != 17)
        {
            return false;
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            if (!byte.TryParse(text.AsSpan(3 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[i])
                || (i > 0 && text[(3 * i) - 1] != ':'))
            {
                return false;
            }
        }

        linkLocal = NeutronAddress.LinkLocal(bytes);
        return true;
    }
}
