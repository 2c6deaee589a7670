namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K038() : LintRule(
    "K038", LintSeverity.Warning, "A check without a timeout below its interval",
    why: "Without a timeout a check may take its whole interval, and the next one is due when the first is being killed: under load keepalived then logs `being timed out, skipping "
        + "run`, and a node fails over because it is busy. Before 2.3.3 a check that is longer than its interval is started again beside itself, and the runs pile up.",
    remedy: "Set `timeout` below `interval`. With whole seconds only (before 2.3.2) that is `interval 2` and `timeout 1` at least.",
    source: "keepalived #774, #2289, commit 94d40e3b (2.3.3)")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
            fall 3
        }
        """,
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
            timeout 1
            fall 3
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        var least = file.Version.KnowsFractionsInScripts ? TimeSpan.Zero : TimeSpan.FromSeconds(1);
        foreach (var script in file.Scripts.Values)
        {
            var interval = script.Interval?.Value ?? TimeSpan.FromSeconds(1);
            var remedy = interval <= least ? "Write `interval 2` and `timeout 1`."
                : $"Write a timeout below {LintText.Seconds(interval)}, and above what the check takes under load.";
            if (script.Timeout is not { } timeout)
            {
                yield return Found(script.Entry.Place, $"check '{script.Name}' has no timeout, so it may take its whole interval of {LintText.Seconds(interval)}", remedy);
            }
            else if (timeout.Value >= interval)
            {
                yield return Found(timeout.Place,
                    $"check '{script.Name}' has a timeout of {LintText.Seconds(timeout.Value)}, which is not below its interval of {LintText.Seconds(interval)}"
                        + (timeout.Value > interval && !file.Version.AtLeast(2, 3, 3) ? $": keepalived {file.Version} starts it again while it runs" : ""),
                    remedy);
            }
        }
    }
}
