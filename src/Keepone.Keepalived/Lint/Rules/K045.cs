using System.Collections.Immutable;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K045() : LintRule(
    "K045", LintSeverity.Error, "A script that is not there",
    why: "keepalived drops a check whose script does not exist, with a line in its log, and runs the instance without it. If it goes missing later, running it counts as success.",
    remedy: "Install the script, or mend the path.",
    source: "check_script_secure() of lib/notify.c; keepalived #2126")
{
    private const string File =
        """
        vrrp_script web {
            script "/etc/keepalived/web.sh"
            interval 2
        }
        """;

    internal override LintExample Example { get; } = new(File, File)
    {
        Host = new HostFacts { Paths = ImmutableDictionary<string, PathFacts>.Empty.Add("/etc/keepalived/web.sh", HostExamples.MissingAfter("/etc/keepalived", "web.sh")) },
        MendedHost = new HostFacts { Paths = ImmutableDictionary<string, PathFacts>.Empty.Add("/etc/keepalived/web.sh", HostExamples.FileAt("/etc/keepalived/web.sh", 0b111_101_101)) },
    };

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from script in file.ScriptUses
        let facts = file.Host?.Paths.GetValueOrDefault(script.Program)
        where facts?.Missing is not null
        select Found(script.Place,
            $"{script.Name} runs {script.Program}, and " + (facts.Missing == script.Program ? "it does not exist" : $"{facts.Missing} does not exist") + " on this host: keepalived drops "
                + (script.IsCheck ? "the check, and nothing is checked" : "it, and nobody is told"),
            "Install it, or mend the path. For another host, use --no-host.");
}
