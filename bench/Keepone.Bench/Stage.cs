using System.Net;
using System.Text;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Bench;

/// <summary>A router's replica on the stage: its namespace and HA interface.</summary>
internal sealed record Place(string Router, NetworkNamespace Namespace, int HaInterface)
{
    internal static readonly IpPrefix Vip = new(IPAddress.Parse("169.254.0.7"), 24);

    /// <summary>Adds or removes the VIP from inside the namespace.</summary>
    /// <returns>The moment just before.</returns>
    internal long Change(bool present) => Namespace.Run(() =>
    {
        var at = TimeProvider.System.GetTimestamp();
        _ = present ? RouteEdit.AddAddress(null, HaInterface, Vip) : RouteEdit.RemoveAddress(null, HaInterface, Vip);
        return at;
    });
}

/// <summary>
/// Namespaces with an HA network each, and one keepalived at the other ends of all of them, which is master everywhere: every replica
/// hears real adverts, one a second, and is a backup.
/// </summary>
internal sealed class Stage
{
    private const string PeerName = "peer";
    private static readonly TimeSpan CommandDeadline = TimeSpan.FromMinutes(10);

    private Stage(IReadOnlyList<Place> places) => Places = places;

    internal IReadOnlyList<Place> Places { get; }

    /// <summary>Builds the stage.</summary>
    /// <param name="count">How many replicas.</param>
    /// <param name="withMaster">Whether there is a master at the other ends; without one the replicas elect themselves.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>The stage.</returns>
    internal static async Task<Stage> BuildAsync(int count, CancellationToken stop, bool withMaster = true)
    {
        await Console.Error.WriteLineAsync($"Building {count} namespaces ...");
        NetworkNamespace.CreateNamed(PeerName);
        using var peer = NetworkNamespace.OpenNamed(PeerName);
        var names = Enumerable.Range(1, count).Select(i => $"r{i}").ToList();
        var batch = new StringBuilder();
        foreach (var name in names)
        {
            NetworkNamespace.CreateNamed(name);
            batch.Append(null, $"link add {name} type veth peer name ha0 netns {name}\n");
            batch.Append(null, $"address add 169.254.192.2/18 dev {name}\n");
            batch.Append(null, $"link set {name} up\n");
        }

        await IpAsync(peer, batch.ToString(), stop);
        var own = new IpPrefix(IPAddress.Parse("169.254.192.1"), 18);
        var places = names.Select(name =>
        {
            var place = NetworkNamespace.OpenNamed(name);
            using var dump = RouteDump.OpenIn(place);
            var index = dump.FindLink("ha0")!.Index;
            RouteEdit.AddAddress(place, index, own);
            RouteEdit.SetUp(place, index, up: true);
            return new Place(name, place, index);
        }).ToList();
        if (withMaster)
        {
            await StartPeerAsync(peer, names, stop);
        }

        return new Stage(places);
    }

    /// <summary>The specification of a router, for node <c>net-1</c>.</summary>
    internal static string Specification(string name) => $$"""
        router: {{name}}
        namespace: {{name}}
        vrid: 7
        advertInterval: 1s
        replicas: [net-1, net-2]
        ha: { network: {{name}}, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18 } }
        guard: { mode: off }

        """;

    internal static async Task StartPeerAsync(NetworkNamespace peer, List<string> names, CancellationToken stop)
    {
        Directory.CreateDirectory("peer");
        var configuration = new StringBuilder("global_defs {\n    dynamic_interfaces\n}\n");
        foreach (var name in names)
        {
            configuration.Append(null, $$"""
                vrrp_instance {{name}} {
                    state MASTER
                    version 3
                    interface {{name}}
                    virtual_router_id 7
                    priority 250
                    advert_int 1
                    virtual_ipaddress {
                        169.254.0.7/24 dev {{name}}
                    }
                }

                """);
        }

        var directory = Path.GetFullPath("peer");
        await File.WriteAllTextAsync("peer/keepalived.conf", configuration.ToString(), stop);
        await RunAsync(
            peer,
            "keepalived",
            ["--vrrp", "--use-file", $"{directory}/keepalived.conf", "--pid", $"{directory}/pid", "--vrrp_pid", $"{directory}/vrrp.pid"],
            stop);
    }

    internal static async Task IpAsync(NetworkNamespace place, string batch, CancellationToken stop)
    {
        await File.WriteAllTextAsync("links", batch, stop);
        await RunAsync(place, "ip", ["-batch", "links"], stop);
    }

    internal static async Task RunAsync(NetworkNamespace place, string program, IReadOnlyList<string> arguments, CancellationToken stop)
    {
        // With its output discarded: a daemon keeps it open.
        var result = await ChildProcess.RunAsync(place, program, arguments, null, CommandDeadline, 4096, stop, ChildOutput.Discard);
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} {result.Describe()}");
        }
    }
}
