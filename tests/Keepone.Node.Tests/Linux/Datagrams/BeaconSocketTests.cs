using System.Net;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Datagrams;

public sealed class BeaconSocketTests
{
    [Theory]
    [InlineData("192.0.2.1/24", "192.0.2.2/24")]
    [InlineData("2001:db8::1/64", "2001:db8::2/64")]
    [InlineData("fe80::1/64", "fe80::2/64")]
    public async Task SendAndReceive_ABatch_ArrivesInOrderWithItsSource(string left, string right)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        await AddAsync(network.Left, "left0", left);
        await AddAsync(network.Right, "right0", right);
        using var sender = BeaconSocket.OpenIn(network.Left, Endpoint(left, 3112), "left0", 65536);
        using var receiver = BeaconSocket.OpenIn(network.Right, Endpoint(right, 4000), "right0", 65536);
        using var reactor = new TestReactor();
        var received = new Collected<(string Data, DatagramAddress From)>();
        var incoming = new DatagramBatch(2, 8);
        using var registration = reactor.Reactor.Register(receiver.Handle, "beacons", () =>
        {
            var count = receiver.Receive(incoming);
            for (var i = 0; i < count; i++)
            {
                received.Add((Convert.ToHexString(incoming.Received(i, out var from)), from));
            }
        });

        var batch = new DatagramBatch(5, 20);
        var to = new DatagramAddress(Endpoint(right, 4000), sender.InterfaceIndex);
        for (var i = 0; i < 5; i++)
        {
            batch[i].Fill((byte)(i + 1));
            batch.Address(i, to, i == 3 ? 20 : i);
        }

        Assert.Equal((5, 0), (sender.Send(batch, 5, out var error), error));
        await received.UntilAsync(items => items.Count == 5);

        // One that is too long is seen to be: a byte more than the room that was asked for.
        Assert.Equal(["", "02", "0303", "040404040404040404", "05050505"], received.Items.Select(item => item.Data));
        Assert.All(received.Items, item => Assert.True(item.From.HasAddressOf(new DatagramAddress(Endpoint(left, 9), receiver.InterfaceIndex))));
        Assert.Empty(reactor.Faults.Items);
    }

    [Fact]
    public async Task Send_OneCannotBeReached_TheOthersAre()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        await AddAsync(network.Left, "left0", "192.0.2.1/24");
        using var sender = BeaconSocket.OpenIn(network.Left, Endpoint("192.0.2.1/24", 3112), "left0", 65536);
        var batch = new DatagramBatch(3, 8);
        batch.Address(0, new DatagramAddress(Endpoint("192.0.2.2/24", 3112)), 8);
        batch.Address(1, new DatagramAddress(Endpoint("192.0.2.4/24", 0)), 8);
        batch.Address(2, new DatagramAddress(Endpoint("192.0.2.3/24", 3112)), 8);
        Assert.Equal(2, sender.Send(batch, 3, out var error));
        Assert.Equal(22, error); // EINVAL: there is no port 0

        await TestNetwork.IpAsync(network.Left, "link", "set", "left0", "down");
        Assert.Equal(0, sender.Send(batch, 3, out error));
        Assert.NotEqual(0, error);
    }

    [Fact]
    public async Task OpenIn_WhatIsNotThere_IsSaid()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        await AddAsync(network.Left, "left0", "192.0.2.1/24");
        var noInterface = Assert.Throws<LinuxException>(() => Open("192.0.2.1/24", "left9"));
        Assert.Contains("cannot receive beacons on 192.0.2.1:3112 of 'left9'", noInterface.Message, StringComparison.Ordinal);
        Assert.True(noInterface.IsMissing);
        Assert.Contains("Cannot assign requested address", Assert.Throws<LinuxException>(() => Open("192.0.2.9/24", "left0")).Message, StringComparison.Ordinal);
        using var first = Open("192.0.2.1/24", "left0");
        Assert.Contains("Address already in use", Assert.Throws<LinuxException>(() => Open("192.0.2.1/24", "left0")).Message, StringComparison.Ordinal);

        BeaconSocket Open(string address, string name) => BeaconSocket.OpenIn(network.Left, Endpoint(address, 3112), name, 65536);
    }

    private static Task AddAsync(NetworkNamespace place, string name, string address) =>
        TestNetwork.IpAsync(place, address.Contains(':', StringComparison.Ordinal)
            ? ["address", "add", address, "dev", name, "nodad"] : ["address", "add", address, "dev", name]);

    private static IPEndPoint Endpoint(string address, int port) => new(IPAddress.Parse(address[..address.IndexOf('/', StringComparison.Ordinal)]), port);
}
