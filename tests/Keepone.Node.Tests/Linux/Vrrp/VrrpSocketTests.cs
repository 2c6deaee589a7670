using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Keepone.Core.Vrrp;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Vrrp;

public sealed class VrrpSocketTests
{
    [Theory]
    [InlineData(2, AddressFamily.InterNetwork, "")]
    [InlineData(2, AddressFamily.InterNetwork, "authentication { auth_type PASS\n auth_pass secret }")]
    [InlineData(3, AddressFamily.InterNetwork, "")]
    [InlineData(3, AddressFamily.InterNetworkV6, "")]
    public async Task Attach_KeepalivedSends_AdvertIsVerified(int version, AddressFamily family, string extra)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        var ipv6 = family == AddressFamily.InterNetworkV6;
        await TestNetwork.IpAsync(network.Left, "-6", "address", "flush", "dev", "left0");
        await TestNetwork.IpAsync(network.Left, "address", "add", "169.254.192.1/18", "dev", "left0");
        await TestNetwork.IpAsync(network.Left, "address", "add", "fe80::1/64", "dev", "left0", "nodad");
        using var reactor = new TestReactor();
        using var socket = VrrpSocket.OpenIn(network.Right, "right0", family);
        using var packets = PacketSocket.OpenIn(network.Left, "left0");
        var heard = new Collected<AdvertReading>();
        var sent = new Collected<(AdvertReading Reading, bool Outgoing, long At)>();
        var before = TimeProvider.System.GetTimestamp();
        socket.Attach(reactor.Reactor, (in received) => heard.Add(received.Read()));
        packets.Attach(reactor.Reactor, (in received) => sent.Add((received.Read(), received.Outgoing, received.At)));

        // Version 2 knows only whole seconds.
        var interval = version == 2 ? "1" : "0.1";
        var vips = ipv6 ? "fe80::7/64\n 2001:db8::7/64" : "169.254.0.7/24\n 10.0.0.1/24";
        await using var keepalived = new RealKeepalived(network.Left, $$"""
            global_defs { router_id t }
            vrrp_instance VR_7 {
              state BACKUP
              interface left0
              version {{version.ToString(CultureInfo.InvariantCulture)}}
              virtual_router_id 7
              priority 120
              advert_int {{interval}}
              {{extra}}
              virtual_ipaddress {
                {{vips}}
              }
            }
            """);

        var expected = new Advert
        {
            Version = version,
            Vrid = 7,
            Priority = 120,
            Interval = TimeSpan.FromSeconds(version == 2 ? 1 : 0.1),
            Source = IPAddress.Parse(ipv6 ? "fe80::1" : "169.254.192.1"),
            Addresses = ipv6
                ? [IPAddress.Parse("fe80::7"), IPAddress.Parse("2001:db8::7")]
                : [IPAddress.Parse("169.254.0.7"), IPAddress.Parse("10.0.0.1")],
        };
        var reading = await heard.FirstAsync(_ => true);
        Assert.Equal("", reading.Reason);
        Assert.Equal(expected, reading.Advert);

        // The sender's own side sees the same, as sent by it, not later than now.
        var own = await sent.FirstAsync(_ => true);
        Assert.Equal((expected, true), (own.Reading.Advert, own.Outgoing));
        Assert.InRange(own.At, before, TimeProvider.System.GetTimestamp());
        Assert.Null(keepalived.Failure);
        Assert.Empty(reactor.Faults.Items);
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public async Task Attach_CraftedAdverts_RejectedWithReasons(AddressFamily family)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        var advert = await PrepareAsync(network, family);
        using var reactor = new TestReactor();
        using var socket = VrrpSocket.OpenIn(network.Right, "right0", family);
        using var packets = PacketSocket.OpenIn(network.Right, "right0");
        var heard = new Collected<AdvertReading>();
        var seen = new Collected<(AdvertDefect Defect, bool Outgoing)>();
        socket.Attach(reactor.Reactor, (in received) => heard.Add(received.Read()));
        packets.Attach(reactor.Reactor, (in received) => seen.Add((received.Read().Defect, received.Outgoing)));

        var good = AdvertSender.Encode(advert, GroupOf(family));
        var corrupt = good.ToArray();
        corrupt[^1] ^= 1;
        AdvertSender.Send(network.Left, "left0", family, 254, good);
        AdvertSender.Send(network.Left, "left0", family, 255, corrupt);
        AdvertSender.Send(network.Left, "left0", family, 255, good[..^1]);
        AdvertSender.Send(network.Left, "left0", family, 255, [0]);
        AdvertSender.Send(network.Left, "left0", family, 255, good);

        _ = await heard.FirstAsync(reading => reading.Advert is not null);
        Assert.Equal(
            [AdvertDefect.HopLimit, AdvertDefect.Checksum, AdvertDefect.Length, AdvertDefect.Length, AdvertDefect.None],
            heard.Items.Select(reading => reading.Defect));
        Assert.Equal(
            $"advert of VRID 7 from {advert.Source} has TTL 254, expected 255: it crossed a router or is forged",
            heard.Items[0].Reason);
        Assert.Equal($"advert of VRID 7 from {advert.Source} has a wrong checksum", heard.Items[1].Reason);
        Assert.Equal(advert, heard.Items[4].Advert);

