namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K063() : LintRule(
    "K063", LintSeverity.Error, "Nodes with different advert intervals",
    why: "In version 2 a node discards adverts with another interval than its own, so both are master. (In version 3 backups take the master's interval.)",
    remedy: "Use one advert_int on all nodes.",
    source: "vrrp_check_packet() of vrrp.c; RFC 3768 7.1")
{
    internal override LintExample Example { get; } = new([GroupExamples.File(lines: "advert_int 1"), GroupExamples.File(lines: "advert_int 2")], [GroupExamples.File(), GroupExamples.File(lines: "advert_int 1")]);

    internal override IEnumerable<Finding> CheckGroup(LintedGroup group) =>
        from router in @group.Shared
        from pair in router.Differing(member => member.AdvertInterval)
        where pair is { Other.Version: 2, Reference.Version: 2 }
        select Found((pair.Other.Given.AdvertInterval?.Place).GetValueOrDefault(pair.Other.Place),
            $"'{pair.Other.Name}' has advert_int {LintText.Seconds(pair.Other.AdvertInterval)}, {pair.Reference.File.Name} has {LintText.Seconds(pair.Reference.AdvertInterval)}: in version 2 they discard each other's adverts, and both are master",
            "Use one advert_int on all nodes.");
}
