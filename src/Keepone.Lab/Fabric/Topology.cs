using System.Collections.Immutable;
using Keepone.Core.Model;
using Keepone.Lab.Processes;
using Keepone.Linux;

namespace Keepone.Lab.Fabric;

/// <summary>The three networks that nodes are plugged into; each is a bridge in the lab's own network namespace.</summary>
public enum FabricName
{
    /// <summary>Carries the HA networks and the tenant networks, as VXLAN.</summary>
    Tunnel,

    /// <summary>The provider's network, with the gateway.</summary>
    External,

    /// <summary>Between agents and controller.</summary>
    Management,
}

/// <summary>
/// The lab's network: three fabrics, the nodes with their replica namespaces, a controller node and two clients. A NIC is cut on the
/// fabric's side, outside of every namespace that Keepone or keepalived can see (DESIGN §1).
/// </summary>
internal sealed class Topology
{
    private const int HaVni = 100;
    private const int TenantVni = 200;

    private static readonly FabricName[] Fabrics = [FabricName.Tunnel, FabricName.External, FabricName.Management];

    private readonly RouterSpecification _router;

    private Topology(RouterSpecification router, ImmutableArray<LabNode> all)
    {
        _router = router;
        var replicas = router.Replicas.Length;
        Nodes = all[..replicas];
        (Controller, Inside, Outside) = (all[replicas], all[replicas + 1], all[replicas + 2]);
        Witnesses = all[(replicas + 3)..];
        Cables = new Cables(this);
    }

    /// <summary>The cables between the nodes and the fabrics.</summary>
    public Cables Cables { get; }

    /// <summary>The nodes with a replica, in the order of the specification.</summary>
    public ImmutableArray<LabNode> Nodes { get; }

    /// <summary>The node of the controller.</summary>
    public LabNode Controller { get; }

    /// <summary>The client on the tenant network, behind the router.</summary>
    public LabNode Inside { get; }

    /// <summary>The client behind the external network; it is the router's gateway.</summary>
    public LabNode Outside { get; }

    /// <summary>The nodes of the witnesses: on the HA network, without a replica.</summary>
    public ImmutableArray<LabNode> Witnesses { get; }

    /// <summary>Every node.</summary>
    public IEnumerable<LabNode> All => [.. Nodes, Controller, Inside, Outside, .. Witnesses];

    /// <summary>The name of the replica's namespace in each node.</summary>
    public string ReplicaNamespace => _router.Namespace!;

    /// <summary>A node.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The node.</returns>
    /// <exception cref="LabException">There is none of that name.</exception>
    public LabNode Node(string name) => All.FirstOrDefault(node => node.Name == name)
        ?? throw new LabException($"The lab has no node '{name}'; it has {string.Join(", ", All.Select(node => node.Name))}.", 2);

    /// <summary>Builds everything.</summary>
    /// <param name="router">The router whose replicas the nodes hold.</param>
    /// <param name="cancellation">Ends the building.</param>
    /// <returns>The network, up and without keepalived.</returns>
    public static async Task<Topology> BuildAsync(RouterSpecification router, CancellationToken cancellation)
    {
        if (router.Namespace is null)
        {
            throw new LabException("The scenario's router has no 'namespace': the lab keeps each replica in a namespace of its own.", 2);
        }

        await Tool.RunAsync(["ip", "-batch", "-"], string.Join('\n', Fabrics.Select(MakeBridge)) + "\nlink set lo up\n", cancellation);
        string[] names = [.. router.Replicas, "controller", "inside", "outside", .. router.Guard.Witnesses.Select(witness => witness.Name)];
        var topology = new Topology(router, [.. await Task.WhenAll(names.Select(name => LabNode.CreateAsync(name, cancellation)))]);
        await topology.PlugAllAsync(cancellation);
        await Task.WhenAll(topology.Nodes.Select(async node =>
        {
            await node.IpAsync(MakeBridges(), cancellation);
            await topology.MakeReplicaAsync(node.Name, cancellation);
        }));
        await topology.MakeClientsAsync(cancellation);
        await Task.WhenAll(topology.Witnesses.Select(witness => topology.MakeWitnessAsync(witness, cancellation)));
        return topology;
    }

