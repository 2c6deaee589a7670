using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace Keepone.Keepalived.Neutron;

/// <summary>
/// What an operator's script can be told of a router of Neutron's, by the names that the agent's scripts find in their environment
/// (docs/checks.md). Lists are separated by commas, because a blank would end the argument.
/// </summary>
public static class NeutronParameters
{
    internal const string RouterId = "KEEPONE_ROUTER_ID";
    internal const string FloatingAddresses = "KEEPONE_FLOATING_ADDRESSES";

    private const string Reference = "$KEEPONE_";

    private static readonly (string Name, Func<NeutronRouter, NeutronAgentConfiguration, IEnumerable<string>> Values)[] All =
    [
        (RouterId, (router, _) => [router.Id]),
        ("KEEPONE_VRID", (router, _) => [router.Vrid.ToString(CultureInfo.InvariantCulture)]),
        ("KEEPONE_NAMESPACE", (router, _) => [router.Namespace]),
        ("KEEPONE_HA_INTERFACE", (router, _) => [router.HaPort.Device]),
        ("KEEPONE_HA_ADDRESS", (router, _) => router.HaPort.Addresses.Select(address => Text(address.Address))),
        ("KEEPONE_EXTERNAL_INTERFACE", (router, _) => router.Gateway is { } gateway ? [gateway.Device] : []),
        ("KEEPONE_EXTERNAL_ADDRESSES", (router, _) => router.Gateway?.Port.Addresses.Select(address => Text(address.Address)) ?? []),
        ("KEEPONE_GATEWAYS", (router, agent) => NeutronRoutes.Gateways(router, agent).Select(route => route.NextHop).OfType<string>()),
        ("KEEPONE_INTERNAL_INTERFACES", (router, _) => router.InternalPorts.Select(port => port.Device)),
        ("KEEPONE_INTERNAL_ADDRESSES", (router, _) => router.InternalPorts.SelectMany(port => port.Addresses, (_, address) => Text(address.Address))),
        (FloatingAddresses, (router, _) => router.Gateway is null ? [] : router.FloatingAddresses.Select(Text)),
    ];

    /// <summary>The names, in the order of documentation and default arguments.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(parameter => parameter.Name)];

    /// <summary>Puts the router's values in the place of names behind a dollar sign.</summary>
    /// <returns>The text, or which name is none.</returns>
    internal static (string Value, string? Unknown) Expand(string text, NeutronRouter router, NeutronAgentConfiguration agent)
    {
        var value = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var dollar = text.IndexOf(Reference, at, StringComparison.Ordinal);
            if (dollar < 0)
            {
                value.Append(text, at, text.Length - at);
                break;
            }

            var end = dollar + 1;
            while (end < text.Length && (char.IsAsciiLetterUpper(text[end]) || text[end] == '_'))
            {
                end++;
            }

            var name = text[(dollar + 1)..end];
            var values = Array.Find(All, parameter => parameter.Name == name).Values;
            if (values is null)
            {
                return ("", "$" + name);
            }

            value.Append(text, at, dollar - at).AppendJoin(',', values(router, agent));
            at = end;
        }

        return (value.ToString(), null);
    }

    private static string Text(IPAddress address) => NeutronAddress.Text(address);
}
