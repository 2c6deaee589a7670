using System.Collections.Frozen;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K017() : LintRule(
    "K017", LintSeverity.Warning, "A setting that is given twice in an instance",
    why: "The last one counts, silently. Of two `state` lines MASTER counts. One of them is a leftover, and not always the one that one thinks.",
    remedy: "Remove the one that is not meant.",
    source: "the handlers of vrrp_parser.c; vrrp_state_handler() for `state`")
{
    private static readonly FrozenSet<string> Once = FrozenSet.ToFrozenSet(
        ["state", "interface", "virtual_router_id", "priority", "advert_int", "version", "preempt_delay", "unicast_src_ip", "mcast_src_ip"], StringComparer.Ordinal);

    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            priority 150
            priority 100
        }
        """,
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            priority 150
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from instance in file.Instances
        from keyword in instance.Given.Entry.Body.Where(entry => Once.Contains(entry.Keyword)).GroupBy(entry => entry.Keyword, StringComparer.Ordinal)
        from again in keyword.Skip(1)
        let first = keyword.First()
        select Found(again.Place,
            $"'{instance.Name}' has `{again.Text.Trim()}` here and `{first.Text.Trim()}` in line {first.Place.Line}: "
                + (keyword.Key == "state" ? "MASTER counts, wherever it stands" : "the last one counts"),
            "Remove one of them.");
}
