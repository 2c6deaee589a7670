using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Keepone.Linux;
using Keepone.Linux.Gates;
using Keepone.Linux.Netlink;
using Keepone.Node.Tests.Linux.Vrrp;

namespace Keepone.Node.Tests.Linux.Gates;

public sealed class TrafficGateTests
{
    private static readonly IPAddress Vip = IPAddress.Parse("169.254.0.7");
    private static readonly GateRules Rules = new("gate-test", 7, [Vip], [new GatePort("left0", 7, Forwards: false)]);

    [Fact]
    public async Task OpenUntil_NobodyMovesItOn_NothingSentAfterItArrives()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        await TestNetwork.IpAsync(network.Left, "address", "add", "169.254.0.7/24", "dev", "left0");
        await TestNetwork.IpAsync(network.Right, "address", "add", "169.254.0.1/24", "dev", "right0");
        using var sender = Bound(network.Left, Vip);
        using var receiver = Bound(network.Right, IPAddress.Parse("169.254.0.1"));
        var end = BootClock.Now + TimeSpan.FromMilliseconds(300);
        using var gate = TrafficGate.Put(network.Left, Rules, end);

        var stamp = new byte[8];
        var last = TimeSpan.Zero;
        var arrived = 0;
        while (BootClock.Now is var now && now < end + TimeSpan.FromMilliseconds(100))
        {
            BinaryPrimitives.WriteInt64BigEndian(stamp, now.Ticks);
            _ = sender.SendTo(stamp, receiver.LocalEndPoint!);
            while (receiver.Available > 0)
            {
                _ = receiver.Receive(stamp);
                (last, arrived) = (TimeSpan.FromTicks(BinaryPrimitives.ReadInt64BigEndian(stamp)), arrived + 1);
            }
        }

