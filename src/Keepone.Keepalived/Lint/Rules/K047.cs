using System.Collections.Immutable;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K047() : LintRule(
    "K047", LintSeverity.Error, "A script that others may change, run as root",
    why: "When a script runs as root or with root's group, keepalived wants every component of its path to be owned by root and writable by nobody else. With script security it drops the check otherwise and "
        + "runs the instance without it; without it, whoever may write there is root. keepalived's log does not say which component it means: Debian's /usr/local/bin, with group staff, is a frequent one.",
    remedy: "Make the component named root's and not writable for others, install the script elsewhere (/usr/libexec, /etc/keepalived), or run it as an unprivileged user, of whose scripts the path is not looked at.",
    source: "check_security() of lib/notify.c; keepalived #842, #742, #1372, #901")
{
    private const string File =
        """
        global_defs {
            enable_script_security
            script_user root
        }
        vrrp_script web {
            script "/usr/local/bin/web.sh"
            interval 2
        }
        """;

    internal override LintExample Example { get; } = new(File, File)
    {
        Host = HostExamples.With("root", new(0, 0), HostExamples.FileAt("/usr/local/bin/web.sh", 0b111_101_101, writableDirectory: true)),
        MendedHost = HostExamples.With("root", new(0, 0), HostExamples.FileAt("/usr/local/bin/web.sh", 0b111_101_101)),
    };

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        foreach (var script in file.ScriptUses)
        {
            if (RunAs.Of(file, script) is { User: { } user } runAs && file.Host!.Paths.GetValueOrDefault(script.Program) is { Missing: null, Real: [.., var last] } facts
                && last.AllowsExecuting(user) && (user.User == 0 || user.Group == 0 || IsSetToRoot(last)) && facts.Real.FirstOrDefault(part => Flaw(part) is not null) is { } unsafePart)
            {
                yield return Found(script.Place,
                    $"{script.Name} runs {script.Program} as {runAs.Name}, and {unsafePart.Path} {Flaw(unsafePart)} (mode {unsafePart.ModeText}, owner {unsafePart.Owner}:{unsafePart.Group}): "
                        + (file.HasScriptSecurity ? $"keepalived drops {(script.IsCheck ? "the check" : "it")}" : "whoever may write there is root on this node"),
                    unsafePart.Owner != 0 ? $"`chown root:root {unsafePart.Path}`, or run it as an unprivileged user." : $"`chmod go-w {unsafePart.Path}`, or install the script elsewhere.");
            }
        }
    }

    private static bool IsSetToRoot(PathComponent part) =>
        (part.Owner == 0 && (part.Mode & 0x800) != 0 && (part.Mode & 0b001_000_000) != 0) || (part.Group == 0 && (part.Mode & 0x400) != 0 && (part.Mode & 0b000_001_000) != 0);

    private static string? Flaw(PathComponent part)
    {
        if (part.Owner != 0)
        {
            return "is not root's";
        }

        var isSticky = part.Kind == PathKind.Directory && (part.Mode & 0x200) != 0;
        return isSticky || part.Kind is not (PathKind.Directory or PathKind.File) ? null
            : (part.Mode & 0b000_000_010) != 0 ? "is writable for everybody"
            : part.Group != 0 && (part.Mode & 0b000_010_000) != 0 ? "is writable for its group" : null;
    }
}
