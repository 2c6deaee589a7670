namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K023() : LintRule(
    "K023", LintSeverity.Error, "nopreempt with weights",
    why: "A check with a weight lowers the priority, and then a backup with a higher one takes over: it preempts. With nopreempt it does not, whatever the "
        + "priorities are, while the master lives. So a failing check changes a number and nothing else. A weight of 0 works: it stops the master.",
    remedy: "Remove nopreempt from every node, or give the check weight 0. A returning node that is to leave the mastership where it is needs a lower "
        + "priority, not nopreempt.",
    source: "keepalived #2599, #2379, #2483, #2552")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
            weight -20
        }
        vrrp_instance VI_1 {
            state BACKUP
            interface eth0
            virtual_router_id 30
            priority 150
            nopreempt
            track_script {
                web
            }
        }
        """,
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
            weight -20
        }
        vrrp_instance VI_1 {
            state BACKUP
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
        where instance.HasNoPreempt
        let weighted = instance.Tracks.Where(track => track.Weight != 0).ToList()
        where weighted.Count > 0
        select Found(instance.Given.NoPreempt!.Place,
            $"'{instance.Name}' has nopreempt and weights: {LintText.And(weighted.Select(track => $"{track.Title} ({track.Weight})"))}. "
                + "Failing lowers the priority, and nobody takes over while this node lives",
            "Remove nopreempt on all nodes, or set the weight to 0.");
}
