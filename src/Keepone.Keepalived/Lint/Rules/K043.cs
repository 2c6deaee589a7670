namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K043() : LintRule(
    "K043", LintSeverity.Warning, "A script without its full path",
    why: "keepalived looks for it in the PATH that it was started with, which differs between a shell, systemd and a container; a relative path depends on where it was started. What is "
        + "not found is dropped, and the check with it.",
    remedy: "Write the full path.",
    source: "find_path() of lib/notify.c: `Please specify full path`; keepalived #1325")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_script web {
            script "curl -sf http://localhost/"
            interval 2
        }
        """,
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
        }
        """);

    // "</path" is no program: it asks whether the file can be opened.
    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from script in file.ScriptUses
        where script.Program.Length > 0 && script.Program[0] is not ('/' or '<')
        select Found(script.Place, $"{script.Name} runs '{script.Program}', which keepalived looks for {(script.Program.Contains('/', StringComparison.Ordinal) ? "from where it was started" : "in its PATH")}",
            "Write the full path of the program.");
}
