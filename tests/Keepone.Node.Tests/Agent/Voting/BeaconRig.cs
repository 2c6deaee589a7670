using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Keepone.Agent.Voting;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Voting;

/// <summary>
/// Two namespaces with the voters of a router: net-1 on the left, net-2 and net-3 on the right, each with an address of its own; a
/// reactor for each side, as on two nodes.
/// </summary>
internal sealed class BeaconRig : IDisposable
{
    private readonly TestNetwork _network;
    private readonly TestReactor _left = new();
    private readonly TestReactor _right = new();
    private readonly Dictionary<string, BeaconSocket> _forgers = [];

    private BeaconRig(TestNetwork network)
    {
        _network = network;
        (LeftSockets, RightSockets) = (new BeaconSockets(_left.Reactor), new BeaconSockets(_right.Reactor));
    }

    internal BeaconSockets LeftSockets { get; }

    internal BeaconSockets RightSockets { get; }

    internal NetworkNamespace Left => _network.Left;

    internal NetworkNamespace Right => _network.Right;

    internal static GuardKeys Keys { get; } = KeysOf(1);

    internal static GuardKeys KeysOf(byte first, byte? next = null) => new(
        Enumerable.Repeat(first, GuardKeys.KeyBytes).ToArray(),
        next is { } other ? Enumerable.Repeat(other, GuardKeys.KeyBytes).ToArray() : []);

    internal static async Task<BeaconRig> CreateAsync(bool ipv6 = false)
    {
        var network = await TestNetwork.CreateAsync();
        foreach (var (place, name, i) in new[] { (network.Left, "left0", 1), (network.Right, "right0", 2), (network.Right, "right0", 3) })
        {
            await TestNetwork.IpAsync(place, ["address", "add", AddressOf(i, ipv6).ToString(), "dev", name, .. ipv6 ? ["nodad"] : Array.Empty<string>()]);
        }

        return new BeaconRig(network);
    }

    /// <summary>The roster of a voter; the interface is the one of its side.</summary>
    internal static GuardRoster Roster(string name, string router = "edge-1", bool ipv6 = false) => GuardRoster.Of(
        new RouterSpecification
        {
            Id = RouterId.FromName(router),
            Name = router,
            Vrid = 7,
            AdvertInterval = TimeSpan.FromSeconds(1),
            Replicas = ["net-1", "net-2", "net-3"],
            Ha = new HaSpecification
            {
                Network = "ha-a",
                Interface = name == "net-1" ? "left0" : "right0",
                Vip = AddressOf(7, ipv6),
                Addresses = Enumerable.Range(1, 3).ToImmutableSortedDictionary(i => $"net-{i}", i => AddressOf(i, ipv6)),
            },
        },
        name)!;

    internal Voice Open(string name, ulong boot, string router = "edge-1", GuardKeys? keys = null, bool ipv6 = false, Action<int, Beacon>? onBeacon = null) =>
        new(name == "net-1" ? LeftSockets : RightSockets, Roster(name, router, ipv6), name == "net-1" ? Left : Right, keys ?? Keys, boot, onBeacon);

    /// <summary>Sends a packet as it is from an address of the right side to net-1.</summary>
    internal void Forge(byte[] packet, string from = "169.254.192.2")
    {
        if (!_forgers.TryGetValue(from, out var socket))
        {
            _forgers[from] = socket = BeaconSocket.OpenIn(Right, new IPEndPoint(IPAddress.Parse(from), 5000), "right0", 65536);
        }

        var batch = new DatagramBatch(1, 2048);
        packet.CopyTo(batch[0]);
        batch.Address(0, new DatagramAddress(Roster("net-1").Endpoints[0]), packet.Length);
        Assert.Equal(1, socket.Send(batch, 1, out _));
    }

    internal static byte[] Packet(BeaconPacket packet, GuardKeys? keys = null)
    {
        var data = new byte[BeaconPacket.Bytes];
        packet.Write(data);
        using var authenticator = new BeaconAuthenticator(keys ?? Keys);
        authenticator.Sign(data);
        return data;
    }

    internal static Beacon Say(ulong boot, int sent) =>
        new(boot, TimeSpan.FromMilliseconds(sent), GuardRole.Neutral, 110, VoterState.Nobody, default, 0b111, Leaving: false);

    public void Dispose()
    {
        foreach (var forger in _forgers.Values)
        {
            forger.Dispose();
        }

        _left.Dispose();
        _right.Dispose();
        _network.Dispose();
        Assert.Empty(_left.Faults.Items);
        Assert.Empty(_right.Faults.Items);
    }

    private static IpPrefix AddressOf(int i, bool ipv6)
    {
        var text = ipv6 ? $"fe80::{i.ToString(CultureInfo.InvariantCulture)}/64" : $"169.254.192.{i.ToString(CultureInfo.InvariantCulture)}/18";
        return IpPrefix.TryParse(text, out var prefix) ? prefix : throw new FormatException(text);
    }
}

/// <summary>A channel, and what it heard.</summary>
internal sealed class Voice : IDisposable
{
    internal Voice(BeaconSockets sockets, GuardRoster roster, NetworkNamespace place, GuardKeys keys, ulong boot, Action<int, Beacon>? onBeacon) =>
        Channel = new BeaconChannel(sockets, roster, place, keys, boot, (from, beacon) =>
        {
            onBeacon?.Invoke(from, beacon);
            Heard.Add((from, beacon));
        }, Broken.Add);

    internal BeaconChannel Channel { get; }

    internal Collected<(int From, Beacon Beacon)> Heard { get; } = new();

    internal Collected<string> Broken { get; } = new();

    internal void Say(ulong boot, int sent) => Channel.Send(BeaconRig.Say(boot, sent));

    /// <summary>Waits until this very beacon was heard of that voter.</summary>
    internal Task HearsAsync(int from, ulong boot, int sent) =>
        Heard.FirstAsync(item => item.From == from && item.Beacon == BeaconRig.Say(boot, sent));

    public void Dispose() => Channel.Dispose();
}