    /// <summary>Makes a replica's namespace with its devices.</summary>
    /// <param name="name">Its node.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when it is there.</returns>
    public async Task MakeReplicaAsync(string name, CancellationToken cancellation)
    {
        var node = Node(name);
        await Tool.RunAsync(node.Enter("ip", "netns", "add", ReplicaNamespace), input: null, cancellation);

        // Each replica has its own HA interface; the routed interfaces of all replicas share a MAC address (reference/neutron.md 0.2).
        var batch = new List<string> { MakePort("ha", _router.Ha.Interface, ReplicaNamespace, "br-ha", mac: null) };
        var ups = new List<string> { "link set lo up", $"link set {_router.Ha.Interface} addrgenmode none up" };
        if (_router.Ha.Addresses.TryGetValue(name, out var own))
        {
            ups.Add($"addr add {own} dev {_router.Ha.Interface}");
        }

        if (_router.External is { } external)
        {
            batch.Add(MakePort("ext", external.Interface, ReplicaNamespace, "br-ext", "02:6b:65:70:01:00"));
            ups.Add($"link set {external.Interface} addrgenmode none up");
        }

        foreach (var (index, side) in _router.Internal.Index())
        {
            batch.Add(MakePort($"int{index}", side.Interface, ReplicaNamespace, "br-int", $"02:6b:65:70:02:{index:x2}"));
            ups.Add($"link set {side.Interface} addrgenmode none up");
        }

        await node.IpAsync(string.Join('\n', batch), cancellation);

        // What Neutron sets in a router's namespace (reference/neutron.md A2), before the interfaces come up.
        using (var place = NetworkNamespace.Open(node.NamedNamespace(ReplicaNamespace)))
        {
            place.Run(() =>
            {
                // /proc/sys/net shows the namespace of the thread that looks.
                File.WriteAllText("/proc/sys/net/ipv4/ip_forward", "1");
                File.WriteAllText("/proc/sys/net/ipv4/conf/all/arp_ignore", "1");
                File.WriteAllText("/proc/sys/net/ipv4/conf/all/arp_announce", "2");
            });
        }

        await node.IpAsync(ReplicaNamespace, string.Join('\n', ups), cancellation);
    }

    /// <summary>Puts a node without a replica on the HA network itself, with an address of its own.</summary>
    /// <param name="node">The node.</param>
    /// <param name="address">The address.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when it is there.</returns>
    public static Task JoinHaAsync(LabNode node, IpPrefix address, CancellationToken cancellation) => node.IpAsync(
        $"""
        {MakeOverlay("vx-ha", "br-ha", HaVni)}
        addr add {address} dev br-ha
        """,
        cancellation);

    /// <summary>Removes a replica's devices, and with them its addresses.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when they are gone.</returns>
    public Task RemoveDevicesAsync(string node, CancellationToken cancellation)
    {
        IEnumerable<string> ports =
            ["ha", .. _router.External is null ? Array.Empty<string>() : ["ext"], .. _router.Internal.Select((_, index) => $"int{index}")];
        return Node(node).IpAsync(string.Join('\n', ports.Select(port => $"link del p-{port}")), cancellation);
    }

    /// <summary>Deletes the name of a replica's namespace; the namespace lives as long as a process is in it.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when it is gone.</returns>
    public Task DeleteReplicaAsync(string node, CancellationToken cancellation) =>
        Tool.RunAsync(Node(node).Enter("ip", "netns", "delete", ReplicaNamespace), input: null, cancellation);

    /// <summary>Removes the fabrics and lets the nodes go.</summary>
    /// <returns>A task that ends when the bridges are gone.</returns>
    public async Task RemoveAsync()
    {
        foreach (var node in All)
        {
            node.Remove();
        }

        var batch = string.Join('\n', Fabrics.Select(fabric => $"link del {Bridge(fabric)}")) + "\n";
        await Tool.RunAsync(["ip", "-batch", "-"], batch, CancellationToken.None);
    }

    /// <summary>The fabric's side of a node's cable.</summary>
    /// <param name="node">The node.</param>
    /// <param name="fabric">The fabric.</param>
    /// <returns>The port's name, where the fabrics are.</returns>
    public string Port(LabNode node, FabricName fabric) => Port(fabric, All.TakeWhile(other => other != node).Count() + 1);

