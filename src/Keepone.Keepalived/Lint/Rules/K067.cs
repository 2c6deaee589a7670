namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K067() : LintRule(
    "K067", LintSeverity.Warning, "Nodes with equal priorities",
    why: "Backups of one priority time out at the same instant, and two of them become master for some milliseconds at every failover; after a cut heals the higher address wins, whoever was "
        + "master before. With nopreempt on all nodes it may be meant: then the first to start stays.",
    remedy: "Give the nodes distinct priorities, some ten apart.",
    source: "keepalived #1528")
{
    internal override LintExample Example { get; } = new([GroupExamples.File(priority: 100), GroupExamples.File(priority: 100)], [GroupExamples.File(priority: 100), GroupExamples.File(priority: 90)]);

    internal override IEnumerable<Finding> CheckGroup(LintedGroup group) =>
        from router in @group.Shared
        where !router.Members.All(member => member.HasNoPreempt)
        from same in router.Members.GroupBy(member => member.Priority).Where(same => same.Count() > 1)
        let second = same.ElementAt(1)
        select Found(second.PriorityPlace,
            $"'{second.Name}' has priority {second.Priority} in {LintText.And(same.Select(member => member.File.Name))}{(second.Given.Priority is null ? second.SaysMaster ? " (`state MASTER` without a priority)" : " (the default)" : "")}: "
                + "they take over at the same instant, and after a cut the higher address wins",
            "Give each node a priority of its own.");
}
