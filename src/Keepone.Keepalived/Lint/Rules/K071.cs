namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K071() : LintRule(
    "K071", LintSeverity.Info, "A weight that needs others to fail too",
    why: "Alone this check moves nothing, because the gap between the priorities is larger; together with others it does. That may be meant. If it is not, the check does nothing.",
    remedy: "Use a weight that is larger than the gap, if this check alone is to move the mastership.",
    source: "keepalived #942")
{
    internal override LintExample Example { get; } = new(
        [GroupExamples.Checked(priority: 100, weight: -8, second: -8), GroupExamples.Checked(priority: 90, weight: -8, second: -8)],
        [GroupExamples.Checked(priority: 100, weight: -15, second: -15), GroupExamples.Checked(priority: 90, weight: -15, second: -15)]);

    internal override IEnumerable<Finding> CheckGroup(LintedGroup group) =>
        from comparison in WeightComparison.Of(@group)
        where comparison.First.PriorityWithout(comparison.Weighted) < comparison.Next.HealthyPriority
        from track in comparison.Weighted
        let lowered = comparison.First.PriorityWithout([track])
        where lowered >= comparison.Next.HealthyPriority
        select Found(track.Place,
            $"{track.Title} alone lowers '{comparison.First.Name}' from {comparison.First.HealthyPriority} to {lowered}, not below the {comparison.Next.HealthyPriority} of {comparison.Next.File.Name}: it moves nothing unless something else fails too",
            "Leave it if that is meant; otherwise use a weight larger than the gap.");
}
