using System.Net;
using Keepone.Linux;
using Keepone.Linux.Gates;
using Keepone.Linux.Interop;
using Keepone.Linux.Netlink;

namespace Keepone.Node.Tests.Linux.Gates;

/// <summary>The programs as the kernel runs them, one packet at a time.</summary>
public sealed class GateProgramTests
{
    private static readonly GateRules Rules = new("test", 7,
        [IPAddress.Parse("169.254.0.7"), IPAddress.Parse("203.0.113.10"), IPAddress.Parse("2001:db8::10")],
        [new GatePort("left0", 7, Forwards: true)]);

    /// <summary>Direction, packet, whether it was forwarded, whether a closed gate drops it.</summary>
    public static TheoryData<bool, string, bool, bool> Packets { get; } = new()
    {
        // who asks for a VIP, who answers, who announces it
        { false, "arp 203.0.113.1 203.0.113.10", false, true },
        { true, "arp 203.0.113.10 203.0.113.1", false, true },
        { true, "arp 169.254.0.7 169.254.0.7", false, true },
        { false, "arp 203.0.113.1 203.0.113.11", false, false },
        { true, "arp 169.254.192.1 169.254.192.2", false, false },

        { false, "ip4 198.51.100.1 203.0.113.10 17", false, true },
        { true, "ip4 203.0.113.10 198.51.100.1 17", false, true },
        { true, "ip4 169.254.192.1 169.254.192.2 17", false, false },
        { false, "ip4 169.254.192.2 169.254.192.1 17", false, false },

        // what is routed is the master's alone, whose address it may be
        { true, "ip4 10.0.0.5 198.51.100.1 6", true, true },
        { true, "ip6 2001:db8:9::1 2001:db8:8::1 6", true, true },
        { false, "ip4 10.0.0.5 198.51.100.1 6", true, false },

        // adverts leave no more, but are heard
        { true, "ip4 169.254.192.1 224.0.0.18 112 3107", false, true },
        { false, "ip4 169.254.192.2 224.0.0.18 112 3107", false, false },
        { true, "ip4 169.254.192.1 224.0.0.18 112 3108", false, false },
        { true, "ip6 fe80::1 ff02::12 112 3107", false, true },
        { false, "ip6 fe80::2 ff02::12 112 3107", false, false },

        { true, "ip6 2001:db8::10 2001:db8::1 17", false, true },
        { false, "ip6 2001:db8::1 2001:db8::10 17", false, true },
        { true, "ip6 2001:db8::11 2001:db8::1 17", false, false },
        { true, "ip6 2001:db8::10:0:0 2001:db8::1 17", false, false },
        { false, "nd 2001:db8::1 ff02::1:ff00:10 135 2001:db8::10", false, true },
        { true, "nd fe80::1 ff02::1 136 2001:db8::10", false, true },
        { false, "nd 2001:db8::1 ff02::1:ff00:11 135 2001:db8::11", false, false },
        { true, "nd fe80::1 ff02::1 133 2001:db8::10", false, false },
    };

    [Theory]
    [MemberData(nameof(Packets))]
    public async Task Assemble_OnePacket_DropsWhatOnlyTheMasterMaySay(bool leaves, string packet, bool forwarded, bool drops)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var gate = TrafficGate.Put(network.Left, Rules, TimeSpan.Zero);
        using var program = ProgramOf(network.Left, leaves);
        var bytes = TestPackets.Build(packet);

        Assert.Equal(drops ? GateProgram.Drop : GateProgram.Pass, Run());
        Assert.Equal(drops ? 1 : 0, gate.Dropped);

        gate.OpenUntil = TimeSpan.MaxValue;
        Assert.Equal(GateProgram.Pass, Run());

        int Run() => Bpf.Run(program, bytes, forwarded ? 1u : 0u, 1).Result;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Assemble_TruncatedPackets_AreNeverAnError(bool leaves)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var gate = TrafficGate.Put(network.Left, Rules, TimeSpan.Zero);
        using var program = ProgramOf(network.Left, leaves);
        var whole = TestPackets.Build("nd fe80::1 ff02::1 136 2001:db8::10");

        for (var length = 14 + 40; length < whole.Length; length++)
        {
            Assert.Equal(GateProgram.Pass, Bpf.Run(program, whole.AsSpan(0, length), 0, 1).Result);
        }
    }

    [Fact]
    public async Task Assemble_TheMostAddresses_IsAccepted()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        var many = Enumerable.Range(1, GateRules.MostAddresses).Select(i => IPAddress.Parse($"2001:db8::{i:x}"));
        using var gate = TrafficGate.Put(network.Left, Rules with { Addresses = [.. many] }, TimeSpan.Zero);
        using var program = ProgramOf(network.Left, leaves: true);
        var last = IPAddress.Parse($"2001:db8::{GateRules.MostAddresses:x}");

        Assert.Equal(GateProgram.Drop, Bpf.Run(program, TestPackets.Build($"ip6 {last} 2001:db8:1::1 17"), 0, 1).Result);
    }

    [Fact]
    public async Task Assemble_AnOpenGate_CostsAPacketNextToNothing()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var gate = TrafficGate.Put(network.Left, Rules, TimeSpan.MaxValue);
        using var program = ProgramOf(network.Left, leaves: true);
        var packet = TestPackets.Build("ip4 10.0.0.5 198.51.100.1 6");
        var open = Bpf.Run(program, packet, 0, 100_000).Nanoseconds;
        gate.OpenUntil = TimeSpan.Zero;
        var closed = Bpf.Run(program, packet, 0, 100_000).Nanoseconds;
        TestContext.Current.TestOutputHelper?.WriteLine($"open {open} ns, closed {closed} ns a packet");

        // A hundred times what an idle machine takes: this fails when something is wrong, not when somebody else is busy.
        Assert.InRange(open, 1u, 10_000u);
        Assert.InRange(closed, 1u, 10_000u);
    }

    internal static Descriptor ProgramOf(NetworkNamespace place, bool leaves)
    {
        using var dump = RouteDump.OpenIn(place);
        using var socket = NetlinkSocket.OpenIn(place);
        var link = Assert.IsType<Link>(dump.FindLink("left0"));
        return Bpf.ProgramById(Assert.Single(TrafficControl.Find(socket, link, leaves, "left")).Program);
    }
}
