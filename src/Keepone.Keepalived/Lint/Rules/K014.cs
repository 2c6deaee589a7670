namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K014() : LintRule(
    "K014", LintSeverity.Error, "A sync group with a member that is not one",
    why: "keepalived ignores a member that does not exist, or that is in another group already: it changes state by itself, and half of a router may be "
        + "master on one node and half on another.",
    remedy: "Name instances that exist, each in one group.",
    source: "vrrp_sync_set_group() of vrrp_sync.c")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_sync_group G1 {
            group {
                inside
                outsied
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

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        var instances = file.Instances.Select(instance => instance.Name).ToHashSet(StringComparer.Ordinal);
        var grouped = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in file.Model.SyncGroups)
        {
            foreach (var member in group.Members)
            {
                if (!instances.Contains(member.Value))
                {
                    yield return Found(member.Place, $"sync group '{group.Name}' names '{member.Value}', which is no vrrp_instance here: the group goes on without it",
                        Spelling.Nearest(member.Value, instances) is { } near ? $"Did you mean '{near}'?" : "Define the instance, or remove the line.");
                }
                else if (!grouped.TryAdd(member.Value, group.Name))
                {
                    yield return Found(member.Place, $"'{member.Value}' is in sync group '{grouped[member.Value]}' already: '{group.Name}' goes on without it",
                        "Leave it in one group.");
                }
            }
        }
    }
}
