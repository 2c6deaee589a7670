namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K068() : LintRule(
    "K068", LintSeverity.Error, "Nodes with the same source address",
    why: "Adverts of both come from one address: a node takes the other's for its own, equal priorities are never decided, and unicast peers reach only one of them. The file of one node was "
        + "copied to the other.",
    remedy: "Give each node its own address as unicast_src_ip or mcast_src_ip.",
    source: "vrrp_state_master_rx() of vrrp.c; RFC 5798 6.4.3")
{
    internal override LintExample Example { get; } = new(
        [GroupExamples.File(lines: "mcast_src_ip 192.0.2.1"), GroupExamples.File(lines: "mcast_src_ip 192.0.2.1")], [GroupExamples.File(lines: "mcast_src_ip 192.0.2.1"), GroupExamples.File(lines: "mcast_src_ip 192.0.2.2")]);

    internal override IEnumerable<Finding> CheckGroup(LintedGroup group) =>
        from router in @group.Shared
        from same in router.Members.Where(member => member.Given.SourceAddress is not null).GroupBy(member => InstanceView.Parse(member.Given.SourceAddress!.Value))
        where same.Key is not null && same.Count() > 1
        let second = same.ElementAt(1)
        select Found(second.Given.SourceAddress!.Place, $"'{second.Name}' sends from {same.Key} in {LintText.And(same.Select(member => member.File.Name))}: no two nodes have the same address",
            "Give each node its own source address.");
}
