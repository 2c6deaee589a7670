namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K039() : LintRule(
    "K039", LintSeverity.Warning, "A check that one failure decides",
    why: "With fall 1 and rise 1, which are the defaults, one lost packet or one slow answer moves the mastership, and the next success moves it back: a flapping service flaps "
        + "the router.",
    remedy: "Set `fall 2` or more and `rise 2` or more. Detection takes fall x interval longer.",
    source: "keepalived #2469, openshift/machine-config-operator #3357")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
            timeout 1
        }
        """,
        """
        vrrp_script web {
            script "/usr/bin/curl -sf http://localhost/"
            interval 2
            timeout 1
            fall 3
            rise 2
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from script in file.Scripts.Values
        where (script.Rise?.Value ?? 1) <= 1 && (script.Fall?.Value ?? 1) <= 1
        let place = script.Fall?.Place ?? script.Rise?.Place ?? script.Entry.Place
        select Found(place, $"check '{script.Name}' has fall 1 and rise 1{(script.Fall is null && script.Rise is null ? " (the defaults)" : "")}: a single failure moves the mastership, a single success moves it back",
            "Set `fall 3` and `rise 2`, say.");
}
