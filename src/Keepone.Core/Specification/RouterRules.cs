using System.Net;
using System.Net.Sockets;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Specification;

/// <summary>What must hold between the keys of a router specification, beyond what each key's own schema says.</summary>
internal static class RouterRules
{
    private static readonly string[] SidesByName = ["ha", "external"];

    public static void Check(SchemaObject document, ErrorList errors)
    {
        CheckPriorities(document, errors);
        CheckPreset(document, errors);
        CheckHaAddresses(document, errors);
        CheckInterfaces(document, errors);
        CheckAddressesAndNextHops(document, errors);
        CheckGuard(document, errors);
        CheckChecks(document, errors);
    }

    private static void CheckPriorities(SchemaObject document, ErrorList errors)
    {
        var replicas = document.Mentions("replicas");
        if (replicas == document.Mentions("priority"))
        {
            errors.Add(document.LineOf("priority"), "priority", replicas ? "both replicas and priority" : "neither replicas nor priority",
                "one of them", "list the nodes under replicas; give a priority only for a keepalived pair without replicas");
        }

        foreach (var (node, line) in Repeated(document.List<string>("replicas"), node => node))
        {
            errors.Add(line, "replicas", $"'{node}' twice", "each node once");
        }
    }

    private static void CheckPreset(SchemaObject document, ErrorList errors)
    {
        var (preset, count) = (Preset(document), document.Items<string>("replicas").Length);
        if (count <= preset.MostReplicas)
        {
            return;
        }

        var advert = document.Get("advertInterval", preset.AdvertInterval);
        var (here, there) = (PriorityPlan.For(count, preset.LargestStep), PriorityPlan.For(preset.MostReplicas, preset.LargestStep));
        errors.Add(document.LineOf("timing"), "timing", $"{preset.Preset.ToString().ToLowerInvariant()} for {count} replicas",
            $"lan, or at most {preset.MostReplicas} replicas",
            $"the priorities of {count} leave room for a step of {here.Step}, and backups that time out only "
            + $"{Inequality.Text(advert * here.Step / 256)} apart, instead of {Inequality.Text(advert * there.Step / 256)}");
    }

    private static PresetTiming Preset(SchemaObject document) => PresetTiming.Of(document.Get("timing", TimingPreset.Lan));

    private static void CheckHaAddresses(SchemaObject document, ErrorList errors)
    {
        if (!document.TryGet<SchemaObject>("ha", out var ha) || !ha.TryGet<IpPrefix>("vip", out var vip))
        {
            return;
        }

        var seen = new Dictionary<IPAddress, string> { [vip.Address] = "vip" };
        var replicas = document.Items<string>("replicas");
        if (!ha.TryGet<SchemaObject>("addresses", out var addresses))
        {
            if (!replicas.IsEmpty && !ha.Mentions("addresses"))
            {
                errors.Add(ha.Line, "ha.addresses", "nothing", "an address for each of " + string.Join(", ", replicas),
                    "adverts are told apart by their source address");
            }

            return;
        }

        foreach (var node in replicas.Where(node => !addresses.Mentions(node)))
        {
            errors.Add(addresses.Line, addresses.PathOf(node), "nothing", "its address on the HA network");
        }

        foreach (var node in addresses.Keys)
        {
            var address = addresses.Get<IpPrefix>(node);
            if (!replicas.IsEmpty && !replicas.Contains(node, StringComparer.Ordinal))
            {
                errors.Add(addresses.LineOf(node), addresses.PathOf(node), "a node that is none of the replicas", "one of " + string.Join(", ", replicas));
            }

            if (address.IsIPv6 != vip.IsIPv6)
            {
                errors.Add(addresses.LineOf(node), addresses.PathOf(node), $"'{address}'", "an address of the same family as ha.vip",
                    "a VRRP group speaks one family (RFC 5798 5.1)");
            }

            if (!seen.TryAdd(address.Address, node))
            {
                errors.Add(addresses.LineOf(node), addresses.PathOf(node), $"'{address.Address}', which {seen[address.Address]} has too", "an address of its own");
            }
        }
    }

