namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K069() : LintRule(
    "K069", LintSeverity.Warning, "Nodes with the same router_id",
    why: "router_id is the node's name in mail and SNMP: with the same one nobody can tell which node speaks. Usually the file of one node was copied to the other.",
    remedy: "Write each node's own name.",
    source: "keepalived.conf(5), router_id")
{
    internal override LintExample Example { get; } = new(
        ["global_defs {\n    router_id a\n}\n" + GroupExamples.File(), "global_defs {\n    router_id a\n}\n" + GroupExamples.File()],
        ["global_defs {\n    router_id a\n}\n" + GroupExamples.File(), "global_defs {\n    router_id b\n}\n" + GroupExamples.File()]);

    internal override IEnumerable<Finding> CheckGroup(LintedGroup group) =>
        from same in @group.Files.Where(file => file.Model.Globals.RouterId is not null).GroupBy(file => file.Model.Globals.RouterId!.Value, StringComparer.Ordinal)
        where same.Count() > 1
        let second = same.ElementAt(1)
        select Found(second.Model.Globals.RouterId!.Place, $"router_id is '{same.Key}' in {LintText.And(same.Select(file => file.Name))}", "Write each node's own name.");
}
