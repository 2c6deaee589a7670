namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K011() : LintRule(
    "K011", LintSeverity.Error, "An instance without a virtual address",
    why: "With VRRP version 3, with IPv6 and in strict mode keepalived does not run with it: its VRRP process ends, and no instance runs. With version 2 "
        + "the instance elects a master of nothing. Addresses in virtual_ipaddress_excluded do not count.",
    remedy: "Give it one address in virtual_ipaddress that names the group, even if all real ones are in virtual_ipaddress_excluded.",
    source: "vrrp_complete_instance() of vrrp.c; RFC 5798 5.2.9")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            version 3
            interface eth0
            virtual_router_id 30
            virtual_ipaddress_excluded {
                192.0.2.10/24
            }
        }
        """,
        """
        vrrp_instance VI_1 {
            version 3
            interface eth0
            virtual_router_id 30
            virtual_ipaddress {
                192.0.2.10/24
            }
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from instance in file.Instances
        where instance.Given.Addresses.IsEmpty
        let why = instance.IsStrict ? "in strict mode" : instance.Version == 3 ? "with VRRP version 3" : null
        select Found(instance.Place,
            $"'{instance.Name}' has no virtual_ipaddress: " + (why is null ? "its adverts name nothing, and its master holds nothing by it" : $"{why} keepalived ends, with every other instance"),
            "Add an address to virtual_ipaddress.");
}
