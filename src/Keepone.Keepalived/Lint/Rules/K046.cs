using System.Collections.Immutable;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K046() : LintRule(
    "K046", LintSeverity.Error, "A script that its user cannot execute",
    why: "keepalived logs `is not executable - disabling`, which is no error of the configuration: with script security on, `keepalived -t` ends with 0 and the check is gone. A directory on the way that "
        + "the user may not search does the same.",
    remedy: "Give the script's file mode 0755, and the directories x for the user; or name a user that may.",
    source: "check_script_secure() of lib/notify.c; osixia/docker-keepalived #27")
{
    private const string File =
        """
        vrrp_script web {
            script "/etc/keepalived/web.sh"
            interval 2
            user nobody
        }
        """;

    internal override LintExample Example { get; } = new(File, File)
    {
        Host = HostExamples.With("nobody", new(65534, 65534), HostExamples.FileAt("/etc/keepalived/web.sh", 0b110_100_100)),
        MendedHost = HostExamples.With("nobody", new(65534, 65534), HostExamples.FileAt("/etc/keepalived/web.sh", 0b111_101_101)),
    };

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        foreach (var script in file.ScriptUses)
        {
            if (RunAs.Of(file, script) is { User: { } user } runAs && file.Host!.Paths.GetValueOrDefault(script.Program) is { Missing: null, Real: [.., var last] } facts)
            {
                var gone = script.IsCheck ? "keepalived drops the check silently" : "keepalived drops it silently";
                if (facts.Traversed.FirstOrDefault(part => part.Kind == PathKind.Directory && !part.AllowsExecuting(user)) is { } closed)
                {
                    yield return Found(script.Place, $"{script.Name} runs {script.Program} as {runAs.Name}, who may not search {closed.Path} (mode {closed.ModeText}, owner {closed.Owner}:{closed.Group}): {gone}",
                        $"`chmod o+x {closed.Path}`, or install the script elsewhere.");
                }
                else if (last.Kind == PathKind.File && !last.AllowsExecuting(user))
                {
                    yield return Found(script.Place, $"{script.Name} runs {script.Program} as {runAs.Name}, who may not execute it (mode {last.ModeText}, owner {last.Owner}:{last.Group}): {gone}",
                        $"`chmod 0755 {last.Path}`.");
                }
            }
        }
    }
}