        _ = await seen.FirstAsync(packet => packet.Defect == AdvertDefect.None);
        Assert.Equal(heard.Items.Select(reading => (reading.Defect, false)), seen.Items);
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public async Task OpenIn_OneVrid_OthersAreNotHeard(AddressFamily family)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        var advert = await PrepareAsync(network, family);
        using var reactor = new TestReactor();
        using var socket = VrrpSocket.OpenIn(network.Right, "right0", family, vrid: 9);
        using var packets = PacketSocket.OpenIn(network.Right, "right0", vrid: 9);
        using var own = PacketSocket.OpenIn(network.Left, "left0", vrid: 9);
        var heard = new Collected<AdvertReading>();
        var seen = new Collected<(int? Vrid, bool Outgoing)>();
        socket.Attach(reactor.Reactor, (in received) => heard.Add(received.Read()));
        packets.Attach(reactor.Reactor, (in received) => seen.Add((received.Read().Advert?.Vrid, received.Outgoing)));
        own.Attach(reactor.Reactor, (in received) => seen.Add((received.Read().Advert?.Vrid, received.Outgoing)));
        foreach (var vrid in new[] { 7, 8, 9 })
        {
            var message = AdvertSender.Encode(advert with { Vrid = vrid }, GroupOf(family));
            AdvertSender.Send(network.Left, "left0", family, 255, message);
        }

        _ = await heard.FirstAsync(_ => true);
        Assert.Equal(9, Assert.Single(heard.Items).Advert?.Vrid);
        await seen.UntilAsync(items => items.Count == 2);
        Assert.Equal([(9, false), (9, true)], seen.Items.Order());
    }

    [Fact]
    public async Task TryReceive_OwnAdvert_NotHeard()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        var advert = await PrepareAsync(network, AddressFamily.InterNetwork);
        using var own = VrrpSocket.OpenIn(network.Left, "left0", AddressFamily.InterNetwork);
        using var reactor = new TestReactor();
        using var other = VrrpSocket.OpenIn(network.Right, "right0", AddressFamily.InterNetwork);
        var heard = new Collected<AdvertReading>();
        other.Attach(reactor.Reactor, (in received) => heard.Add(received.Read()));
        AdvertSender.Send(
            network.Left, "left0", AddressFamily.InterNetwork, 255, AdvertSender.Encode(advert, AdvertCodec.Ipv4Group));
        _ = await heard.FirstAsync(_ => true);
        Assert.False(own.TryReceive(new byte[VrrpSocket.BufferBytes], out var received) && received.Outgoing);
    }

    [Fact]
    public async Task OpenIn_NoSuchInterface_SaysSo()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        var error = Assert.Throws<LinuxException>(() => VrrpSocket.OpenIn(network.Left, "ha0", AddressFamily.InterNetwork));
        Assert.Equal($"cannot listen to VRRP on 'ha0' of /run/netns/{network.LeftName}: No such device", error.Message);
        Assert.True(error.IsMissing);
        error = Assert.Throws<LinuxException>(() => PacketSocket.OpenIn(network.Left, "ha0"));
        Assert.Equal($"cannot watch VRRP on 'ha0' of /run/netns/{network.LeftName}: No such device", error.Message);
    }

    [Fact]
    public async Task Attach_InterfaceDownAndUp_BothSocketsHearAgain()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        var advert = await PrepareAsync(network, AddressFamily.InterNetwork);
        using var reactor = new TestReactor();
        using var socket = VrrpSocket.OpenIn(network.Right, "right0", AddressFamily.InterNetwork);
        using var packets = PacketSocket.OpenIn(network.Right, "right0");
        var heard = new Collected<string>();
        socket.Attach(reactor.Reactor, (in _) => heard.Add("socket"));
        packets.Attach(reactor.Reactor, (in _) => heard.Add("packets"));
        var index = TestNetwork.IndexOf(network.Right, "right0");
        RouteEdit.SetUp(network.Right, index, up: false);
        RouteEdit.SetUp(network.Right, index, up: true);
        AdvertSender.Send(
            network.Left, "left0", AddressFamily.InterNetwork, 255, AdvertSender.Encode(advert, AdvertCodec.Ipv4Group));
        await heard.UntilAsync(items => items.Contains("socket") && items.Contains("packets"));
        Assert.Empty(reactor.Faults.Items);
    }

    private static IPAddress GroupOf(AddressFamily family) =>
        family == AddressFamily.InterNetworkV6 ? AdvertCodec.Ipv6Group : AdvertCodec.Ipv4Group;

    private static async Task<Advert> PrepareAsync(TestNetwork network, AddressFamily family)
    {
        var ipv6 = family == AddressFamily.InterNetworkV6;
        if (ipv6)
        {
            // The kernel would choose its own link-local address as the source.
            await TestNetwork.IpAsync(network.Left, "-6", "address", "flush", "dev", "left0");
            await TestNetwork.IpAsync(network.Left, "address", "add", "fe80::1/64", "dev", "left0", "nodad");
        }
        else
        {
            await TestNetwork.IpAsync(network.Left, "address", "add", "169.254.192.1/18", "dev", "left0");
        }

        return new Advert
        {
            Version = 3,
            Vrid = 7,
            Priority = 100,
            Interval = TimeSpan.FromMilliseconds(250),
            Source = IPAddress.Parse(ipv6 ? "fe80::1" : "169.254.192.1"),
            Addresses = ImmutableArray.Create(IPAddress.Parse(ipv6 ? "fe80::7" : "169.254.0.7")),
        };
    }
}
