using Keepone.Keepalived.Model;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K072() : LintRule(
    "K072", LintSeverity.Warning, "A check with weight 0 on every node",
    why: "With weight 0 a node whose check fails is in FAULT: it is not electable. When what is checked fails everywhere (an upstream outage, a faulty script rolled out) nobody is, and the addresses are nowhere, "
        + "although every node could still do most of its work. A negative weight lowers all alike, and one stays master.",
    remedy: "Use a negative weight for what all nodes share (a gateway, a remote service, the script itself); keep weight 0 for what makes a single node useless.",
    source: "Launchpad 1375625; Neutron's ha_vrrp_health_check_interval")
{
    internal override LintExample Example { get; } = new(
        [GroupExamples.Checked(priority: 100, weight: 0), GroupExamples.Checked(priority: 90, weight: 0)], [GroupExamples.Checked(priority: 100, weight: -15), GroupExamples.Checked(priority: 90, weight: -15)]);

    internal override IEnumerable<Finding> CheckGroup(LintedGroup group) =>
        from router in @group.Shared
        let first = router.Members[0]
        from track in first.Tracks
        where track is { Kind: TrackKind.Script, Weight: 0 }
        let command = CommandOf(first, track.Name)
        where command is not null && router.Members.Skip(1).All(member => member.Tracks.Any(other => other is { Kind: TrackKind.Script, Weight: 0 } && CommandOf(member, other.Name) == command))
        select Found(track.Place, $"all {router.Members.Length} nodes of '{first.Name}' track {track.Title} ({command}) with weight 0: when it fails on all of them there is no master at all",
            "Use a negative weight larger than the gap between the priorities.");

    private static string? CommandOf(InstanceView instance, string name) =>
        instance.File.Scripts.TryGetValue(name, out var script) && script.Command is { } command ? string.Join(' ', command.Value) : null;
}
