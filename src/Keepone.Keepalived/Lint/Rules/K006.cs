namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K006() : LintRule(
    "K006", LintSeverity.Error, "A fraction of a second where this version reads whole ones",
    why: "Before keepalived 2.3.2 the interval and the timeout of a `vrrp_script` are whole seconds. A fraction is cut off with a warning in the log: "
        + "1.5 is 1, and 0.5, which would be 0, is 1.",
    remedy: "Write whole seconds, or run keepalived 2.3.2 or later.",
    source: "keepalived commit 6f9ace3c (2.3.2); vrrp_vscript_interval_handler() of vrrp_parser.c in 2.2.7")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 0.5
        }
        """,
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 1
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) => file.Version.KnowsFractionsInScripts ? [] :
        from script in file.Model.Scripts
        from time in new[] { (Name: "interval", Given: script.Interval), (Name: "timeout", Given: script.Timeout) }
        where time.Given is { } && time.Given.Value.Ticks % TimeSpan.TicksPerSecond != 0
        select Found(time.Given!.Place,
            $"check '{script.Name}': {time.Name} of {LintText.Seconds(time.Given.Value)}, of which keepalived {file.Version} makes {Math.Max(1, Math.Floor(time.Given.Value.TotalSeconds)):0} s",
            $"Write `{time.Name} {Math.Ceiling(time.Given.Value.TotalSeconds):0}`, or use keepalived 2.3.2 or later.");
}
