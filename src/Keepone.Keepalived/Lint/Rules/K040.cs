namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K040() : LintRule(
    "K040", LintSeverity.Error, "Checks that run as root",
    why: "A check runs every second for years, parses what a network sends it, and is edited by whoever may edit scripts. As root it needs one mistake to be the end of the node.",
    remedy: "Make a user without rights (`useradd --system --home-dir / --shell /usr/sbin/nologin keepalived_script`) and name it with `script_user`; a check that needs a "
        + "privilege gets that one alone, by a capability of its program or by sudo.",
    source: "Launchpad 1375625")
{
    private const string Root = "root";

    internal override LintExample Example { get; } = new(
        """
        global_defs {
            enable_script_security
            script_user root
        }
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
        }
        """,
        """
        global_defs {
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
        var checks = file.ScriptUses.Where(script => script.IsCheck).ToList();
        foreach (var script in checks.Where(script => script.User?.Value.User == Root))
        {
            yield return Found(script.User!.Place, $"{script.Name} runs as root", "Name a user without rights.");
        }

        var rest = checks.Where(script => script.User is null).ToList();
        if (rest.Count > 0 && file.Model.Globals.ScriptUser is { Value.User: Root } all)
        {
            yield return Found(all.Place, $"`script_user root`: {LintText.And(rest.Take(4).Select(script => script.Name))}{(rest.Count > 4 ? ", ..." : "")} run as root", "Name a user without rights.");
        }
        else if (rest.Find(script => RunAs.Of(file, script) is { IsDefault: true, User.User: 0 }) is { } first)
        {
            yield return Found(first.Place, $"{first.Name} has no user, there is no script_user, and this host has no user {HostQuestions.DefaultUser}: it runs as root",
                $"Make a user {HostQuestions.DefaultUser} without rights, or name another with `script_user`.");
        }
    }
}
