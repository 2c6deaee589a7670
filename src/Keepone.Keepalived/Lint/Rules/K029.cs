namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K029() : LintRule(
    "K029", LintSeverity.Warning, "Strict mode, in which the addresses answer nobody",
    why: "RFC 5798 says that a master which does not own an address accepts no packets for it. In strict mode keepalived does that with firewall rules: the address "
        + "forwards, but nobody can ping it, and no service on it can be reached. The first thing that people try then fails.",
    remedy: "Leave vrrp_strict out; with VRRP version 3 `accept` in the instance does it, too.",
    source: "vrrp_complete_instance() of vrrp.c, `accept`; RFC 5798 6.1 Accept_Mode")
{
    internal override LintExample Example { get; } = new(
        """
        global_defs {
            vrrp_strict
        }
        vrrp_instance VI_1 {
            version 3
            interface eth0
            virtual_router_id 30
        }
        """,
        """
        global_defs {
            vrrp_strict
        }
        vrrp_instance VI_1 {
            version 3
            interface eth0
            virtual_router_id 30
            accept
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from instance in file.Instances
        where instance is { IsStrict: true, IsOwner: false } && (instance.Given.Accept?.Value != true || instance.Version == 2)
        let place = (instance.Given.Accept ?? instance.Given.Strict ?? file.Model.Globals.Strict)!.Place
        select Found(place, $"'{instance.Name}' is strict and speaks version {instance.Version}: its addresses drop every packet that is for them, ping too",
            instance.Version == 2 ? "Remove vrrp_strict." : "Add `accept` to the instance, or remove vrrp_strict.");
}
