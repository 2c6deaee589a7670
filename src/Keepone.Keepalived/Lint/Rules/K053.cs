namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K053() : LintRule(
    "K053", LintSeverity.Info, "A script that only looks for a process",
    why: "`killall -0`, `pidof` and `pgrep` read all of /proc every second, and fail now and then: when the process is just being replaced, or when the check finds itself. keepalived can be "
        + "told by the kernel, at once and without a process.",
    remedy: "Use vrrp_track_process (keepalived 2.0.11 and later, a kernel with CONFIG_PROC_EVENTS).",
    source: "keepalived #1420, #774")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_script haproxy {
            script "/usr/bin/killall -0 haproxy"
            interval 2
        }
        """,
        """
        vrrp_track_process haproxy {
            process haproxy
            weight -20
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from script in file.Scripts.Values
        let given = script.Command
        where given is { Value.Length: > 1 }
        let command = given.Value
        let program = command[0][(command[0].LastIndexOf('/') + 1)..]
        where program is "pidof" or "pgrep" || (program is "killall" or "pkill" && command.Contains("-0", StringComparer.Ordinal))
        select Found(given.Place, $"check '{script.Name}' runs {program} for '{command[^1]}', which vrrp_track_process does without starting anything",
            $"Define `vrrp_track_process {script.Name} {{ process {command[^1]} }}` and name it in track_process.");
}
