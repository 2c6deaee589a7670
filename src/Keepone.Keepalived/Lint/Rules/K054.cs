namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K054() : LintRule(
    "K054", LintSeverity.Info, "Without a router_id keepalived asks a resolver",
    why: "keepalived looks up the full name of its host by DNS when router_id is missing, at each start, reload and test. Inside a namespace, or before the network is up, that hangs for "
        + "seconds, in which a reload does nothing.",
    remedy: "Add `router_id NODE` to global_defs.",
    source: "get_local_name() of keepalived 2.2.7")
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
            router_id node-1
        }
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        if (file.Model.Globals.RouterId is null && !file.Instances.IsEmpty)
        {
            yield return Found(file.Top, "there is no router_id: keepalived asks a resolver for the host's name at each start and reload", "Add `router_id NODE` to global_defs.");
        }
    }
}
