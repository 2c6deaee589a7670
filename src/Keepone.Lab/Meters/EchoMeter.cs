using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Keepone.Core.Model;
using Keepone.Lab.Fabric;
using Keepone.Lab.Results;
using Keepone.Linux;

namespace Keepone.Lab.Meters;

/// <summary>
/// The client's view: a small UDP packet every 20 ms from behind the router to the client behind the external network, which sends
/// it back (RFC 862).
/// </summary>
internal sealed class EchoMeter : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private const int PacketBytes = 64;
    private const int MostPackets = 200_000;

    private readonly Lock _gate = new();
    private readonly List<Echo> _echoes = [];
    private readonly MeterClock _clock;
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly EndPoint _target;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _silence = new();
    private readonly ImmutableArray<Task> _loops;

    private EchoMeter(MeterClock clock, Socket client, Socket server, EndPoint target)
    {
        _clock = clock;
        _client = client;
        _server = server;
        _target = target;
        _loops = [AnswerAsync(), ListenAsync(), SendAsync()];
    }

    /// <summary>The packets so far, in the order of sending.</summary>
    public ImmutableArray<Echo> Echoes
    {
        get
        {
            lock (_gate)
            {
                return [.. _echoes];
            }
        }
    }

    /// <summary>Starts sending.</summary>
    /// <param name="clock">The run's clock.</param>
    /// <param name="topology">The lab's network.</param>
    /// <param name="router">The router between the two.</param>
    /// <returns>The meter, running.</returns>
    public static EchoMeter Start(MeterClock clock, Topology topology, RouterSpecification router)
    {
        var target = new IPEndPoint(AddressPlan.Outside(router).Address, AddressPlan.EchoPort);
        var server = Open(topology.Outside, target);
        var client = Open(topology.Inside, new IPEndPoint(AddressPlan.Inside(router).Address, 0));
        return new EchoMeter(clock, client, server, target);
    }

    /// <summary>Stops sending, but still takes echoes.</summary>
    public void Silence() => _silence.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _silence.CancelAsync();
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        _client.Dispose();
        _server.Dispose();
        _stop.Dispose();
        _silence.Dispose();
    }

    // A socket belongs to the namespace of the thread that opens it; afterwards any thread may use it.
    private static Socket Open(LabNode node, EndPoint address)
    {
        using var place = NetworkNamespace.Open(node.NetworkNamespace);
        return place.Run(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(address);
            return socket;
        });
    }

    private Task AnswerAsync() => WhileOpenAsync(async buffer =>
    {
        var received = await _server.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
        await _server.SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), SocketFlags.None, received.RemoteEndPoint, _stop.Token);
    });

    private Task ListenAsync() => WhileOpenAsync(async buffer =>
    {
        var received = await _client.ReceiveFromAsync(buffer, SocketFlags.None, _target, _stop.Token);
        var number = received.ReceivedBytes == PacketBytes ? BinaryPrimitives.ReadInt32BigEndian(buffer) : -1;
        lock (_gate)
        {
            if (number >= 0 && number < _echoes.Count && _echoes[number].Answered is null)
            {
                _echoes[number] = _echoes[number] with { Answered = _clock.Now };
            }
        }
    });

    private async Task WhileOpenAsync(Func<byte[], Task> once)
    {
        var buffer = new byte[PacketBytes];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await once(buffer);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // An ICMP error of an earlier packet; that packet counts as lost.
            }
        }
    }

    private async Task SendAsync()
    {
        var packet = new byte[PacketBytes];
        using var timer = new PeriodicTimer(Interval, _clock.Time);
        try
        {
            for (var number = 0; number < MostPackets && await timer.WaitForNextTickAsync(_silence.Token); number++)
            {
                BinaryPrimitives.WriteInt32BigEndian(packet, number);
                lock (_gate)
                {
                    _echoes.Add(new Echo(_clock.Now, Answered: null));
                }

                try
                {
                    // What counts as sent is sent: silence between the two lines above and this one must not lose a packet.
                    await _client.SendToAsync(packet, SocketFlags.None, _target, _stop.Token);
                }
                catch (SocketException)
                {
                    // No neighbour, no route: lost, like any packet without an echo.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Silenced.
        }
    }
}
