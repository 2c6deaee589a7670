namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K051() : LintRule(
    "K051", LintSeverity.Warning, "A sync group with version 3 and nopreempt on a keepalived that gets stuck",
    why: "With keepalived 2.2.5 to 2.2.7 users saw every node of such a group stay BACKUP for ever after an interface went down and up: no master at all, and no error.",
    remedy: "Use another version of keepalived, leave nopreempt out, or use VRRP version 2.",
    source: "keepalived #2190")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_sync_group G1 {
            group {
                inside
                outside
            }
        }
        vrrp_instance inside {
            version 3
            interface eth1
            virtual_router_id 30
            nopreempt
        }
        vrrp_instance outside {
            version 3
            interface eth0
            virtual_router_id 31
            nopreempt
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
            version 3
            interface eth1
            virtual_router_id 30
        }
        vrrp_instance outside {
            version 3
            interface eth0
            virtual_router_id 31
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from instance in file.Version.AtLeast(2, 2, 5) && !file.Version.AtLeast(2, 2, 8) ? file.Instances : []
        where instance is { HasNoPreempt: true, Version: 3, Group: not null }
        select Found(instance.Given.NoPreempt!.Place,
            $"'{instance.Name}' speaks version 3, has nopreempt and is in sync group '{instance.Group!.Name}': on keepalived {file.Version} all nodes may stay BACKUP after an interface was down",
            "Remove nopreempt, or use another version of keepalived.");
}
