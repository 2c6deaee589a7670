namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K028() : LintRule(
    "K028", LintSeverity.Error, "Strict mode with what it forbids",
    why: "With unicast peers keepalived does not run at all in strict mode: its VRRP process ends. Versions from 2.2.5 to 2.3.4 overlook it, so an upgrade ends it. State "
        + "MASTER with a priority below 255, gratuitous ARP after a lower advert and higher_prio_send_advert are reset.",
    remedy: "Leave strict mode out, unless a peer of another make needs it.",
    source: "vrrp_complete_instance() of vrrp.c; keepalived.conf(5), vrrp_strict")
{
    internal override LintExample Example { get; } = new(
        """
        global_defs {
            vrrp_strict
        }
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            unicast_peer {
                192.0.2.2
            }
        }
        """,
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            unicast_peer {
                192.0.2.2
            }
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        // The question comes before the answer is known (vrrp_complete_instance()).
        var overlooks = file.Version.AtLeast(2, 2, 5) && !file.Version.AtLeast(2, 4, 0);
        foreach (var instance in file.Instances.Where(instance => instance.IsStrict))
        {
            var strict = $"'{instance.Name}' is strict (line {(instance.Given.Strict ?? file.Model.Globals.Strict)!.Place.Line})";
            if (instance.IsUnicast)
            {
                yield return Found(instance.Given.UnicastPeers!.Place, $"{strict} and has unicast peers: "
                        + (overlooks ? $"keepalived {file.Version} overlooks it, and 2.4.0 ends, with every other instance" : "keepalived ends, with every other instance"),
                    "Remove vrrp_strict, or the peers.");
            }

            if (instance is { SaysMaster: true, IsOwner: false })
            {
                yield return Found(instance.Given.State!.Place, $"{strict} and has `state MASTER` with priority {instance.Priority}: it starts as backup",
                    "Write `state BACKUP`.");
            }

            if (instance.Given.Garp.LowerPriorityRepeat is { Value: > 0 } repeat)
            {
                yield return Found(repeat.Place, $"{strict}: garp_lower_prio_repeat {repeat.Value} becomes 0, and after a split nobody hears where the addresses are",
                    "Remove vrrp_strict.");
            }

            if (instance.Given.HigherPrioritySendsAdvert is { Value: true } sends)
            {
                yield return Found(sends.Place, $"{strict}: higher_prio_send_advert is reset", "Remove vrrp_strict.");
            }
        }
    }
}
