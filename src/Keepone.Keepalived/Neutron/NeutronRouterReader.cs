using System.Buffers;
using System.Collections.Immutable;
using System.Net;

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
    /// <summary>What is expected where an id is.</summary>
    internal const string Id = "an id of letters, digits and '-', at most 64 characters";
    private const string AHaPort = "the router's port on the HA network, without which Neutron does not process a HA router";
    private const int LongestId = 64;
    private const int LargestNumber = 255;

    private static readonly NeutronHaPort NoHaPort = new("", [], []);

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Reads a description.</summary>
    /// <param name="json">The JSON text.</param>
    /// <param name="file">Its name, for the errors.</param>
    /// <returns>The router, or all mistakes at once.</returns>
    public static NeutronRouterReading Read(string json, string file)
    {
        ArgumentNullException.ThrowIfNull(json);
        var (router, errors) = NeutronJson.Read(json, file, Router);
        return new NeutronRouterReading(router, errors);
    }

    private static ReadOnlySpan<byte> HaPortKey => "_ha_interface"u8;

    private static NeutronRouter Router(ref NeutronJson json)
    {
        string? id = null;
        int? vrid = null;
        NeutronHaPort? haPort = null;
        NeutronGateway? gateway = null;
        var priority = NeutronRouter.DefaultPriority;
        (ImmutableArray<NeutronPort> ports, ImmutableArray<IPAddress> floating, ImmutableArray<NeutronRoute> routes) = ([], [], []);
        var floatingNoted = (Since: 0, Until: 0);
        while (json.Next())
        {
            if (json.Is("id"u8))
            {
                id = json.Text(Id, IsId);
            }
            else if (json.Is("ha_vr_id"u8))
            {
                vrid = json.Number(1, LargestNumber);
            }
            else if (json.Is("priority"u8))
            {
                priority = json.Number(1, LargestNumber);
            }
            else if (json.Is(HaPortKey))
            {
                haPort = json.Object(AHaPort, NeutronPortReader.HaPort, refused: NoHaPort);
            }
            else if (json.Is("_interfaces"u8))
            {
                ports = json.List(NeutronPortReader.PortThatIsUp);
            }
            else if (json.Is("gw_port"u8))
            {
                gateway = json.Object("the gateway's port", NeutronPortReader.Gateway);
            }
            else if (json.Is("_floatingips"u8))
            {
                floatingNoted.Since = json.Noted;
                floating = json.List(FloatingAddress);
                floatingNoted.Until = json.Noted;
            }
            else if (json.Is("routes"u8))
            {
                routes = json.List(Route);
            }
            else if (json.Is("ha"u8))
            {
                Expect(ref json, true, "a router without HA has no keepalived");
            }
            else if (json.Is("distributed"u8))
            {
                Expect(ref json, false, "the VRRP of a distributed router lives in its snat- namespace; that form is not written");
            }
            else
            {
                json.Skip();
            }
        }

        // Without a gateway the agent looks at no floating address.
        if (gateway is null)
        {
            json.Forget(floatingNoted);
        }

        return new NeutronRouter
        {
            Id = id ?? json.Missing("id"u8, Id, ""),
            Vrid = vrid ?? json.Missing("ha_vr_id"u8, NeutronJson.WholeNumber(1, LargestNumber), 1),
            Priority = priority,
            HaPort = haPort ?? json.Missing(HaPortKey, AHaPort, NoHaPort),
            InternalPorts = ports,
            Gateway = gateway,
            FloatingAddresses = gateway is null ? [] : floating,
            Routes = routes,
        };
    }

    private static void Expect(ref NeutronJson json, bool expected, string remedy)
    {
        var noted = json.Noted;
        if (json.Flag() != expected && json.Noted == noted)
        {
            json.Add(expected ? "false" : "true", expected ? "true" : "false", remedy);
        }
    }

    private static NeutronRoute Route(ref NeutronJson json)
    {
        (string? destination, string? nextHop) = (null, null);
        while (json.Next())
        {
            if (json.Is("destination"u8))
            {
                destination = json.NetworkText();
            }
            else if (json.Is("nexthop"u8))
            {
                nextHop = json.AddressText().Text;
            }
            else
            {
                json.Skip();
            }
        }

        return new NeutronRoute(
            destination ?? json.Missing("destination"u8, NeutronJson.ANetwork, ""), nextHop ?? json.Missing("nexthop"u8, NeutronJson.AnAddress, ""));
    }

    private static IPAddress FloatingAddress(ref NeutronJson json) =>
        json.Only("floating_ip_address"u8, NeutronJson.AnAddress, (ref subject) => subject.Address(), IPAddress.None);

    /// <summary>Whether a text is an id.</summary>
    internal static bool IsId(string text) => text.Length is > 0 and <= LongestId && !text.AsSpan().ContainsAnyExcept(IdCharacters);
}
