namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K050() : LintRule(
    "K050", LintSeverity.Info, "A startup delay that a reload must not meet",
    why: "Before keepalived 2.3.3 a reload within vrrp_startup_delay leaves instances that discard every advert for ever: two masters, each healthy by itself.",
    remedy: "Use keepalived 2.3.3 or later, or keep whatever reloads it (a configuration management run at boot) away until the delay is over.",
    source: "keepalived #2387, PR #2418, #2559")
{
    internal override LintExample Example { get; } = new(
        """
        global_defs {
            vrrp_startup_delay 10
        }
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
        }
        """,
        """
        global_defs {
            dynamic_interfaces
        }
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        if (file.Model.Globals.StartupDelay is { Value.Ticks: > 0 } delay && !file.Version.AtLeast(2, 3, 3))
        {
            yield return Found(delay.Place, $"a reload of keepalived {file.Version} within {LintText.Seconds(delay.Value)} of its start makes its instances deaf for ever",
                "Use 2.3.3 or later, or do not reload it that early.");
        }
    }
}
