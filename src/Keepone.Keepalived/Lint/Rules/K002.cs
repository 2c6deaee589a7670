using Keepone.Keepalived.Model;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K002() : LintRule(
    "K002", LintSeverity.Error, "A keyword that keepalived does not know",
    why: "keepalived logs `Unknown keyword`, leaves the line out with the block that belongs to it, and starts: the setting is the default, the check does not exist. A keyword in the wrong block is unknown there.",
    remedy: "Mend the spelling, or move it to its block.",
    source: "process_stream() of lib/parser.c; keepalived.conf(5)")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            prioritty 150
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
        from odd in file.OddKeywords
        let use = odd.Use
        where odd.Found.Standing == KeywordStanding.Unknown && use.Entry.Keyword.Length > 0
        let block = KeywordPlaces.BlockOf(use.Path)
        select Found(use.Entry.Place,
            $"'{use.Entry.Keyword}' is no keyword {(block.Length == 0 ? "at the top of a configuration" : $"of {block.Replace("/", " / ", StringComparison.Ordinal)}")} in any version up to {KeywordVersions.Last}: keepalived leaves {(use.Entry.HasBody ? "its block" : "it")} out",
            Spelling.Nearest(use.Entry.Keyword, KeywordPlaces.In(block)) is { } near ? $"Did you mean '{near}'?"
                : KeywordPlaces.BlocksOf(use.Entry.Keyword) is [_, ..] blocks ? $"It belongs {LintText.And(blocks.Take(3).Select(other => other.Length == 0 ? "at the top" : $"in {other.Replace("/", " / ", StringComparison.Ordinal)}"))}."
                : "Remove it, or mend its spelling.");
}
