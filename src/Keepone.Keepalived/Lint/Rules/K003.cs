using Keepone.Keepalived.Model;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K003() : LintRule(
    "K003", LintSeverity.Error, "A keyword of a later version",
    why: "This keepalived does not know the keyword yet: it logs `Unknown keyword`, leaves the line out, and starts. What the line was to give is missing, on the one node that was not upgraded perhaps.",
    remedy: "Upgrade keepalived, or leave the keyword out. With `--keepalived-version` the file is judged for another version.",
    source: "the keywords that the parser of each release installs, 2.0.0 to 2.4.3; docs/config.md")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            timer_expired_backup
        }
        """,
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from odd in file.OddKeywords
        let found = odd.Found
        where found.Standing == KeywordStanding.TooNew
        select Found(odd.Use.Entry.Place, $"'{odd.Use.Entry.Keyword}' came with keepalived {found.Keyword!.FirstVersion}; {file.Version} leaves it out",
            $"Use keepalived {found.Keyword.FirstVersion} or later, or remove it.");
}
