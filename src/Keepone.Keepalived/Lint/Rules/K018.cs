namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K018() : LintRule(
    "K018", LintSeverity.Warning, "A sync group of one",
    why: "A group of one instance does nothing but take its weights away. Usually the second name is missing.",
    remedy: "Name the other instances, or remove the group.",
    source: "vrrp_sync_set_group() of vrrp_sync.c: `this probably isn't what you want`")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_sync_group G1 {
            group {
                inside
            }
        }
        vrrp_instance inside {
            interface eth1
            virtual_router_id 30
        }
        """,
        """
        vrrp_sync_group G1 {
            group {
                inside
                outside
            }
        }
        vrrp_instance inside {
            interface eth1
            virtual_router_id 30
        }
        vrrp_instance outside {
            interface eth0
            virtual_router_id 31
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from @group in file.Model.SyncGroups
        where @group.Members.Length < 2
        select Found(@group.Entry.Place,
            $"sync group '{@group.Name}' has {(@group.Members.IsEmpty ? "no member: keepalived removes it" : "one member: there is nothing to go together")}",
            "Name the other instances in its `group` block, or remove the group.");
}
