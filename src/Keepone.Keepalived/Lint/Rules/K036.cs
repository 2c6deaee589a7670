using System.Net.Sockets;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K036() : LintRule(
    "K036", LintSeverity.Warning, "An IPv6 router whose first address is not link-local",
    why: "The first IPv6 address of an advert must be the link-local one: it is what hosts take for their router, and peers of other makes discard adverts "
        + "without it.",
    remedy: "Put a link-local address, the same on all nodes, first: `fe80::1/64`.",
    source: "RFC 5798 5.2.9; vrrp_complete_instance() of vrrp.c: `the first IPv6 VIP address should be link local`")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            virtual_ipaddress {
                2001:db8::10/64
            }
        }
        """,
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            virtual_ipaddress {
                fe80::1/64
                2001:db8::10/64
            }
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from instance in file.Instances
        where instance is { Family: AddressFamily.InterNetworkV6, IsUnicast: false }
        let first = instance.Given.Addresses.FirstOrDefault(address => InstanceView.FamilyOf(address.Address) == AddressFamily.InterNetworkV6)
        where first is not null && !InstanceView.Parse(first.Address)!.IsIPv6LinkLocal
        select Found(first.Place, $"'{instance.Name}' speaks IPv6, and its first address {first.Address} is not link-local", "Put an address of fe80::/10 before it.");
}
