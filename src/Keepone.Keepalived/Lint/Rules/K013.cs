using System.Net.Sockets;

namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K013() : LintRule(
    "K013", LintSeverity.Error, "Addresses of both families in an instance",
    why: "An instance speaks IPv4 or IPv6, as its first virtual address does. keepalived ignores the addresses of virtual_ipaddress and "
        + "unicast_peer that are of the other family, says so in a line of its log, and runs without them.",
    remedy: "Put what is of the other family in virtual_ipaddress_excluded, or make a second instance for it (with the same id, if you like) "
        + "and a sync group of the two.",
    source: "alloc_vrrp_vip() and alloc_vrrp_unicast_peer() of vrrp_data.c")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            virtual_ipaddress {
                192.0.2.10/24
                2001:db8::10/64
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
            virtual_ipaddress_excluded {
                2001:db8::10/64
            }
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file)
    {
        foreach (var instance in file.Instances)
        {
            foreach (var address in instance.Given.Addresses.Where(address => IsOther(instance, address.Address)))
            {
                yield return Found(address.Place, $"{address.Address} is not {instance.FamilyName}, as '{instance.Name}' is: keepalived ignores it, no node ever has it",
                    "Move it to virtual_ipaddress_excluded, or to an instance of its own.");
            }

            foreach (var peer in instance.Given.UnicastPeers?.Value ?? [])
            {
                if (IsOther(instance, peer.Value))
                {
                    yield return Found(peer.Place, $"peer {peer.Value} is not {instance.FamilyName}, as '{instance.Name}' is: no adverts are sent to it",
                        $"Give the peer's {instance.FamilyName} address.");
                }
            }
        }
    }

    private static bool IsOther(InstanceView instance, string address) => InstanceView.FamilyOf(address) is AddressFamily family && family != instance.Family;
}
