namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K033() : LintRule(
    "K033", LintSeverity.Warning, "Nothing re-teaches the network where an address is",
    why: "A new master says once, and once more five seconds later, where its addresses are. If that is lost, or if a split heals and the one that stays master sees no "
        + "reason to say it again, switches and routers send to the wrong node until their entries age: four hours on some.",
    remedy: "Say it again and again: `vrrp_garp_master_refresh 60` in global_defs (or garp_master_refresh in the instance). One packet a minute and address.",
    source: "keepalived #166, #277, #542, #1927")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
        }
        """,
        """
        global_defs {
            vrrp_garp_master_refresh 60
            vrrp_garp_master_refresh_repeat 1
        }
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
        }
        """);

    // One finding a file: it is one line that is missing.
    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        var global = file.Model.Globals.Garp.MasterRefresh?.Value > TimeSpan.Zero;
        var without = file.Instances.Where(instance => instance.Given.Garp.MasterRefresh is { } own ? own.Value <= TimeSpan.Zero : !global).ToList();
        if (without.Count > 0)
        {
            yield return Found(without[0].Given.Garp.MasterRefresh?.Place ?? without[0].Place,
                $"{LintText.Count(without.Count, "instance", "instances")} (first '{without[0].Name}') have no garp_master_refresh: after a lost packet or a healed split nobody learns where the addresses are",
                "Add `vrrp_garp_master_refresh 60` and `vrrp_garp_master_refresh_repeat 1` to global_defs.");
        }
    }
}
