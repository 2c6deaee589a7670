using System.Net;
using System.Text;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Bench;

/// <summary>
/// Routers with two peers each. The agent's node net-1 has a namespace for every router; net-2 and net-3 of all routers live at the other
/// ends, in one namespace, where no two have the same address: the kernel looks sockets and routes up by it, and a chain of a thousand
/// would be measured as the agent's. Of every second router net-2 is master, a real keepalived; of the others net-1 becomes master.
/// </summary>
internal static class GuardStage
{
    internal const string PeerName = "peer";
    internal const string KeyFile = "guard.key";

    private const int AddressesEach = 8;

    /// <summary>Whether net-2 is master of the router, and not the agent's replica.</summary>
    internal static bool PeerIsMaster(int router) => router % 2 == 1;

    internal static string NameOf(int router) => $"r{router + 1}";

    /// <summary>The address of a node, 1 to 3, on the HA network of a router.</summary>
    internal static IpPrefix AddressOf(int router, int node)
    {
        var offset = (router * AddressesEach) + node;
        return new IpPrefix(new IPAddress([169, 254, (byte)(192 + (offset >> 8)), (byte)offset]), 29);
    }

    internal static async Task BuildAsync(int count, CancellationToken stop)
    {
        await Console.Error.WriteLineAsync($"Building {count} namespaces ...");
        NetworkNamespace.CreateNamed(PeerName);
        using var peer = NetworkNamespace.OpenNamed(PeerName);
        var batch = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            NetworkNamespace.CreateNamed(NameOf(i));
            batch.Append(null, $"link add {NameOf(i)} type veth peer name ha0 netns {NameOf(i)}\n");
            batch.Append(null, $"address add {AddressOf(i, 2)} dev {NameOf(i)}\n");
            batch.Append(null, $"address add {AddressOf(i, 3)} dev {NameOf(i)}\n");
            batch.Append(null, $"link set {NameOf(i)} up\n");
        }

        await Stage.IpAsync(peer, batch.ToString(), stop);
        for (var i = 0; i < count; i++)
        {
            using var place = NetworkNamespace.OpenNamed(NameOf(i));
            using var dump = RouteDump.OpenIn(place);
            var index = dump.FindLink("ha0")!.Index;
            RouteEdit.AddAddress(place, index, AddressOf(i, 1));
            RouteEdit.SetUp(place, index, up: true);
        }

        await Stage.StartPeerAsync(peer, [.. Enumerable.Range(0, count).Where(PeerIsMaster).Select(NameOf)], stop);
    }

    /// <summary>The specification of a router.</summary>
    internal static string Specification(int router, string mode) => $$"""
        router: {{NameOf(router)}}
        namespace: {{NameOf(router)}}
        vrid: 7
        advertInterval: 1s
        replicas: [net-1, net-2, net-3]
        ha:
          network: {{NameOf(router)}}
          interface: ha0
          vip: 169.254.0.7/24
          addresses: { net-1: {{AddressOf(router, 1)}}, net-2: {{AddressOf(router, 2)}}, net-3: {{AddressOf(router, 3)}} }
        guard: { mode: {{mode}} }

        """;
}
