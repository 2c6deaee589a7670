namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K070() : LintRule(
    "K070", LintSeverity.Error, "Weights too small for the group's priorities",
    why: "When something that the master tracks fails, its priority drops; unless it drops below that of another node, nothing else happens. People find out when it counts.",
    remedy: "Use weights that are larger than the gap between the priorities, or priorities that are closer together.",
    source: "keepalived #942, #2108, #484")
{
    internal override LintExample Example { get; } = new(
        [GroupExamples.Checked(priority: 100, weight: -2), GroupExamples.Checked(priority: 90, weight: -2)], [GroupExamples.Checked(priority: 100, weight: -15), GroupExamples.Checked(priority: 90, weight: -15)]);

    internal override IEnumerable<Finding> CheckGroup(LintedGroup group)
    {
        foreach (var (first, next, weighted) in WeightComparison.Of(@group))
        {
            // Equal priorities do not move a master that lives.
            var lowest = first.PriorityWithout(weighted);
            if (lowest >= next.HealthyPriority)
            {
                var gap = first.HealthyPriority - next.HealthyPriority;
                yield return Found(weighted[0].Place,
                    $"'{first.Name}' has `priority {first.Priority}`, and {WeightComparison.Weights(weighted)}: failing lowers it from {first.HealthyPriority} to {lowest}, "
                        + $"{(lowest == next.HealthyPriority ? "not below" : "still above")} the {next.HealthyPriority} of {next.File.Name}. No failover will happen",
                    weighted.Any(track => track.Weight < 0) ? $"Use a weight below -{gap}, or priorities that are closer together." : $"Use a weight above {gap}, or priorities that are closer together.");
            }
        }
    }
}
