using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Keepone.Agent.Voting;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Voting;

/// <summary>Whatever is received, nothing reaches the voter that its peer did not say, and nothing is lost of what it did.</summary>
public sealed class BeaconFuzzTests : IDisposable
{
    private const ulong Own = 10;
    private const ulong Peer = 20;

    // A second for every change; ./test soak gives it a minute.
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(
        Environment.GetEnvironmentVariable("KEEPONE_FUZZ_SECONDS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 1);

    private readonly TestReactor _reactor = new();
    private readonly List<(int From, Beacon Beacon)> _heard = [];
    private readonly List<string> _broken = [];
    private readonly GuardRoster _roster = RosterOf("w1");
    private readonly BeaconChannel _channel;
    private readonly DatagramAddress _peer;

    public BeaconFuzzTests()
    {
        // A witness on loopback, with any port: packets are handed over as the socket would.
        _channel = new BeaconChannel(
            new BeaconSockets(_reactor.Reactor), _roster, null, BeaconRig.Keys, Own, (from, beacon) => _heard.Add((from, beacon)), _broken.Add);
        _peer = new DatagramAddress(_roster.Endpoints[0]);
    }

    public void Dispose()
    {
        _channel.Dispose();
        _reactor.Dispose();
    }

    [Fact]
    public void Take_EverySingleBitFlipped_IsRejectedAndLeavesNoTrace()
    {
        var packet = Genuine(1);
        for (var bit = 0; bit < 8 * packet.Length; bit++)
        {
            packet[bit / 8] ^= (byte)(1 << (bit % 8));
            _channel.Take(packet, _peer);
            packet[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Empty(_heard);
        Assert.Equal(8 * packet.Length, _channel.Counters.Rejected);
        _channel.Take(packet, _peer);
        Assert.Equal((0, BeaconRig.Say(Peer, 1)), Assert.Single(_heard));
    }

    [Fact]
    public void Take_EveryTruncationAndExtension_IsRejected()
    {
        var packet = Genuine(1);
        for (var length = 0; length < packet.Length; length++)
        {
            _channel.Take(packet.AsSpan(0, length), _peer);
        }

        for (var more = 1; more < 200; more++)
        {
            _channel.Take(new byte[packet.Length + more], _peer);
            _channel.Take([.. packet, .. new byte[more]], _peer);
        }

        Assert.Empty(_heard);
        Assert.Equal((packet.Length, packet.Length + 398), (_channel.Counters.Of(BeaconRejection.Truncated), _channel.Counters.Rejected));
    }

    [Fact]
    public void Take_RandomAndMutatedForAWhile_OnlyTheGenuineIsHeard()
    {
#pragma warning disable CA5394 // A seed that reproduces is what is wanted.
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var (genuine, packets) = (0, 0L);
        var recorded = new List<byte[]>();
        var from = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(from) < Duration)
        {
            for (var i = 0; i < 1000; i++, packets++)
            {
                var packet = Mutated(random, recorded, genuine + 1);
                _channel.Take(packet, random.Next(20) == 0 ? new DatagramAddress(_roster.Endpoints[random.Next(3)]) : _peer);
            }

            var next = Genuine(++genuine);
            recorded.Add(next);
            _channel.Take(next, _peer);
            packets++;
            Assert.True(_heard.Count == genuine && _heard[^1] == (0, BeaconRig.Say(Peer, genuine)), $"seed {seed}, packet {packets}");
            Assert.Equal(packets, _channel.Counters.Heard + _channel.Counters.Rejected);
        }

        Assert.Empty(_broken);
        TestContext.Current.TestOutputHelper?.WriteLine($"{packets} packets, {genuine} of them genuine, seed {seed}");
    }

    // Noise, recorded packets as they are or cut, joined and flipped, and packets with a good form and any content under another key.
    private byte[] Mutated(Random random, List<byte[]> recorded, int next)
    {
        var packet = recorded.Count > 0 && random.Next(2) == 0 ? [.. recorded[random.Next(recorded.Count)]] : Genuine(next);
        switch (random.Next(6))
        {
            case 0:
                random.NextBytes(packet = new byte[random.Next(300)]);
                return packet;
            case 1:
                return recorded.Count > 0 ? recorded[random.Next(recorded.Count)] : [];
            case 2:
                return packet[..random.Next(packet.Length)];
            case 3:
                random.NextBytes(packet.AsSpan(random.Next(20, packet.Length - 8)));
                return packet;
            case 4:
                var content = BeaconRig.Say(Peer + (ulong)random.Next(3), random.Next());
                return BeaconRig.Packet(Packet(content) with { ToBoot = (ulong)random.Next(30) }, BeaconRig.KeysOf(7));
            default:
                packet[random.Next(packet.Length)] ^= (byte)random.Next(1, 256);
                return packet;
        }
    }
#pragma warning restore CA5394

    [Fact]
    public void SendAndTake_Steadily_AllocateNothing()
    {
        var packets = Enumerable.Range(1, 2000).Select(Genuine).ToArray();
        var total = 0;
        using var channel = new BeaconChannel(
            new BeaconSockets(_reactor.Reactor), RosterOf("w2"), null, BeaconRig.Keys, Own, (from, _) => total += from, _broken.Add);
        var beacon = BeaconRig.Say(Own, 1);
        for (var i = 0; i < 1000; i++)
        {
            channel.Take(packets[i], _peer);
            channel.Send(beacon);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1000; i < 2000; i++)
        {
            channel.Take(packets[i], _peer);
            channel.Send(beacon);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static GuardRoster RosterOf(string name) => GuardRoster.Of(
        new RouterSpecification
        {
            Id = RouterId.FromName("edge-1"),
            Name = "edge-1",
            Vrid = 7,
            AdvertInterval = TimeSpan.FromSeconds(1),
            Replicas = ["net-1", "net-2"],
            Ha = new HaSpecification
            {
                Network = "ha-a",
                Interface = "lo",
                Vip = new IpPrefix(IPAddress.Parse("127.0.0.7"), 8),
                Addresses = ImmutableSortedDictionary<string, IpPrefix>.Empty
                    .Add("net-1", new IpPrefix(IPAddress.Parse("127.0.0.2"), 8))
                    .Add("net-2", new IpPrefix(IPAddress.Parse("127.0.0.4"), 8)),
            },
            Guard = new GuardSpecification
            {
                Witnesses =
                [
                    new WitnessSpecification { Name = "w1", Address = IPAddress.Loopback, Port = 0 },
                    new WitnessSpecification { Name = "w2", Address = IPAddress.Parse("127.0.0.3"), Port = 0 },
                ],
            },
        },
        name)!;

    private byte[] Genuine(int sent) => BeaconRig.Packet(Packet(BeaconRig.Say(Peer, sent)));

    private BeaconPacket Packet(Beacon content) =>
        new(_roster.Router, _roster.Fingerprint, 0, (byte)_roster.Self, Own, content);
}
