namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K007() : LintRule(
    "K007", LintSeverity.Warning, "A comment that was to silence a rule, and does not",
    why: "`# keepone: ignore K012 reason` silences one rule on its line, or on the next one where it stands alone. Without a reason nobody can say "
        + "later whether it still holds, and a rule that does not exist silences nothing: such a comment has no effect.",
    remedy: "Name the rule and give the reason.",
    source: "Keepone")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            # keepone: ignore K033
            interface eth0
        }
        """,
        """
        vrrp_instance VI_1 {
            # keepone: ignore K033 the switch learns from the router's own traffic
            interface eth0
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        foreach (var comment in file.Suppressed)
        {
            if (LintRules.Find(comment.Rule) is null)
            {
                yield return Found(comment.Place,
                    comment.Rule.Length == 0 ? "the comment names no rule, so it silences none" : $"the comment names '{comment.Rule}', which is no rule: it silences nothing",
                    "Write `# keepone: ignore KNNN reason`; docs/lint/README.md lists the rules.");
            }
            else if (comment.Reason.Length == 0)
            {
                yield return Found(comment.Place, $"the comment does not say why {comment.Rule} is to be ignored, so it is not",
                    $"Write `# keepone: ignore {comment.Rule} ` and the reason.");
            }
        }
    }
}
