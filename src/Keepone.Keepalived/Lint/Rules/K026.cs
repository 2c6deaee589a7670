namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K026() : LintRule(
    "K026", LintSeverity.Warning, "Weights that reach beyond 254",
    why: "A priority in force is never above 254. What positive weights add beyond that is lost, so the failure of such a check lowers the priority by less "
        + "than its weight, perhaps by nothing.",
    remedy: "Lower the base priority, so that the sum of it and all positive weights is at most 254.",
    source: "vrrp_set_effective_priority() of vrrp_track.c")
{
    private const int Most = 254;

    internal override LintExample Example { get; } = new(
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
            weight 50
        }
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            priority 240
            track_script {
                web
            }
        }
        """,
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
            weight 50
        }
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            priority 150
            track_script {
                web
            }
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from instance in file.Instances
        where !instance.IsOwner && instance.PriorityUnbounded > Most
        select Found(instance.PriorityPlace,
            $"'{instance.Name}' has priority {instance.Priority} and positive weights of {instance.PriorityUnbounded - instance.Priority} together: {instance.PriorityUnbounded}, of which "
                + $"{instance.PriorityUnbounded - Most} above {Most} are lost when something fails",
            $"Use a priority of at most {Most - (instance.PriorityUnbounded - instance.Priority)}, on this node and accordingly on the others.");
}
