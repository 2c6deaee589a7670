using System.Net;
using Keepone.Core.Model;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Import;

/// <summary>What becomes of addresses and routes.</summary>
internal static class AddressFacts
{
    // Keepone marks its routes so, and tracks neither routes nor addresses.
    private static readonly string[] Implied = ["no_track", "protocol", "static", "proto"];

    /// <summary>What becomes of the addresses of an instance.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="haInterface">The HA interface of its router.</param>
    internal static IEnumerable<Fact> OfAddresses(VrrpInstance instance, string haInterface)
    {
        foreach (var address in instance.Addresses.Concat(instance.ExcludedAddresses))
        {
            var device = address.Device ?? instance.Interface?.Value ?? haInterface;
            if (PrefixOf(address.Address) is not { } prefix)
            {
                yield return Fact.Lost(address.Entry, "it is no address that a specification takes");
                continue;
            }

            var options = address.Entry.Values.Where((word, index) => !IsDevice(address.Entry, index) && !Implied.Contains(word)).ToArray();
            var outcome = options.Length == 0 ? ImportOutcome.Carried : ImportOutcome.Changed;
            var without = options.Length == 0 ? "" : $", without '{string.Join(' ', options)}'";
            yield return new Fact($"address {device} {prefix}", address.Entry, outcome, device == haInterface ? $"ha.vip{without}" : $"an address of {device}{without}",
                draft => draft.Addresses.Add((device, prefix)));
        }
    }

    /// <summary>What becomes of the routes of an instance.</summary>
    internal static IEnumerable<Fact> OfRoutes(VrrpInstance instance)
    {
        foreach (var line in instance.Routes)
        {
            var words = line.Words.Select(word => word.Text).ToArray();
            IpPrefix? destination = null;
            IPAddress? via = null;
            string? device = null;
            var others = new List<string>();
            for (var i = 0; i < words.Length; i++)
            {
                switch (words[i])
                {
                    case "via" or "gw" when i + 1 < words.Length && IpPrefix.TryParseAddress(words[i + 1], out var next):
                        via = next;
                        i++;
                        break;
                    case "dev" or "oif" when i + 1 < words.Length:
                        device = words[++i];
                        break;
                    case "to" when i + 1 < words.Length:
                        break;
                    case "default":
                        destination = null;
                        break;
                    case var word when destination is null && PrefixOf(word) is { } prefix:
                        destination = prefix;
                        break;
                    case var word when !Implied.Contains(word):
                        others.Add(word);
                        break;
                    default:
                        break;
                }
            }

            yield return Route(line, destination, words.Contains("default"), via, device, others);
        }
    }

    /// <summary>An address with its prefix length; that of a host where none is given, as keepalived takes it.</summary>
    internal static IpPrefix? PrefixOf(string text) =>
        IpPrefix.TryParse(text, out var prefix) ? prefix
        : IpPrefix.TryParseAddress(text, out var address) ? new IpPrefix(address, address.GetAddressBytes().Length * 8)
        : null;

    private static Fact Route(Entry line, IpPrefix? destination, bool isDefault, IPAddress? via, string? device, List<string> others)
    {
        if (others.Count > 0 || via is null || (destination is null && !isDefault))
        {
            return Fact.Lost(line, others.Count > 0
                ? $"a specification knows destinations and next hops alone, not '{string.Join(' ', others)}'"
                : "a specification knows routes with a destination and a next hop alone");
        }

        if (isDefault || destination is { Length: 0 })
        {
            return new Fact($"route default {via}", line, ImportOutcome.Carried, "external.gateway", draft => draft.Default = (via, device, line));
        }

        return destination is { IsNetwork: true } network
            ? new Fact($"route {network} {via}", line, ImportOutcome.Carried, "routes", draft => draft.Routes.Add((new RouteSpecification { Destination = network, Via = via }, line)))
            : Fact.Lost(line, "its destination has host bits");
    }

    private static bool IsDevice(Entry entry, int index) => entry.Value(index + 1) == "dev" || (index > 0 && entry.Value(index) == "dev");
}