    private async Task PlugAllAsync(CancellationToken cancellation)
    {
        var batch = new List<string>();
        foreach (var (index, node) in All.Index())
        {
            foreach (var (fabric, nic) in Nics(node))
            {
                batch.Add($"link add {Port(fabric, index + 1)} type veth peer name {nic} netns {node.Pid}");
                batch.Add($"link set {Port(fabric, index + 1)} master {Bridge(fabric)} addrgenmode none up");
            }
        }

        await Tool.RunAsync(["ip", "-batch", "-"], string.Join('\n', batch) + "\n", cancellation);
        await Task.WhenAll(All.Select((node, index) => node.IpAsync(
            string.Join('\n', Nics(node).Select(plug => ConfigureNic(plug.Fabric, plug.Nic, index + 1, node == Controller))), cancellation)));
    }

    /// <summary>What a node is plugged into.</summary>
    /// <param name="node">The node.</param>
    /// <returns>Each fabric, and the NIC's name in the node.</returns>
    public IEnumerable<(FabricName Fabric, string Nic)> Nics(LabNode node)
    {
        if (node != Outside && node != Controller)
        {
            yield return (FabricName.Tunnel, "tun0");
        }

        if (node != Inside && node != Controller && !Witnesses.Contains(node))
        {
            yield return (FabricName.External, "ext0");
        }

        if (node != Inside && node != Outside && !Witnesses.Contains(node))
        {
            yield return (FabricName.Management, "mgmt0");
        }
    }

    private static string ConfigureNic(FabricName fabric, string nic, int index, bool isController) => fabric switch
    {
        FabricName.Tunnel => $"link set {nic} addrgenmode none up\naddr add {AddressPlan.Tunnel(index)}/{AddressPlan.Length} dev {nic}",
        FabricName.Management => $"link set {nic} addrgenmode none up\naddr add "
            + $"{(isController ? AddressPlan.Controller : AddressPlan.Management(index))}/{AddressPlan.Length} dev {nic}",
        _ => $"link set {nic} addrgenmode none up",
    };

    // HA and tenant network ride on the tunnel NIC, as Neutron has it: whoever loses the one loses the other.
    private static string MakeBridges() =>
        $"""
        {MakeOverlay("vx-ha", "br-ha", HaVni)}
        {MakeOverlay("vx-int", "br-int", TenantVni)}
        link add br-ext type bridge forward_delay 0 mcast_snooping 0
        link set ext0 master br-ext
        link set br-ext addrgenmode none up
        """;

    private async Task MakeClientsAsync(CancellationToken cancellation)
    {
        var inside = AddressPlan.RouterInside(_router);
        await Inside.IpAsync(
            $"""
            {MakeOverlay("vx-int", "br-int", TenantVni)}
            addr add {AddressPlan.Inside(_router)} dev br-int
            route add default via {inside.Address}
            """,
            cancellation);
        await Outside.IpAsync(
            $"""
            addr add {AddressPlan.Outside(_router)} dev ext0
            route add {AddressPlan.Inside(_router).Address} via {AddressPlan.RouterOutside(_router).Address}
            """,
            cancellation);
    }

    private Task MakeWitnessAsync(LabNode node, CancellationToken cancellation)
    {
        var witness = _router.Guard.Witnesses.First(witness => witness.Name == node.Name);
        var length = _router.Ha.Addresses.Values.Select(prefix => prefix.Length).FirstOrDefault(32);
        return JoinHaAsync(node, new IpPrefix(witness.Address, length), cancellation);
    }

    private static string MakeBridge(FabricName fabric) =>
        $"link add {Bridge(fabric)} type bridge forward_delay 0 mcast_snooping 0\nlink set {Bridge(fabric)} addrgenmode none up";

    private static string MakeOverlay(string vxlan, string bridge, int vni) =>
        $"""
        link add {vxlan} type vxlan id {vni} group 239.255.0.{vni} dev tun0 dstport 4789 ttl 4
        link add {bridge} type bridge forward_delay 0 mcast_snooping 0
        link set {vxlan} master {bridge} addrgenmode none up
        link set {bridge} addrgenmode none up
        """;

    private static string MakePort(string port, string nic, string replica, string bridge, string? mac) =>
        $"link add p-{port} type veth peer name {nic} {(mac is null ? "" : $"address {mac} ")}netns {replica}\n"
        + $"link set p-{port} master {bridge} addrgenmode none up";

    private static string Bridge(FabricName fabric) => fabric switch
    {
        FabricName.Tunnel => "tunnel",
        FabricName.External => "external",
        _ => "management",
    };

    private static string Port(FabricName fabric, int index) => $"{Bridge(fabric)}-{index}";
}
