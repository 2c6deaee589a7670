namespace Keepone.Keepalived.Lint.Rules;

internal sealed class K066() : LintRule(
    "K066", LintSeverity.Error, "Unicast peers that do not know each other",
    why: "A node that sends to another one which does not send back hears nobody: it is master beside the real one. Unicast on one node and multicast on another are two worlds.",
    remedy: "Each node lists every other node's unicast_src_ip, and its own is what the others list.",
    source: "openshift/machine-config-operator #3342; keepalived #2649")
{
    internal override LintExample Example { get; } = new(
        [GroupExamples.Unicast("192.0.2.1", "192.0.2.2"), GroupExamples.Unicast("192.0.2.2", "192.0.2.3")], [GroupExamples.Unicast("192.0.2.1", "192.0.2.2"), GroupExamples.Unicast("192.0.2.2", "192.0.2.1")]);

    internal override IEnumerable<Finding> CheckGroup(LintedGroup group)
    {
        foreach (var router in @group.Shared)
        {
            foreach (var (other, reference) in router.Differing(member => member.IsUnicast))
            {
                var (unicast, multicast) = other.IsUnicast ? (other, reference) : (reference, other);
                yield return Found(unicast.Given.UnicastPeers!.Place, $"'{unicast.Name}' sends to unicast peers, {multicast.File.Name} sends multicast: they do not hear each other, and both are master",
                    "Use unicast_peer on all nodes, or on none.");
            }

            foreach (var member in router.Members.Where(member => member.IsUnicast))
            {
                var peers = member.Given.UnicastPeers!.Value.Select(peer => InstanceView.Parse(peer.Value)).ToHashSet();
                foreach (var other in router.Members.Where(other => other != member && other.IsUnicast))
                {
                    // Without a source address of its own it is the interface's first one, which is not in the file.
                    if (other.Given is { SourceIsUnicast: true, SourceAddress.Value: { } source } && InstanceView.Parse(source) is { } address && !peers.Contains(address))
                    {
                        yield return Found(member.Given.UnicastPeers!.Place, $"'{member.Name}' does not send to {source}, which is {other.File.Name}: that node hears no adverts from here, and is master beside this one",
                            $"Add {source} to unicast_peer.");
                    }
                }
            }
        }
    }
}
