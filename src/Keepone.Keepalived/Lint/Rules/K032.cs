namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K032() : LintRule(
    "K032", LintSeverity.Error, "Unicast without peers",
    why: "With a unicast_src_ip or an empty unicast_peer block keepalived falls back to multicast; up to 2.2.4 it does not even say so. Where multicast is not "
        + "forwarded, which is why people use unicast, nobody hears anybody, and every node is master.",
    remedy: "List the other nodes' addresses in unicast_peer; `unicast_fault_no_peer` (2.2.5) makes an instance without peers stop.",
    source: "vrrp_complete_instance() of vrrp.c; openshift/machine-config-operator #3342")
{
    internal override LintExample Example { get; } = new(
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            unicast_src_ip 192.0.2.1
        }
        """,
        """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 30
            unicast_src_ip 192.0.2.1
            unicast_peer {
                192.0.2.2
            }
        }
        """);

    internal override IEnumerable<Finding> Check(LintedFile file) =>
        from instance in file.Instances
        where !instance.IsUnicast
        let place = instance.Given.UnicastPeers?.Place ?? (instance.Given.SourceIsUnicast ? instance.Given.SourceAddress?.Place : null)
        where place is not null && instance.Given.UnicastFaultNoPeer?.Value != true
        select Found(place.Value, $"'{instance.Name}' has {(instance.Given.UnicastPeers is null ? "unicast_src_ip but no unicast_peer" : "an empty unicast_peer")}: it sends multicast",
            "Add `unicast_peer` with the address of every other node.");
}
