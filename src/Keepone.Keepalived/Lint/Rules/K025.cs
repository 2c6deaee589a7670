namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K025() : LintRule(
    "K025", LintSeverity.Error, "Weights with priority 255",
    why: "An instance of priority 255 owns the addresses, and nothing moves its priority: keepalived no longer tracks what it tracks with a weight.",
    remedy: "Use a priority below 255, or weight 0, which stops it.",
    source: "vrrp_complete_instance() of vrrp.c: `ignoring tracked script due to address_owner`")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
            weight -20
        }
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            priority 255
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
        where instance.IsOwner
        from track in instance.OwnTracks
        where track.Weight != 0
        select Found(track.Place, $"'{instance.Name}' has priority 255{(instance.Given.Priority is null ? " (`state MASTER` without a priority)" : "")} and tracks {track.Title} with weight {track.Weight}: keepalived does not track it",
            "Lower the priority to 254 or less, or give it weight 0.");
}
