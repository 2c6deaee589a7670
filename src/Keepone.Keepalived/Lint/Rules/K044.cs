using System.Collections.Frozen;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K044() : LintRule(
    "K044", LintSeverity.Error, "Shell syntax in a check",
    why: "keepalived runs a program with arguments, not a shell: `|`, `||`, `&&`, `;` and `>` are handed to the program as arguments. `/bin/pidof nginx || exit 1` asks for processes "
        + "named `||`, `exit` and `1`; the verdict is what the first program makes of that.",
    remedy: "Write a script file with a `#!` line, or `/bin/sh -c '...'`.",
    source: "system_call_script() of lib/notify.c; keepalived.conf(5), SCRIPTS")
{
    private static readonly FrozenSet<string> Signs = FrozenSet.ToFrozenSet(["|", "||", "&&", ";", "&", ">", ">>", "2>", "2>&1", "&>"], StringComparer.Ordinal);

    internal override LintExample Example { get; } = new(
        """
        vrrp_script web {
            script "/bin/pidof nginx || exit 1"
            interval 2
        }
        """,
        """
        vrrp_script web {
            script "/bin/sh -c '/bin/pidof nginx || exit 1'"
            interval 2
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from script in file.Scripts.Values
        let command = script.Command
        where command is not null
        let sign = command.Value.Skip(1).FirstOrDefault(word => Signs.Contains(word) || word.StartsWith(">/", StringComparison.Ordinal) || word.StartsWith("2>/", StringComparison.Ordinal))
        where sign is not null && !command.Value[0].StartsWith('<')
        select Found(command.Place, $"check '{script.Name}' has `{sign}`, which no shell sees: '{command.Value[0]}' gets it as an argument",
            "Write a script file, or `/bin/sh -c '...'`.");
}
