namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K061() : LintRule(
    "K061", LintSeverity.Warning, "An instance that one node of the group does not have",
    why: "The node cannot take over: the group is smaller for this instance than for the others, perhaps by mistake.",
    remedy: "Add the instance, or lint the node with the group that it belongs to.",
    source: "Keepone; keepalived #1515")
{
    internal override LintExample Example { get; } = new(
        [GroupExamples.File() + GroupExamples.File(name: "VI_2", id: 31, address: "192.0.2.20/24"), GroupExamples.File()], [GroupExamples.File(), GroupExamples.File()]);

    internal override IEnumerable<Finding> CheckGroup(LintedGroup group)
    {
        foreach (var router in @group.Routers)
        {
            var having = router.Members.Select(member => member.File).ToHashSet();
            var without = @group.Files.Where(file => !having.Contains(file)).Select(file => file.Name).ToList();
            if (without.Count > 0)
            {
                yield return Found(router.Members[0].Place,
                    $"'{router.Members[0].Name}' is not in {LintText.And(without)}, by its name or its virtual_router_id: {(without.Count == 1 ? "that node" : "those nodes")} cannot take it over",
                    "Add the instance there.");
            }
        }
    }
}