    private static void CheckInterfaces(SchemaObject document, ErrorList errors)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var side in Sides(document))
        {
            if (side.TryGet<string>("interface", out var name) && !seen.TryAdd(name, side.Path))
            {
                errors.Add(side.LineOf("interface"), side.PathOf("interface"), $"'{name}', which {seen[name]} has too", "an interface of its own");
            }
        }
    }

    private static void CheckAddressesAndNextHops(SchemaObject document, ErrorList errors)
    {
        var seen = new HashSet<IPAddress>();
        var onLink = new List<IpPrefix>();
        foreach (var side in Sides(document))
        {
            if (side.TryGet<IpPrefix>("vip", out var vip))
            {
                seen.Add(vip.Address);
                onLink.Add(vip);
            }

            foreach (var (address, line) in side.Path == "ha" ? [] : side.List<IpPrefix>("addresses"))
            {
                onLink.Add(address);
                if (!seen.Add(address.Address))
                {
                    errors.Add(line, side.PathOf("addresses"), $"'{address.Address}' a second time", "each address once");
                }
            }
        }

        if (document.TryGet<SchemaObject>("external", out var external) && external.TryGet<IPAddress>("gateway", out var gateway)
            && external.Mentions("addresses") && !external.Items<IpPrefix>("addresses").Any(address => address.Contains(gateway)))
        {
            errors.Add(external.LineOf("gateway"), "external.gateway", $"'{gateway}'", "an address in the network of one of external.addresses");
        }

        foreach (var (route, line) in document.List<SchemaObject>("routes"))
        {
            if (route.TryGet<IPAddress>("via", out var via) && !onLink.Exists(address => address.Contains(via)))
            {
                errors.Add(line, route.PathOf("via"), $"'{via}'", "a next hop in the network of one of the router's addresses");
            }
        }
    }

    private static void CheckGuard(SchemaObject document, ErrorList errors)
    {
        if (!document.TryGet<SchemaObject>("guard", out var guard))
        {
            return;
        }

        if (!document.Mentions("replicas") && guard.Get("mode", GuardMode.Off) != GuardMode.Off)
        {
            errors.Add(guard.LineOf("mode"), "guard.mode", "a guard without replicas", "off", "list the nodes under replicas: a majority is counted of them");
        }

        var otherwise = document.Mentions("replicas") ? GuardMode.Promise : GuardMode.Off;
        if (guard.Get("kernelLease", false) && guard.Get("mode", otherwise) != GuardMode.Promise)
        {
            errors.Add(guard.LineOf("kernelLease"), "guard.kernelLease", "on without promises", "off, or guard.mode promise",
                "the kernel lease is the lease that a majority's promises make");
        }

        var witnesses = guard.List<SchemaObject>("witnesses");
        foreach (var (name, line) in Repeated(witnesses, witness => witness.Get("name", "")))
        {
            errors.Add(line, "guard.witnesses", $"'{name}' twice", "each witness once");
        }

        CheckWitnesses(document, witnesses, errors);
    }

    private static void CheckWitnesses(SchemaObject document, IEnumerable<(SchemaObject Value, int Line)> witnesses, ErrorList errors)
    {
        var replicas = document.Items<string>("replicas");
        var ha = document.Get<SchemaObject?>("ha", null);
        var addresses = ha?.Get<SchemaObject?>("addresses", null);
        var seen = new Dictionary<(IPAddress, int), string>();
        foreach (var node in replicas.Where(node => addresses?.Mentions(node) == true).Distinct(StringComparer.Ordinal))
        {
            _ = addresses!.TryGet<IpPrefix>(node, out var own) && seen.TryAdd((own.Address, GuardRoster.DefaultPort), node);
        }

        var voters = replicas.Length;
        foreach (var (witness, line) in witnesses)
        {
            var name = witness.Get("name", "");
            if (replicas.Contains(name, StringComparer.Ordinal))
            {
                errors.Add(line, witness.PathOf("name"), $"'{name}', which is one of the replicas", "another name",
                    "a node has one vote: a witness is a node without a replica");
            }

            if (++voters == VoterGroup.MostVoters + 1)
            {
                errors.Add(line, "guard.witnesses", $"more than {VoterGroup.MostVoters} voters, replicas included", $"at most {VoterGroup.MostVoters}");
            }

            if (!witness.TryGet<IPAddress>("address", out var address))
            {
                continue;
            }

            if (ha is not null && ha.TryGet<IpPrefix>("vip", out var vip) && vip.IsIPv6 != (address.AddressFamily == AddressFamily.InterNetworkV6))
            {
                errors.Add(witness.LineOf("address"), witness.PathOf("address"), $"'{address}'", "an address of the same family as ha.vip",
                    "replicas send their beacons from their addresses on the HA network");
            }

            var port = witness.Get("port", GuardRoster.DefaultPort);
            if (!seen.TryAdd((address, port), name))
            {
                errors.Add(witness.LineOf("address"), witness.PathOf("address"), $"'{address}' with port {port}, which {seen[(address, port)]} has too",
                    "an address and port of its own");
            }
        }
    }

    private static void CheckChecks(SchemaObject document, ErrorList errors)
    {
        var checks = document.List<SchemaObject>("checks");
        foreach (var (name, line) in Repeated(checks, check => check.Get("name", "")))
        {
            errors.Add(line, "checks", $"'{name}' twice", "each name once");
        }

        var replicas = document.Items<string>("replicas");
        var cap = replicas.IsEmpty ? int.MaxValue : PriorityPlan.For(replicas.Length, Preset(document).LargestStep).Cap;
        foreach (var (check, line) in checks)
        {
            if (check.Mentions("probe") == check.Mentions("script"))
            {
                errors.Add(line, check.Path, check.Mentions("probe") ? "both probe and script" : "neither probe nor script", "one of them");
            }

            if (check.TryGet<TimeSpan>("interval", out var interval) && check.TryGet<TimeSpan>("timeout", out var timeout) && timeout >= interval)
            {
                errors.Add(check.LineOf("timeout"), check.PathOf("timeout"), $"'{Duration.Format(timeout)}'", $"less than the interval of {Duration.Format(interval)}",
                    "a run must end before the next begins");
            }

            if (check.TryGet<int>("penalty", out var penalty) && penalty > cap)
            {
                errors.Add(check.LineOf("penalty"), check.PathOf("penalty"), $"'{penalty}'", $"at most {cap}", "penalties are capped there, so that a priority never reaches 0");
            }

            ProbeRules.Check(document, check, errors);
        }
    }

    private static IEnumerable<SchemaObject> Sides(SchemaObject document)
    {
        foreach (var key in SidesByName)
        {
            if (document.TryGet<SchemaObject>(key, out var side))
            {
                yield return side;
            }
        }

        foreach (var side in document.Items<SchemaObject>("internal"))
        {
            yield return side;
        }
    }

    private static List<(string Name, int Line)> Repeated<T>(IEnumerable<(T Value, int Line)> items, Func<T, string> name)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return items.Where(item => name(item.Value).Length > 0 && !seen.Add(name(item.Value))).Select(item => (name(item.Value), item.Line)).ToList();
    }
}
