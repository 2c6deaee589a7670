using Keepone.Keepalived.Model;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K004() : LintRule(
    "K004", LintSeverity.Info, "A keyword that is deprecated",
    why: "It works, and keepalived logs each time that it will not for ever.",
    remedy: "Write what takes its place, once all nodes have a version that knows it.",
    source: "the parsers of 2.0.0 to 2.4.3; docs/config.md")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_track_file maintenance {
            file /run/maintenance
        }
        """,
        """
        track_file maintenance {
            file /run/maintenance
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from odd in file.OddKeywords
        let found = odd.Found
        where found.Standing == KeywordStanding.Deprecated
        select Found(odd.Use.Entry.Place, $"'{odd.Use.Entry.Keyword}' is deprecated since keepalived {found.Keyword!.DeprecatedSince}",
            found.Keyword.Instead is { } instead ? $"Write {instead}." : "Remove it.");
}
