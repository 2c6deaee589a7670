using System.Collections.Immutable;
using Keepone.Lab.Processes;

namespace Keepone.Lab.Fabric;

/// <summary>
/// The cables between nodes and fabrics. They are cut and healed on the fabric's side, outside of every namespace that Keepone or
/// keepalived can see (DESIGN §1): whole NICs by taking the fabric's port down, single directions by <see cref="LinkCuts"/>.
/// </summary>
internal sealed class Cables(Topology topology)
{
    /// <summary>The word for every node.</summary>
    public const string Everyone = "all";

    private readonly LinkCuts _links = new();
    private readonly HashSet<string> _cut = new(StringComparer.Ordinal);

    /// <summary>Cuts a NIC off its fabric: the cable, not the interface.</summary>
    /// <param name="node">Its node; <see cref="Everyone"/>: those of all nodes with a vote, in one step.</param>
    /// <param name="fabric">The fabric.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when it is cut.</returns>
    public Task CutAsync(string node, FabricName fabric, CancellationToken cancellation)
    {
        var ports = Voters(node).Select(voter => topology.Port(voter, fabric)).ToArray();
        _cut.UnionWith(ports);
        return SetAsync(ports, "down", cancellation);
    }

    /// <summary>Plugs a cut NIC in again.</summary>
    /// <param name="node">Its node; <see cref="Everyone"/>: those of all nodes with a vote, and every direction between them.</param>
    /// <param name="fabric">The fabric.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when it is up.</returns>
    public async Task HealAsync(string node, FabricName fabric, CancellationToken cancellation)
    {
        var ports = Voters(node).Select(voter => topology.Port(voter, fabric)).ToArray();
        _cut.ExceptWith(ports);
        await SetAsync(ports, "up", cancellation);
        if (node == Everyone && fabric == FabricName.Tunnel)
        {
            await _links.HealAllAsync(cancellation);
        }
    }

    /// <summary>Cuts one direction, or both, between nodes on the tunnel fabric, in one step.</summary>
    /// <param name="from">The sender; <see cref="Everyone"/>: every other node on the fabric, the client too.</param>
    /// <param name="to">The receiver, likewise.</param>
    /// <param name="bothWays">Whether the other direction is cut too.</param>
    /// <param name="traffic">What is cut.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when it is in force.</returns>
    public Task CutAsync(string from, string to, bool bothWays, TrafficClass traffic, CancellationToken cancellation) =>
        _links.CutAsync(Links(from, to, bothWays, traffic), cancellation);

    /// <summary>Heals what <see cref="CutAsync(string, string, bool, TrafficClass, CancellationToken)"/> cut in the same words.</summary>
    /// <inheritdoc cref="CutAsync(string, string, bool, TrafficClass, CancellationToken)"/>
    public Task HealAsync(string from, string to, bool bothWays, TrafficClass traffic, CancellationToken cancellation) =>
        _links.HealAsync(Links(from, to, bothWays, traffic), cancellation);

    /// <summary>Takes all of a node's ports down, in one step.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when they are down.</returns>
    public Task IsolateAsync(string node, CancellationToken cancellation) => SetAsync(Ports(node), "down", cancellation);

    /// <summary>Takes a node's ports up again, but those that were cut.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when they are up.</returns>
    public Task RejoinAsync(string node, CancellationToken cancellation) =>
        SetAsync(Ports(node).Where(port => !_cut.Contains(port)), "up", cancellation);

    private IEnumerable<string> Ports(string name)
    {
        var node = topology.Node(name);
        return topology.Nics(node).Select(plug => topology.Port(node, plug.Fabric));
    }

    private ImmutableArray<LabNode> Voters(string name) => name == Everyone ? topology.Nodes : [topology.Node(name)];

    private LinkCut[] Links(string from, string to, bool bothWays, TrafficClass traffic)
    {
        var links =
            from sender in OnTunnel(@from)
            from receiver in OnTunnel(to)
            where sender != receiver
            select (Sender: topology.Port(sender, FabricName.Tunnel), Receiver: topology.Port(receiver, FabricName.Tunnel));
        return
        [
            .. links.SelectMany(link => bothWays ? [link, (link.Receiver, link.Sender)] : new[] { link })
                .Select(link => new LinkCut(link.Item1, link.Item2, traffic)).Distinct(),
        ];
    }

    private IEnumerable<LabNode> OnTunnel(string name) => name == Everyone
        ? topology.All.Where(node => topology.Nics(node).Any(plug => plug.Fabric == FabricName.Tunnel))
        : [topology.Node(name)];

    private static Task<string> SetAsync(IEnumerable<string> ports, string state, CancellationToken cancellation) => Tool.RunAsync(
        ["ip", "-batch", "-"], string.Join('\n', ports.Select(port => $"link set {port} {state}")) + "\n", cancellation);
}
