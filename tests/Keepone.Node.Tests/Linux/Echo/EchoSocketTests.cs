using System.Net;
using System.Net.Sockets;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Echo;

public sealed class EchoSocketTests
{
    [Theory]
    [InlineData("169.254.192.1/18", "169.254.192.2/18")]
    [InlineData("fd00::1/64", "fd00::2/64")]
    [InlineData("fe80::a/64", "fe80::b/64")]
    public async Task Ask_AHostThatIsThere_AnswersWithTheSequenceOfTheRequest(string left, string right)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        await Address(network.Left, left, "left0");
        await Address(network.Right, right, "right0");
        using var reactor = new TestReactor();
        using var socket = EchoSocket.OpenIn(network.Left, "left0", Family(left));
        using var other = EchoSocket.OpenIn(network.Left, "left0", Family(left));
        var (answers, strange) = (new Collected<(DatagramAddress From, ushort Sequence)>(), new Collected<ushort>());
        socket.Attach(reactor.Reactor, (in from, sequence) => answers.Add((from, sequence)));
        other.Attach(reactor.Reactor, (in from, sequence) => strange.Add(sequence));
        var peer = Of(right, socket.InterfaceIndex);

        foreach (var sequence in new ushort[] { 1, 2, 65_535, 0 })
        {
            Assert.Equal(0, socket.Ask(peer, sequence));
            await answers.FirstAsync(answer => answer.Sequence == sequence);
        }

        Assert.All(answers.Items, answer => Assert.True(answer.From.HasAddressOf(peer), answer.From.ToString()));
        Assert.Equal(4, answers.Items.Length);

        // Another asker in the same namespace hears its own answers alone.
        Assert.Equal(0, other.Ask(peer, 77));
        Assert.Equal((ushort)77, await strange.FirstAsync(_ => true));
        Assert.Single(strange.Items);
        Assert.Equal(4, answers.Items.Length);
        Assert.Empty(reactor.Faults.Items);
    }

    [Fact]
    public async Task Ask_NobodyOrALinkThatIsDown_IsNoFault()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        await Address(network.Left, "169.254.192.1/18", "left0");
        await Address(network.Right, "169.254.192.2/18", "right0");
        using var reactor = new TestReactor();
        using var monitor = RouteMonitor.OpenIn(network.Left);
        using var socket = EchoSocket.OpenIn(network.Left, "left0", AddressFamily.InterNetwork);
        var (answers, links) = (new Collected<ushort>(), new Collected<LinkChange>());
        monitor.Attach(reactor.Reactor, batch => batch.Events.OfType<LinkChange>().ToList().ForEach(links.Add));
        socket.Attach(reactor.Reactor, (in _, sequence) => answers.Add(sequence));
        var peer = Of("169.254.192.2/18", socket.InterfaceIndex);

        Assert.Equal(0, socket.Ask(Of("169.254.192.3/18", socket.InterfaceIndex), 1));
        await TestNetwork.IpAsync(network.Left, "link", "set", "left0", "down");
        Assert.NotEqual(0, socket.Ask(peer, 2));
        await TestNetwork.IpAsync(network.Left, "link", "set", "left0", "up");
        await links.FirstAsync(link => link is { Up: true, Carrier: true });
        Assert.Equal(0, socket.Ask(peer, 3));

        Assert.Equal(3, await answers.FirstAsync(_ => true));
        Assert.Empty(reactor.Faults.Items);
    }

    [Fact]
    public void OpenIn_NoSuchInterface_SaysWhich()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");

        var error = Assert.Throws<LinuxException>(() => EchoSocket.OpenIn(null, "none0", AddressFamily.InterNetwork));

        Assert.Contains("ask for echoes on 'none0'", error.Message, StringComparison.Ordinal);
    }

    private static Task Address(NetworkNamespace place, string prefix, string device) => Family(prefix) == AddressFamily.InterNetworkV6
        ? TestNetwork.IpAsync(place, "address", "add", prefix, "dev", device, "nodad")
        : TestNetwork.IpAsync(place, "address", "add", prefix, "dev", device);

    private static AddressFamily Family(string prefix) => IPAddress.Parse(prefix.Split('/')[0]).AddressFamily;

    private static DatagramAddress Of(string prefix, int index) => new(new IPEndPoint(IPAddress.Parse(prefix.Split('/')[0]), 0), index);
}
