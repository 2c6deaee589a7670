namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K048() : LintRule(
    "K048", LintSeverity.Error, "A script whose user does not exist",
    why: "keepalived removes a check whose user or group it cannot resolve. With script security on and no user named it needs an account keepalived_script, which no distribution's package makes, and removes every "
        + "check that names no other: the instances run unguarded.",
    remedy: "Make the user (`useradd --system --home-dir / --shell /usr/sbin/nologin NAME`), or name one that exists.",
    source: "set_script_uid_gid() and get_default_script_user() of lib/notify.c; keepalived #2184, #586")
{
    private const string File =
        """
        global_defs {
            enable_script_security
        }
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
        }
        """;

    internal override LintExample Example { get; } = new(File, File)
    {
        Host = HostExamples.With(HostQuestions.DefaultUser, null),
        MendedHost = HostExamples.With(HostQuestions.DefaultUser, new(998, 998)),
    };

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from script in file.ScriptUses
        let runAs = RunAs.Of(file, script)
        where runAs is { User: null }
        let user = script.User ?? file.Model.Globals.ScriptUser
        select Found((user?.Place).GetValueOrDefault(script.Place),
            (runAs.IsDefault ? $"{script.Name} has no user, script security is on, and this host has no user {HostQuestions.DefaultUser}"
                : $"{script.Name} is to run as '{runAs.Name}', {(user!.Value.Group is not null && file.Host!.Groups[user.Value.Group] is null ? "a group" : "a user")} that this host does not have")
                + (script.IsCheck ? ": keepalived removes the check" : ": keepalived ignores it"),
            $"Make the {(runAs.IsDefault || user!.Value.Group is null ? "user" : "user and the group")}, or name another. For another host, use --no-host.");
}
