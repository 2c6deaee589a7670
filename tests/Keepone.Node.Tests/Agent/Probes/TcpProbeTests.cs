using System.Net;
using System.Net.Sockets;
using Keepone.Core.Health;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Probes;

public sealed class TcpProbeTests
{
    [Fact]
    public async Task Run_AListenerAndNone_PassesAndFailsWithTheKernelsWords()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        await TestNetwork.IpAsync(network.Left, "address", "add", "203.0.113.10/24", "dev", "left0");
        await TestNetwork.IpAsync(network.Right, "address", "add", "203.0.113.1/24", "dev", "right0");
        using var listener = network.Right.Run(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Any, 179));
            socket.Listen(16);
            return socket;
        });
        using var rig = new ProbeRig();
        var replica = ProbeRig.Replica(external: "left0");
        var open = rig.Make(ProbeRig.Check("tcp", "203.0.113.1:179"), replica, network.Left);
        var closed = rig.Make(ProbeRig.Check("tcp", "203.0.113.1:180"), replica, network.Left);

        Assert.Equal("203.0.113.1:179 takes connections", (await rig.UntilAsync(open, isMaster: true, CheckOutcome.Pass)).Message);
        Assert.Equal("203.0.113.1:179 takes connections", (await rig.RunAsync(open, isMaster: true)).Message);
        var refused = await rig.RunAsync(closed, isMaster: true);
        Assert.Equal((CheckOutcome.Fail, "203.0.113.1:180: Connection refused"), (refused.Outcome, refused.Message));

        // A backup has no address to connect from: whether the host is there at all is what it can ask.
        Assert.Equal("203.0.113.1 answered ARP on left0", (await rig.UntilAsync(closed, isMaster: false, CheckOutcome.Pass)).Message);
    }
}
