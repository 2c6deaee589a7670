using Keepone.Keepalived.Model;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K024() : LintRule(
    "K024", LintSeverity.Error, "Weights in a member of a sync group",
    why: "The members of a sync group must not drift apart, so keepalived takes what they track with a weight away: a script is no longer tracked at all, "
        + "an interface counts with weight 0.",
    remedy: "Track it in the group (`track_script` in vrrp_sync_group), with `sync_group_tracking_weight` if weights are to count; or give it weight 0.",
    source: "vrrp_complete_instance() of vrrp.c: `ignoring tracked script due to SYNC group`; VyOS T4081, T6020")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
            weight -20
        }
        vrrp_sync_group G1 {
            group {
                inside
                outside
            }
        }
        vrrp_instance inside {
            interface eth1
            virtual_router_id 30
            track_script {
                web
            }
        }
        vrrp_instance outside {
            interface eth0
            virtual_router_id 31
        }
        """,
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
            weight -20
        }
        vrrp_sync_group G1 {
            group {
                inside
                outside
            }
            sync_group_tracking_weight
            track_script {
                web
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
        from instance in file.Instances
        where instance.Group is { } @group && @group.TrackingWeight?.Value != true
        from track in instance.OwnTracks
        where track.Weight != 0
        select Found(track.Place,
            $"'{instance.Name}' is in sync group '{instance.Group!.Name}' and tracks {track.Title} with weight {track.Weight}: "
                + track switch
                {
                    { Kind: TrackKind.Interface } => "it counts with weight 0, FAULT of the whole group",
                    { Kind: TrackKind.File, Weight: 1 } => "it counts with weight 0, FAULT of the whole group",
                    { Kind: TrackKind.Process } => "members with different priorities drift apart",
                    _ => "keepalived does not track it at all",
                },
            $"Track it in sync group '{instance.Group.Name}' with `sync_group_tracking_weight`, or give it weight 0.");
}
