namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K010() : LintRule(
    "K010", LintSeverity.Error, "Two instances with one virtual_router_id on an interface",
    why: "Adverts tell routers apart by interface, family and virtual router id alone. keepalived does not start with two that are the same: its VRRP "
        + "process ends, and no instance runs. (On an interface that is still missing it starts, and the two fight when it appears.)",
    remedy: "Give each instance of an interface an id of its own. The same id once for IPv4 and once for IPv6 is right.",
    source: "check_vrid_conflicts() of vrrp.c; RFC 5798 5.2.3; keepalived #2444")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            virtual_ipaddress {
                192.0.2.10/24
            }
        }
        vrrp_instance VI_2 {
            interface eth0
            virtual_router_id 30
            virtual_ipaddress {
                192.0.2.11/24
            }
        }
        """,
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            virtual_ipaddress {
                192.0.2.10/24
            }
        }
        vrrp_instance VI_2 {
            interface eth0
            virtual_router_id 31
            virtual_ipaddress {
                192.0.2.11/24
            }
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        // Unicast is a space of its own, where the peers tell routers apart.
        var complete = file.Instances.Where(instance => !instance.IsUnicast && instance.Given.VirtualRouterId is not null && instance.Given.Interface is not null);
        return from clash in complete.GroupBy(instance => (instance.Given.Interface!.Value, instance.Given.VirtualRouterId!.Value, instance.Family, instance.Given.MulticastDestination?.Value))
               from second in clash.Skip(1)
               let first = clash.First()
               select Found(second.Given.VirtualRouterId!.Place,
                   $"'{second.Name}' has virtual_router_id {second.Given.VirtualRouterId.Value} on {second.Given.Interface!.Value} for {second.FamilyName}, as '{first.Name}' has "
                       + $"(line {first.Given.VirtualRouterId!.Place.Line}): keepalived does not start",
                   "Change one of the two ids, on all nodes of its group.");
    }
}
