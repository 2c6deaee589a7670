using System.Globalization;
using Keepone.Core.Model;
using Keepone.Keepalived.Generator;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Import;

/// <summary>What becomes of the lines of an instance.</summary>
internal static class InstanceFacts
{
    internal const string Version2 = "Keepone speaks version 3, which does not hear version 2: change all nodes of the group together";

    internal static readonly string Garp = string.Create(CultureInfo.InvariantCulture,
        $"Keepone announces {ReplicaConfiguration.AnnouncementsPerRound} times at once, {ReplicaConfiguration.AnnouncementsPerRound} times after {ReplicaConfiguration.SecondRoundAfterSeconds} s, and then every {ReplicaConfiguration.RefreshSeconds} s");

    /// <summary>What becomes of the lines of the instance whose VRRP group the router is.</summary>
    /// <param name="part">The instance on its node.</param>
    /// <param name="haInterface">The HA interface of the router.</param>
    /// <param name="isPair">Whether the router has no replicas, and a priority instead.</param>
    internal static IEnumerable<Fact> Of(NodePart part, string haInterface, bool isPair) =>
    [
        .. part.Main.Entry.Body.Select(line => Of(part, line, isPair)).OfType<Fact>(),
        .. AddressFacts.OfAddresses(part.Main, haInterface),
        .. AddressFacts.OfRoutes(part.Main),
        .. CheckFacts.Of(part.Model, part.Main, haInterface),
    ];

    /// <summary>What becomes of the lines of an instance that goes with the one whose VRRP group the router is.</summary>
    internal static IEnumerable<Fact> OfCompanion(NodePart part, VrrpInstance companion, string haInterface) =>
    [
        .. companion.Entry.Body.Where(line => !IsReadElsewhere(line.Keyword)).Select(line => line.Keyword switch
        {
            "interface" => new Fact($"companion interface {line.Value(1)}", line, ImportOutcome.Carried, "the interface of its addresses"),
            "authentication" => Fact.Lost(line, "version 3 of VRRP has no authentication"),
            _ => Fact.Changed(line, $"it goes with {part.Main.Name}, whose VRRP group alone the router has"),
        }),
        .. AddressFacts.OfAddresses(companion, haInterface),
        .. AddressFacts.OfRoutes(companion),
        .. CheckFacts.Of(part.Model, companion, haInterface),
    ];

    private static bool IsReadElsewhere(string keyword) => keyword is "virtual_ipaddress" or "virtual_ipaddress_excluded" or "virtual_routes"
        or "track_interface" or "track_script" or "track_process" or "track_file" or "track_bfd";

    private static Fact? Of(NodePart part, Entry line, bool isPair)
    {
        var off = line.Value(1) is "false" or "off" or "no";
        switch (line.Keyword)
        {
            case var keyword when IsReadElsewhere(keyword):
                return null;
            case "interface":
                return new Fact($"interface {line.Value(1)}", line, ImportOutcome.Carried, "ha.interface");
            case "virtual_router_id":
                return new Fact($"vrid {line.Value(1)}", line, ImportOutcome.Carried, "vrid");
            case "priority":
                return Priority(part, line, isPair);
            case "advert_int":
                return new Fact($"advert_int {part.Effective.AdvertInterval}", line,
                    part.Main.AdvertInterval?.Value == part.Effective.AdvertInterval ? ImportOutcome.Carried : ImportOutcome.Changed,
                    $"advertInterval: {Duration.Format(part.Effective.AdvertInterval)}");
            case "state":
                return Fact.Implied(line, "a replica starts as backup, and the first in the order of succession becomes master");
            case "version" when line.Value(1) == "3":
                return Fact.Implied(line, "Keepone speaks version 3");
            case "version":
                return Fact.Changed(line, Version2);
            case "nopreempt":
                return Fact.Implied(line, "a returning replica does not take the mastership back");
            case "preempt" or "preempt_delay":
                return Fact.Changed(line, "a returning replica does not take the mastership back; 'keepone router failover' moves it");
            case "mcast_src_ip":
                return new Fact("", line, ImportOutcome.Carried, $"ha.addresses of {part.Source.Node}");
            case "unicast_src_ip":
                return Fact.Changed(line, $"ha.addresses of {part.Source.Node}; adverts go to all by multicast");
            case "unicast_peer":
                return Fact.Lost(line, "adverts go to all by multicast: the HA network has to carry it");
            case "skip_check_adv_addr":
                return off ? Fact.Changed(line, "Keepone always does so") : Fact.Implied(line, "Keepone always does so");
            case "higher_prio_send_advert":
                return off ? Fact.Changed(line, "Keepone always does so") : Fact.Implied(line, "Keepone always does so");
            case "strict_mode" when off:
                return Fact.Implied(line, "Keepone never does so");
            case "accept":
                return Fact.Implied(line, "the master accepts packets to its addresses");
            case "authentication":
                return Fact.Lost(line, "version 3 of VRRP has no authentication; the guard's beacons are authenticated");
            case "virtual_rules":
                return Fact.Lost(line, "a specification has no rules");
            case "dont_track_primary":
                return Fact.Lost(line, "keepalived tracks the HA interface");
            case var keyword when keyword.StartsWith("garp_", StringComparison.Ordinal):
                return Fact.Changed(line, Garp);
            case var keyword when keyword.StartsWith("notify", StringComparison.Ordinal):
                return Fact.Lost(line, "Keepone runs no script when a state changes: the agent reports it to the controller, and 'keepone watch' shows it");
            case "smtp_alert":
                return Fact.Lost(line, "alerts are the controller's");
            default:
                return Fact.Lost(line, "a specification has no key for it, and Keepone does not do so");
        }
    }

    private static Fact Priority(NodePart part, Entry line, bool isPair)
    {
        if (!isPair)
        {
            return new Fact("", line, ImportOutcome.Carried, "the order of replicas, from which Keepone computes priorities");
        }

        return part.Effective.Priority == VrrpDefaults.OwnerPriority
            ? Fact.Changed(line, string.Create(CultureInfo.InvariantCulture, $"priority: {VrrpDefaults.MostPriority}, the highest that checks can lower"))
            : new Fact("", line, ImportOutcome.Carried, "priority");
    }
}
