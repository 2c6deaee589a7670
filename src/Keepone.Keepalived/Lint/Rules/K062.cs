namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K062() : LintRule(
    "K062", LintSeverity.Error, "Nodes that speak different versions of VRRP",
    why: "A node discards adverts of another version. Both are master.",
    remedy: "Set `version` in the instance, or `vrrp_version` in global_defs, to the same value on all nodes. Without either it is 2 for IPv4.",
    source: "vrrp_check_packet() of vrrp.c; RFC 5798 7.1")
{
    internal override LintExample Example { get; } = new([GroupExamples.File(lines: "version 3"), GroupExamples.File()], [GroupExamples.File(lines: "version 3"), GroupExamples.File(lines: "version 3")]);

    internal override IEnumerable<Finding> CheckGroup(LintedGroup group) =>
        from router in @group.Shared
        from pair in router.Differing(member => member.Version)
        let place = pair.Other.Given.Version?.Place ?? pair.Other.File.Model.Globals.VrrpVersion?.Place ?? pair.Other.Place
        select Found(place, $"'{pair.Other.Name}' speaks VRRP version {pair.Other.Version}, {pair.Reference.File.Name} version {pair.Reference.Version}: they discard each other's adverts, and both are master",
            "Use one version on all nodes.");
}
