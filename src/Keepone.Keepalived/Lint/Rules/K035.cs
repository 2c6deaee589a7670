namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K035() : LintRule(
    "K035", LintSeverity.Warning, "An advertised address on another interface than VRRP",
    why: "Adverts then prove that one network works while clients use another: when the interface with the addresses fails outside of the host, the master goes "
        + "on; when the one with the adverts fails, both nodes are master, on a healthy client network. A dedicated line for VRRP is the classic of split brain.",
    remedy: "Run VRRP on the interface that has the addresses, and make that redundant by bonding. What must be elsewhere belongs in virtual_ipaddress_excluded, "
        + "with a check of its own.",
    source: "keepalived #408, #1703, #2526, #2290")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth1
            virtual_router_id 30
            virtual_ipaddress {
                192.0.2.10/24 dev eth0
            }
        }
        """,
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            virtual_ipaddress {
                192.0.2.10/24
            }
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from instance in file.Instances
        where instance.Given.Interface is not null
        from address in instance.Given.Addresses
        where address.Device is not null && address.Device != instance.Given.Interface!.Value && address.Device != "lo" && address.Device != instance.Given.UseVmac?.Value
        select Found(address.Place, $"{address.Address} is on {address.Device}, the adverts of '{instance.Name}' are on {instance.Given.Interface!.Value}: they do not prove that clients reach it",
            $"Use `interface {address.Device}`, or move the address to virtual_ipaddress_excluded and check {address.Device} by itself.");
}
