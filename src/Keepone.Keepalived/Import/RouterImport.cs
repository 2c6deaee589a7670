using System.Collections.Immutable;
using System.Net;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Keepalived.Model;

namespace Keepone.Keepalived.Import;

/// <summary>Makes one router specification of what the nodes say of it.</summary>
internal sealed class RouterImport(ImportLedger ledger, IReadOnlyDictionary<string, IpPrefix> given)
{
    private readonly List<string> _advice = [];

    /// <summary>Makes it.</summary>
    /// <param name="parts">What each node says.</param>
    /// <param name="name">The router's name.</param>
    /// <returns>The router; or why there is none.</returns>
    internal (ImportedRouter? Router, string? Trouble) Make(ImmutableArray<NodePart> parts, string name)
    {
        ImmutableArray<NodePart> order = [.. parts.OrderByDescending(part => part.Effective.Priority)];
        var first = order[0];
        if (first.Main.Interface?.Value is not { } haInterface || first.Main.VirtualRouterId?.Value is not { } vrid)
        {
            return (null, $"{first.Main.Place}: vrrp_instance {first.Main.Name} has no {(first.Main.Interface is null ? "interface" : "virtual_router_id")}: there is no router without one");
        }

        var isPair = order.Length == 1;
        var draft = new RouterDraft { Interface = haInterface };
        SayFacts(order, draft, haInterface, isPair);
        Place(draft);
        if (draft.Vip is not { } vip)
        {
            return (null, $"{first.Main.Place}: vrrp_instance {first.Main.Name} has no address on {haInterface}, which would be the router's ha.vip: give it one there");
        }

        var (addresses, missing) = HaAddresses(order, vip);
        if (!isPair && missing.Count > 0)
        {
            return (null, $"{first.Main.Place}: the own address of {string.Join(" and ", missing)} on {haInterface} is in no file: give it with "
                + string.Join(' ', missing.Select(node => $"--address {node}=ADDRESS/LENGTH")));
        }

        Advise(order, vrid);
        var specification = Specification(order, draft, name, vrid, vip, addresses, isPair);
        var yaml = SpecificationWriter.Write(specification);
        var errors = SpecificationReader.Read(yaml, $"{name}.yaml").Errors;
        return errors.IsEmpty
            ? (new ImportedRouter(name, yaml, [.. _advice]) { Specification = specification }, null)
            : (null, $"{first.Main.Place}: vrrp_instance {first.Main.Name} would become a specification that is refused: {string.Join("; ", errors.Select(error => error.ToString()))}");
    }

    // A specification is the same on all nodes: it is the first one's, and what another one has that the first has not is lost.
    private void SayFacts(ImmutableArray<NodePart> order, RouterDraft draft, string haInterface, bool isPair)
    {
        var ofFirst = FactsOf(order[0], haInterface, isPair).ToList();
        foreach (var fact in ofFirst)
        {
            ledger.Say(fact.Entry, fact.Outcome, fact.Sentence);
            fact.Apply?.Invoke(draft);
        }

        var keys = ofFirst.Select(fact => fact.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var part in order[1..])
        {
            var facts = FactsOf(part, haInterface, isPair).ToList();
            foreach (var fact in facts)
            {
                var isSame = fact.Key.Length == 0 || keys.Contains(fact.Key);
                ledger.Say(fact.Entry, isSame ? fact.Outcome : ImportOutcome.Lost,
                    isSame ? fact.Sentence : $"{order[0].Source.Node} says otherwise, and a specification is the same on all nodes");
            }

            var theirs = facts.Select(fact => fact.Key).ToHashSet(StringComparer.Ordinal);
            foreach (var fact in ofFirst.Where(fact => fact.Key.Length > 0 && !theirs.Contains(fact.Key)))
            {
                ledger.Say(fact.Entry, ImportOutcome.Changed, $"{fact.Sentence}; {part.Source.Node} gets it, too, which does not have it");
            }
        }
    }

    private static IEnumerable<Fact> FactsOf(NodePart part, string haInterface, bool isPair) =>
    [
        .. InstanceFacts.Of(part, haInterface, isPair),
        .. part.Companions.SelectMany(companion => InstanceFacts.OfCompanion(part, companion, haInterface)),
        .. part.Group?.Entry.Body.Select(line => line.Keyword switch
        {
            "group" when part.Companions.IsEmpty => Fact.Implied(line, "the group has one member"),
            "group" => Fact.Changed(line, $"one router: {string.Join(" and ", part.Companions.Select(companion => companion.Name))} go with {part.Main.Name}"),
            "sync_group_tracking_weight" or "global_tracking" => Fact.Implied(line, "penalties count for the router as a whole"),
            _ when line.Keyword.StartsWith("notify", StringComparison.Ordinal) =>
                Fact.Lost(line, "Keepone runs no script when a state changes: the agent reports it to the controller, and 'keepone watch' shows it"),
            _ => Fact.Lost(line, "put what a group tracks into its instances first"),
        }) ?? [],
    ];

    // The first address on the HA interface is the one that adverts name; the side with the default route is the external one.
    private static void Place(RouterDraft draft)
    {
        var index = draft.Addresses.FindIndex(item => item.Interface == draft.Interface);
        if (index >= 0)
        {
            draft.Vip = draft.Addresses[index].Address;
            draft.Addresses.RemoveAt(index);
        }
    }

