using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Voting;

/// <summary>
/// Three agents with real keepalived and their guards, each in a namespace of its own on one bridge, and a watch that sees every coming
/// and going of the VIP in one order. A node is cut off at the bridge: its own interface stays up.
/// </summary>
internal sealed class TestTrio : IAsyncDisposable
{
    internal const string Key = "current: 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";
    private readonly string[] _names = [TestNetwork.FreshName(), TestNetwork.FreshName(), TestNetwork.FreshName()];
    private readonly string _hubName = TestNetwork.FreshName();
    private readonly TestReactor _reactor = new();
    private readonly List<RouteMonitor> _monitors = [];
    private readonly List<NetworkNamespace> _places = [];

    private TestTrio() => Agents = [new TestAgent("net-1"), new TestAgent("net-2"), new TestAgent("net-3")];

    internal TestAgent[] Agents { get; }

    /// <summary>Who got the VIP or lost it, in order.</summary>
    internal Collected<(int Node, bool Present, TimeSpan At)> Changes { get; } = new();

    /// <summary>Three nodes with the specification and the key, whose agents do not run yet.</summary>
    internal static async Task<TestTrio> CreateAsync()
    {
        var trio = new TestTrio();
        NetworkNamespace.CreateNamed(trio._hubName);
        using var hub = NetworkNamespace.OpenNamed(trio._hubName);
        await TestNetwork.IpAsync(hub, "link", "add", "br0", "type", "bridge");
        await TestNetwork.IpAsync(hub, "link", "set", "br0", "up");
        for (var i = 0; i < 3; i++)
        {
            NetworkNamespace.CreateNamed(trio._names[i]);
            var place = NetworkNamespace.OpenNamed(trio._names[i]);
            trio._places.Add(place);
            var port = string.Create(CultureInfo.InvariantCulture, $"p{i}");
            await TestNetwork.IpAsync(place, "link", "set", "lo", "up");
            await TestNetwork.IpAsync(hub, "link", "add", port, "type", "veth", "peer", "name", "ha0", "netns", trio._names[i]);
            await TestNetwork.IpAsync(hub, "link", "set", port, "master", "br0");
            await TestNetwork.IpAsync(hub, "link", "set", port, "up");
            await TestNetwork.IpAsync(place, "address", "add", string.Create(CultureInfo.InvariantCulture, $"169.254.192.{i + 1}/18"), "dev", "ha0");
            await TestNetwork.IpAsync(place, "link", "set", "ha0", "up");
            var node = i;
            var monitor = RouteMonitor.OpenIn(place, TimeProvider.System);
            trio._monitors.Add(monitor);
            monitor.Attach(trio._reactor.Reactor, batch =>
            {
                foreach (var change in batch.Events.OfType<AddressChange>().Where(change => change.Prefix.Address.ToString() == "169.254.0.7"))
                {
                    trio.Changes.Add((node, change.Present, BootClock.Now));
                }
            });
            trio.Agents[i].Specify(trio.Specification(i));
            trio.Agents[i].GiveKey(Key);
        }

        return trio;
    }

