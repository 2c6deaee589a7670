using System.Net;
using System.Net.Sockets;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Connections;

public sealed class ConnectSocketTests
{
    private const int Refused = 111;

    [Theory]
    [InlineData("10.9.0.1", "10.9.0.2")]
    [InlineData("fd00::1", "fd00::2")]
    public async Task Connect_ToAListenerAndToNone_EndsEachTimeAndKeepsNothing(string left, string right)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        await Address(network.Left, left, "left0");
        await Address(network.Right, right, "right0");
        var target = IPAddress.Parse(right);
        using var listener = network.Right.Run(() =>
        {
            var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(target, 179));
            socket.Listen(16);
            return socket;
        });
        using var reactor = new TestReactor();
        using var socket = ConnectSocket.OpenIn(network.Left, "left0", target.AddressFamily, IPAddress.Parse(left));
        var ends = new Collected<int>();
        socket.Attach(reactor.Reactor, ends.Add);

        // The same socket again and again, from another port each time, and refused in between.
        for (var i = 1; i <= 6; i++)
        {
            var (port, expected) = i % 3 == 0 ? (180, Refused) : (179, 0);
            reactor.Reactor.Post(() =>
            {
                if (socket.Connect(new DatagramAddress(new IPEndPoint(target, port), socket.InterfaceIndex)) is { } ended)
                {
                    ends.Add(ended);
                }
            });
            await ends.UntilAsync(all => all.Count == i);
            Assert.Equal(expected, ends.Items[^1]);
        }

        // Neither side remembers a connection: no TIME_WAIT here, and the other side's were reset.
        Assert.Equal("", await ConnectionsOf(network.Left));
        Assert.Empty(reactor.Faults.Items);
    }

    [Fact]
    public async Task Connect_NobodyThere_IsBrokenOffByReset()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        await Address(network.Left, "10.9.0.1", "left0");
        using var reactor = new TestReactor();
        using var socket = ConnectSocket.OpenIn(network.Left, null, AddressFamily.InterNetwork, null);
        var (ends, started) = (new Collected<int>(), new Collected<int?>());
        socket.Attach(reactor.Reactor, ends.Add);

        reactor.Reactor.Post(() =>
        {
            started.Add(socket.Connect(new DatagramAddress(new IPEndPoint(IPAddress.Parse("10.9.0.3"), 179))));
            socket.Reset();
            started.Add(socket.Connect(new DatagramAddress(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 179))));
        });
        await started.UntilAsync(all => all.Count == 2);

        Assert.Null(started.Items[0]);
        Assert.Equal("Network is unreachable", NetworkError.Words(started.Items[1]!.Value));
        Assert.Equal("", await ConnectionsOf(network.Left));
        Assert.Empty(ends.Items);
    }

    [Fact]
    public async Task OpenIn_AnAddressThatIsNotThere_SaysSo()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();

        var error = Assert.Throws<LinuxException>(
            () => ConnectSocket.OpenIn(network.Left, "left0", AddressFamily.InterNetwork, IPAddress.Parse("10.9.0.1")));

        Assert.True(NetworkError.IsGone(error.ErrorNumber));
        Assert.Contains("connect from 10.9.0.1 by 'left0'", error.Message, StringComparison.Ordinal);
    }

    private static Task Address(NetworkNamespace place, string address, string device) => address.Contains(':', StringComparison.Ordinal)
        ? TestNetwork.IpAsync(place, "address", "add", address + "/64", "dev", device, "nodad")
        : TestNetwork.IpAsync(place, "address", "add", address + "/24", "dev", device);

    private static async Task<string> ConnectionsOf(NetworkNamespace place)
    {
        var result = await ChildProcess.RunAsync(
            place, "ss", ["-Htan"], null, TimeSpan.FromSeconds(20), 64 * 1024, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, result.Error);
        return result.Output.Trim();
    }
}
