namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K060() : LintRule(
    "K060", LintSeverity.Error, "Nodes with different virtual router ids",
    why: "Nodes with different ids are different routers: they do not hear each other, and each is master of the same addresses.",
    remedy: "Use one id on all nodes.",
    source: "RFC 5798 5.2.3")
{
    internal override LintExample Example { get; } = new([GroupExamples.File(id: 30), GroupExamples.File(id: 31)], [GroupExamples.File(), GroupExamples.File()]);

    internal override IEnumerable<Finding> CheckGroup(LintedGroup group) =>
        from router in @group.Shared
        from pair in router.Differing(member => member.Given.VirtualRouterId?.Value)
        where pair.Other.Given.VirtualRouterId is not null && pair.Reference.Given.VirtualRouterId is not null
        select Found(pair.Other.Given.VirtualRouterId!.Place,
            $"'{pair.Other.Name}' has virtual_router_id {pair.Other.Given.VirtualRouterId.Value}, {pair.Reference.File.Name} has {pair.Reference.Given.VirtualRouterId!.Value}: they do not hear each other, and both are master",
            "Use one id on all nodes.");
}
