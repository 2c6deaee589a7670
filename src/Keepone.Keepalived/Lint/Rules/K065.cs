namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K065() : LintRule(
    "K065", LintSeverity.Error, "Nodes with different virtual addresses",
    why: "A node discards adverts that name other addresses than its own, or another number of them: `unexpected ip number count`. Two masters with different lists ignore each other for ever, "
        + "and each answers for the addresses that both have.",
    remedy: "Use one list on all nodes. Addresses that change belong in virtual_ipaddress_excluded, which adverts do not name.",
    source: "vrrp_check_packet() of vrrp.c; keepalived #1603, #1515, #2175")
{
    internal override LintExample Example { get; } = new(
        [GroupExamples.File(address: "192.0.2.10/24"), GroupExamples.File(address: "192.0.2.11/24")], [GroupExamples.File(), GroupExamples.File()]);

    internal override IEnumerable<Finding> CheckGroup(LintedGroup group)
    {
        foreach (var router in @group.Shared)
        {
            var reference = router.Members[0];
            var expected = Advertised(reference);
            foreach (var member in router.Members.Skip(1))
            {
                var actual = Advertised(member);
                var (missing, added) = (expected.Except(actual).ToList(), actual.Except(expected).ToList());
                if (missing.Count + added.Count > 0 || expected.Count != actual.Count)
                {
                    var difference = new[] { (missing, "lacks"), (added, "has") }.Where(side => side.Item1.Count > 0)
                        .Select(side => $"{side.Item2} {string.Join(", ", side.Item1.Take(4))}{(side.Item1.Count > 4 ? ", ..." : "")}");
                    yield return Found(member.Given.Addresses.IsEmpty ? member.Place : member.Given.Addresses[0].Place,
                        $"'{member.Name}' advertises {LintText.Count(actual.Count, "address", "addresses")}, {reference.File.Name} {expected.Count}"
                            + (missing.Count + added.Count == 0 ? "" : $"; it {string.Join(" and ", difference)}") + ": they discard each other's adverts, and both are master",
                        "Use one list on all nodes; what may differ for a while belongs in virtual_ipaddress_excluded.");
                }
            }
        }
    }

    private static List<string> Advertised(InstanceView instance) =>
        [.. instance.Given.Addresses.Select(address => InstanceView.Parse(address.Address)).Where(address => address is not null && address.AddressFamily == instance.Family).Select(address => address!.ToString())];
}
