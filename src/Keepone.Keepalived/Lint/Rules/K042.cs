namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K042() : LintRule(
    "K042", LintSeverity.Error, "A check without a script",
    why: "keepalived removes a vrrp_script that has no `script` line, and with it what tracks it: the instance runs unguarded.",
    remedy: "Add the `script` line.",
    source: "vrrp_vscript_end_handler() of vrrp_parser.c: `No script set for vrrp_script - removing`")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_script web {
            interval 2
            timeout 1
        }
        """,
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
            timeout 1
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from script in file.Scripts.Values
        where script.Command is not { Value: [{ Length: > 0 }, ..] }
        select Found((script.Command?.Place).GetValueOrDefault(script.Entry.Place), $"check '{script.Name}' has no script: keepalived removes it, nothing is checked",
            "Add `script \"/path/to/program arguments\"`.");
}
