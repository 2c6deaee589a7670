namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K073() : LintRule(
    "K073", LintSeverity.Warning, "Several nodes that start as MASTER",
    why: "A node with state MASTER does not listen first: it sends adverts and takes the addresses as soon as it starts. When two of them boot together both are master until they hear each other; after a "
        + "restart the address moves there and back.",
    remedy: "Write `state BACKUP` on every node; the priorities decide.",
    source: "vrrp_state_goto_master() of vrrp.c; RFC 5798 6.4.1; keepalived #2158")
{
    internal override LintExample Example { get; } = new(
        [GroupExamples.File(priority: 100, lines: "state MASTER"), GroupExamples.File(priority: 90, lines: "state MASTER")], [GroupExamples.File(priority: 100), GroupExamples.File(priority: 90)]);

    internal override IEnumerable<Finding> CheckGroup(LintedGroup group) =>
        from router in @group.Shared
        let masters = router.Members.Where(member => member.SaysMaster).ToList()
        where masters.Count > 1
        select Found(masters[1].Given.State!.Place, $"'{masters[1].Name}' has `state MASTER` in {LintText.And(masters.Select(member => member.File.Name))}: when they start together, all of them are master for a while",
            "Write `state BACKUP` on every node.");
}