    /// <summary>Three agents of which one is master and the others are backups that may follow it.</summary>
    /// <param name="asProcesses">Whether each agent is a process of its own.</param>
    /// <param name="guard">What the specification says of its guard.</param>
    internal static async Task<(TestTrio Trio, int Master)> SettledAsync(bool asProcesses = false, string guard = "{ mode: promise }")
    {
        var trio = await CreateAsync();
        try
        {
            foreach (var (agent, i) in trio.Agents.Select((agent, i) => (agent, i)))
            {
                agent.Specify(trio.Specification(i, guard));
                if (asProcesses)
                {
                    agent.StartProcess();
                }
                else
                {
                    agent.Start();
                }
            }

            return (trio, await trio.SettleAsync());
        }
        catch
        {
            await trio.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until one is master with a majority and the others are backups that are promised to it.</summary>
    internal async Task<int> SettleAsync()
    {
        _ = await Changes.FirstAsync(change => change.Present);
        var master = -1;
        await TestAgent.UntilAsync(() => (master = Holders() is [var only] ? only : -1) >= 0);
        var name = NameOf(master);
        await Agents[master].UntilReplicaAsync(replica => replica is
        {
            State: VrrpState.Master, Health.Bonus: > 0, Guard: { Quorum: 0, View: { Role: GuardRole.Master, Votes: 3, IsStopped: false } },
        });
        foreach (var backup in Agents.Where((_, i) => i != master))
        {
            await backup.UntilReplicaAsync(replica => replica is { State: VrrpState.Backup, Guard: { Quorum: 0, View: { Role: GuardRole.Neutral } view } }
                && view.Holder == name);
        }

        return master;
    }

    internal static string NameOf(int node) => string.Create(CultureInfo.InvariantCulture, $"net-{node + 1}");

    /// <summary>The nodes that hold the VIP, by what was seen of it.</summary>
    internal int[] Holders() => [.. Changes.Items.GroupBy(change => change.Node).Where(changes => changes.Last().Present).Select(changes => changes.Key)];

    /// <summary>Fails when two held the VIP at once at any time so far.</summary>
    internal void AssertNeverTwo()
    {
        var holders = new HashSet<int>();
        foreach (var (node, present, _) in Changes.Items)
        {
            _ = present ? holders.Add(node) : holders.Remove(node);
            Assert.True(holders.Count <= 1, $"two masters: {string.Join("; ", Changes.Items)}");
        }
    }

    /// <summary>What comes from a node's port of the bridge, also while it is cut off: the time of each advert, as a timestamp of the clock.</summary>
    internal PacketSocket Listen(int node, Action<long> heard)
    {
        using var hub = NetworkNamespace.OpenNamed(_hubName);
        var socket = PacketSocket.OpenIn(hub, PortOf(node));
        socket.Attach(_reactor.Reactor, (in packet) =>
        {
            if (!packet.Outgoing)
            {
                heard(packet.At);
            }
        });
        return socket;
    }

    /// <summary>What somebody gets who connects to the VIP from the hub.</summary>
    /// <param name="from">The interface of the hub: the bridge's, or that of a node which is cut off.</param>
    /// <returns>The error: nobody listens there, or nobody answers at all.</returns>
    internal async Task<SocketError> ConnectAsync(string from)
    {
        using var hub = NetworkNamespace.OpenNamed(_hubName);
        await TestNetwork.IpAsync(hub, "address", "add", "169.254.0.99/24", "dev", from);
        try
        {
            using var socket = hub.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(TimeSpan.FromSeconds(5));
            await socket.ConnectAsync(IPAddress.Parse("169.254.0.7"), 9, limit.Token);
            return SocketError.Success;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode;
        }
        catch (OperationCanceledException)
        {
            return SocketError.TimedOut;
        }
        finally
        {
            await TestNetwork.IpAsync(hub, "address", "del", "169.254.0.99/24", "dev", from);
        }
    }

    /// <summary>A node's namespace.</summary>
    internal NetworkNamespace PlaceOf(int node) => _places[node];

    internal Task CutAsync(int node) => PortAsync(node, "nomaster");

    internal Task HealAsync(int node) => PortAsync(node, "master", "br0");

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in Agents)
        {
            await agent.DisposeAsync();
        }

        _monitors.ForEach(monitor => monitor.Dispose());
        _reactor.Dispose();
        _places.ForEach(place => place.Dispose());
        foreach (var name in _names.Append(_hubName))
        {
            _ = NetworkNamespace.DeleteNamed(name);
        }
    }

    internal static string PortOf(int node) => string.Create(CultureInfo.InvariantCulture, $"p{node}");

    private async Task PortAsync(int node, params string[] words)
    {
        using var hub = NetworkNamespace.OpenNamed(_hubName);
        await TestNetwork.IpAsync(hub, ["link", "set", PortOf(node), .. words]);
    }

    internal string Specification(int node, string guard = "{ mode: promise }") => $$"""
        router: edge-1
        namespace: {{_names[node]}}
        vrid: 7
        advertInterval: 1s
        replicas: [net-1, net-2, net-3]
        ha:
          network: ha-a
          interface: ha0
          vip: 169.254.0.7/24
          addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18, net-3: 169.254.192.3/18 }
        guard: {{guard}}

        """;
}