        Assert.True(arrived > 10, $"only {arrived} arrived while it was open");
        Assert.True(last <= end, $"sent {(last - end).TotalMilliseconds} ms after the gate closed, and arrived");
        Assert.True(gate.Dropped > 10);
    }

    [Fact]
    public async Task Put_AfterTheProcessThatMadeItDied_TakesItOverWithItsMoment()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        var end = BootClock.Now + TimeSpan.FromMinutes(1);
        using (var first = TrafficGate.Put(network.Left, Rules, TimeSpan.Zero))
        {
            Assert.False(first.WasThere);
            first.OpenUntil = end;
        }

        using var second = TrafficGate.Put(network.Left, Rules, TimeSpan.Zero);

        Assert.True(second.WasThere);
        Assert.Equal(end, second.OpenUntil);
        Assert.True(second.IsInForce());
        using var program = GateProgramTests.ProgramOf(network.Left, leaves: true);
        var packet = TestPackets.Build("arp 169.254.0.7 169.254.0.1");
        Assert.Equal(GateProgram.Pass, Keepone.Linux.Interop.Bpf.Run(program, packet, 0, 1).Result);
        second.OpenUntil = TimeSpan.Zero;
        Assert.Equal(GateProgram.Drop, Keepone.Linux.Interop.Bpf.Run(program, packet, 0, 1).Result);
    }

    [Fact]
    public async Task Put_OtherAddresses_HoldBackFromThenOn()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var gate = TrafficGate.Put(network.Left, Rules, TimeSpan.Zero);

        gate.Put(Rules with { Addresses = [IPAddress.Parse("169.254.0.8")] });

        using var program = GateProgramTests.ProgramOf(network.Left, leaves: true);
        Assert.Equal(GateProgram.Pass, Run("arp 169.254.0.7 169.254.0.1"));
        Assert.Equal(GateProgram.Drop, Run("arp 169.254.0.8 169.254.0.1"));

        int Run(string packet) => Keepone.Linux.Interop.Bpf.Run(program, TestPackets.Build(packet), 0, 1).Result;
    }

    [Fact]
    public async Task Put_AnInterfaceThatWasMadeAnew_IsInForceAgain()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var gate = TrafficGate.Put(network.Left, Rules, TimeSpan.Zero);
        await TestNetwork.IpAsync(network.Left, "link", "delete", "left0");
        Assert.False(gate.IsInForce());
        var error = Assert.Throws<LinuxException>(() => gate.Put(Rules));
        Assert.True(error.IsMissing);
        Assert.StartsWith($"cannot put a gate on left0 of /run/netns/{network.LeftName}: ", error.Message, StringComparison.Ordinal);

        await TestNetwork.IpAsync(network.Left, "link", "add", "left0", "type", "veth", "peer", "name", "right0", "netns", network.RightName);
        gate.Put(Rules);

        Assert.True(gate.IsInForce());
    }

    [Fact]
    public async Task Remove_OneOfTwo_LeavesTheOtherAndNothingElse()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        var others = Rules with { Name = "other", Handle = 8, Addresses = [IPAddress.Parse("169.254.0.8")] };
        using var gate = TrafficGate.Put(network.Left, Rules, TimeSpan.Zero);
        using var other = TrafficGate.Put(network.Left, others, TimeSpan.Zero);

        Assert.True(TrafficGate.Remove(network.Left, Rules));
        Assert.False(TrafficGate.Remove(network.Left, Rules));
        Assert.True(other.IsInForce());
        Assert.False(gate.IsInForce());

        Assert.True(TrafficGate.Remove(network.Left, others));
        using var socket = NetlinkSocket.OpenIn(network.Left);
        using var dump = RouteDump.OpenIn(network.Left);
        Assert.Empty(TrafficControl.Find(socket, dump.FindLink("left0")!, leaves: true, "left"));
        var qdiscs = await ChildProcess.RunAsync(
            network.Left, "tc", ["qdisc", "show", "dev", "left0"], null, TimeSpan.FromSeconds(20), 4096, TestContext.Current.CancellationToken);
        Assert.True(qdiscs.Succeeded);
        Assert.DoesNotContain("clsact", qdiscs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_SomebodyElsesFilterOfTheSameNumber_IsRefusedAndNamed()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var theirs = TrafficGate.Put(network.Left, Rules with { Name = "theirs" }, TimeSpan.MaxValue);

        var error = Assert.Throws<LinuxException>(() => TrafficGate.Put(network.Left, Rules, TimeSpan.Zero));

        Assert.Contains("is not its own ('theirs')", error.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// The agent hangs: keepalived runs, is master, and nobody moves the moment on. Its adverts and announcements end with it, also
    /// those of a keepalived that becomes master afterwards.
    /// </summary>
    [Fact]
    public async Task OpenUntil_KeepalivedIsMasterAndTheAgentHangs_IsSilentFromThatMomentOn()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        await TestNetwork.IpAsync(network.Left, "-6", "address", "flush", "dev", "left0");
        await TestNetwork.IpAsync(network.Left, "address", "add", "169.254.192.1/18", "dev", "left0");
        using var reactor = new TestReactor();
        using var socket = VrrpSocket.OpenIn(network.Right, "right0", AddressFamily.InterNetwork);
        var heard = new Collected<TimeSpan>();
        socket.Attach(reactor.Reactor, (in received) =>
        {
            // The moment of arrival, not of reading, as the node's steady time.
            var age = TimeProvider.System.GetElapsedTime(received.At);
            if (received.Read().Advert is { Priority: > 0 })
            {
                heard.Add(BootClock.Now - age);
            }
        });
        using var gate = TrafficGate.Put(network.Left, Rules, TimeSpan.MaxValue);
        await using var keepalived = new RealKeepalived(network.Left, """
            global_defs { router_id t }
            vrrp_instance VR_7 {
              state BACKUP
              interface left0
              version 3
              virtual_router_id 7
              priority 120
              advert_int 0.1
              virtual_ipaddress { 169.254.0.7/24 dev left0 }
            }
            """);
        _ = await heard.FirstAsync(_ => true);

        var end = BootClock.Now + TimeSpan.FromMilliseconds(250);
        gate.OpenUntil = end;
        await Until(() => gate.Dropped >= 10);

        Assert.Contains("169.254.0.7", TestNetwork.AddressesOf(network.Left));
        Assert.InRange(heard.Items.Max(), end - TimeSpan.FromMilliseconds(150), end + TimeSpan.FromMilliseconds(2));

        // A lease later: the same master is heard again, without a new election.
        var before = heard.Items.Length;
        gate.OpenUntil = TimeSpan.MaxValue;
        await heard.UntilAsync(items => items.Count > before);
        Assert.Null(keepalived.Failure);
    }

    private static Socket Bound(NetworkNamespace place, IPAddress address) => place.Run(() =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    });

    private static async Task Until(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var start = TimeProvider.System.GetTimestamp();
        while (!condition() && TimeProvider.System.GetElapsedTime(start) < Collected<int>.Deadline)
        {
            _ = await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        Assert.True(condition());
    }
}
