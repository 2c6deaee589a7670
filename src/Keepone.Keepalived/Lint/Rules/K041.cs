namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K041() : LintRule(
    "K041", LintSeverity.Warning, "Scripts without script security",
    why: "Without enable_script_security keepalived runs as root what others may overwrite (it only logs `SECURITY VIOLATION`), and takes root for scripts without a user where there is no user "
        + "keepalived_script. Its own test then ends with exit code 6 for any script at all, so it says little.",
    remedy: "Add `enable_script_security` and `script_user NAME` to global_defs, and look at what that drops: K045 to K048 say it for this host.",
    source: "check_script_secure() of lib/notify.c; keepalived #842, #742, #1372")
{
    internal override LintExample Example { get; } = new(
        """
        global_defs {
            router_id a
        }
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
        }
        """,
        """
        global_defs {
            router_id a
            enable_script_security
            script_user keepalived_script
        }
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        if (!file.HasScriptSecurity && file.ScriptUses.Length > 0)
        {
            yield return Found(file.Top,
                $"there {(file.ScriptUses.Length == 1 ? "is a script" : $"are {file.ScriptUses.Length} scripts")} (first {file.ScriptUses[0].Name}, line {file.ScriptUses[0].Place.Line}) and no enable_script_security: keepalived runs them whoever may change them",
                "Add `enable_script_security` and `script_user NAME` to global_defs.");
        }
    }
}