    private (ImmutableSortedDictionary<string, IpPrefix> Addresses, List<string> Missing) HaAddresses(ImmutableArray<NodePart> order, IpPrefix vip)
    {
        var addresses = ImmutableSortedDictionary.CreateBuilder<string, IpPrefix>(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var part in order)
        {
            var node = part.Source.Node;
            if (given.TryGetValue(node, out var prefix))
            {
                addresses[node] = prefix;
            }
            else if (OwnAddress(order, part) is { } address)
            {
                var isInside = vip.Contains(address);
                addresses[node] = new IpPrefix(address, isInside ? vip.Length : address.GetAddressBytes().Length * 8);
                _advice.Add(isInside
                    ? $"The prefix length of {node}'s address {address} is taken from ha.vip: see that it is right."
                    : $"The prefix length of {node}'s address {address} is in no file: give it with --address {node}={address}/LENGTH.");
            }
            else
            {
                missing.Add(node);
            }
        }

        return (addresses.ToImmutable(), missing);
    }

    // Its own source; or, of two nodes, the peer of the other one.
    private static IPAddress? OwnAddress(ImmutableArray<NodePart> order, NodePart part)
    {
        var text = part.Main.SourceAddress?.Value;
        if (text is null && order.Length == 2 && order.First(other => other != part).Main.UnicastPeers is { Value: [var only] })
        {
            text = only.Value;
        }

        return IpPrefix.TryParseAddress(text, out var address) ? address : null;
    }

    private void Advise(ImmutableArray<NodePart> order, int vrid)
    {
        _advice.Add("ha.network is named after the interface: give all routers on one HA network the same name, and no other.");
        var version2 = order.Where(part => part.Effective.Version == 2 && part.Main.Version is null && part.Model.Globals.VrrpVersion is null).ToArray();
        if (version2.Length > 0)
        {
            _advice.Add($"{string.Join(" and ", version2.Select(part => part.Source.Node))} {(version2.Length == 1 ? "speaks" : "speak")} version 2, which is keepalived's default: {InstanceFacts.Version2}.");
        }

        if (order.Length == 1)
        {
            _advice.Add("One node's file makes a router without replicas and without a guard: give the files of all nodes.");
        }
        else if (order.Length == 2)
        {
            _advice.Add("Two replicas have no majority: add a witness under guard.witnesses, or there is no guard (docs/witness.md).");
        }

        foreach (var other in order[1..].Where(part => part.Main.VirtualRouterId?.Value != vrid))
        {
            _advice.Add($"{other.Source.Node} has another VRID.");
        }

        foreach (var equal in order.GroupBy(part => part.Effective.Priority).Where(group => group.Count() > 1))
        {
            _advice.Add($"{string.Join(" and ", equal.Select(part => part.Source.Node))} have the same priority {equal.Key}: the order of the files is the order of replicas.");
        }
    }

    private RouterSpecification Specification(ImmutableArray<NodePart> order, RouterDraft draft, string name, int vrid, IpPrefix vip,
        ImmutableSortedDictionary<string, IpPrefix> addresses, bool isPair)
    {
        // A second address on the HA interface has no place: an interface is of one side.
        foreach (var (device, address) in draft.Addresses.Where(item => item.Interface == draft.Interface))
        {
            Lose(order, $"address {device} {address}", "a specification has one address on the HA interface: move it to another interface, or make it a router of its own");
        }

        var sides = draft.Addresses.Where(item => item.Interface != draft.Interface).GroupBy(item => item.Interface)
            .Select(side => (Interface: side.Key, Addresses: side.Select(item => item.Address).Distinct().ToImmutableArray())).ToList();
        var externalIndex = draft.Default is not { } route ? -1
            : sides.FindIndex(side => (route.Interface is null || side.Interface == route.Interface) && side.Addresses.Any(address => address.Contains(route.Via)));
        if (draft.Default is { } unplaced && externalIndex < 0)
        {
            ledger.Say(unplaced.Entry, ImportOutcome.Lost, $"{unplaced.Via} is in the network of no address of a side: the default route of a specification goes through its external side");
        }

        var external = externalIndex < 0 ? null : new ExternalSpecification { Interface = sides[externalIndex].Interface, Addresses = sides[externalIndex].Addresses, Gateway = draft.Default!.Value.Via };
        var onLink = sides.SelectMany(side => side.Addresses).Append(vip).ToArray();
        foreach (var (unreachable, entry) in draft.Routes.Where(item => !onLink.Any(address => address.Contains(item.Route.Via))))
        {
            ledger.Say(entry, ImportOutcome.Lost, $"{unreachable.Via} is in the network of no address of the router");
        }

        return new RouterSpecification
        {
            Id = RouterId.FromName(name),
            Name = name,
            Namespace = order[0].Model.Globals.NetNamespace?.Value,
            Vrid = vrid,
            AdvertInterval = order[0].Effective.AdvertInterval,
            Replicas = isPair ? [] : [.. order.Select(part => part.Source.Node)],
            Priority = isPair ? Math.Min(order[0].Effective.Priority, VrrpDefaults.MostPriority) : null,
            Ha = new HaSpecification { Network = ImportNames.Of($"ha-{draft.Interface}"), Interface = draft.Interface, Vip = vip, Addresses = addresses },
            External = external,
            Internal = [.. sides.Where((_, index) => index != externalIndex).Select(side => new InternalSpecification { Interface = side.Interface, Addresses = side.Addresses })],
            Routes = [.. draft.Routes.Where(item => onLink.Any(address => address.Contains(item.Route.Via))).Select(item => item.Route)],
            Guard = new GuardSpecification { Mode = isPair ? GuardMode.Off : GuardMode.Promise },
            Checks = [.. draft.Checks],
        };
    }

    private void Lose(ImmutableArray<NodePart> order, string key, string why)
    {
        foreach (var entry in order.SelectMany(part => FactsOf(part, order[0].Main.Interface!.Value, isPair: false)).Where(fact => fact.Key == key).Select(fact => fact.Entry))
        {
            ledger.Say(entry, ImportOutcome.Lost, why);
        }
    }
}
