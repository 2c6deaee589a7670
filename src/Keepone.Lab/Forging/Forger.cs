using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Keepone.Core.Guard;
using Keepone.Lab.Fabric;
using Keepone.Lab.Meters;
using Keepone.Lab.Processes;
using Keepone.Lab.Running;
using Keepone.Linux;

namespace Keepone.Lab.Forging;

/// <summary>
/// An attacker on the HA network without the key: it hears what voters say to each other, and sends every kind of <see cref="Forgery"/>
/// to every voter in the name of every other, again and again, until it is disposed of.
/// </summary>
internal sealed class Forger : IAsyncDisposable
{
    /// <summary>From one round to the next; each round sends one kind for each pair of voters.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private const int IpHeader = 20;
    private const int UdpHeader = 8;

    private readonly Socket _out;
    private readonly Socket[] _ears;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(IPAddress From, IPAddress To), Tapped> _heard = new();
    private readonly GuardRoster[] _rosters;
    private readonly IPAddress _own;
    private readonly MeterClock _clock;
    private readonly Task[] _work;

    private Forger(Socket sender, Socket[] ears, GuardRoster[] rosters, IPAddress own, MeterClock clock)
    {
        (_out, _ears, _rosters, _own, _clock) = (sender, ears, rosters, own, clock);
        _work = [.. ears.Select(ListenAsync), SendAsync()];
    }

    /// <summary>How many packets were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Puts an attacker on the HA network, where the inner client is plugged in, and begins.</summary>
    /// <param name="session">The lab.</param>
    /// <param name="cancellation">Ends the beginning.</param>
    /// <returns>The attacker, at work.</returns>
    public static async Task<Forger> StartAsync(LabSession session, CancellationToken cancellation)
    {
        var router = session.Scenario.Router;
        GuardRoster[] rosters = [.. router.Replicas.Select(node => GuardRoster.Of(router, node)).OfType<GuardRoster>()];
        if (rosters.Length == 0)
        {
            throw new LabException("The scenario's router has no guard by promises: there are no beacons to forge.", 2);
        }

        var own = AddressPlan.Forger(router);
        await Topology.JoinHaAsync(session.Topology.Inside, own, cancellation);
        using var attacker = NetworkNamespace.Open(session.Topology.Inside.NetworkNamespace);

        // IPPROTO_RAW: the IP header is the sender's own, with whatever source it likes. The wires are tapped at their ends.
        var sender = attacker.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Raw));
        var ears = session.Replicas.Values
            .Select(place => place.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Udp))).ToArray();
        return new Forger(sender, ears, rosters, own.Address, session.Clock);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var ear in _ears)
        {
            ear.Dispose();
        }

        try
        {
            await Task.WhenAll(_work);
        }
        catch (OperationCanceledException)
        {
            // That is the end of it.
        }

        _out.Dispose();
        _stop.Dispose();
    }

    /// <summary>A UDP packet from port to port with any source address.</summary>
    /// <param name="from">The source.</param>
    /// <param name="to">The destination.</param>
    /// <param name="port">Both ports.</param>
    /// <param name="payload">What it carries.</param>
    /// <returns>The packet, with its IP header; the kernel fills in the IP checksum, and UDP over IPv4 needs none (RFC 768).</returns>
    public static byte[] Envelope(IPAddress from, IPAddress to, int port, ReadOnlySpan<byte> payload)
    {
        var packet = new byte[IpHeader + UdpHeader + payload.Length];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = (byte)ProtocolType.Udp;
        from.TryWriteBytes(packet.AsSpan(12), out _);
        to.TryWriteBytes(packet.AsSpan(16), out _);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(IpHeader), (ushort)port);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(IpHeader + 2), (ushort)port);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(IpHeader + 4), (ushort)(UdpHeader + payload.Length));
        payload.CopyTo(packet.AsSpan(IpHeader + UdpHeader));
        return packet;
    }

    private async Task ListenAsync(Socket ear)
    {
        var buffer = new byte[2048];
        while (!_stop.IsCancellationRequested)
        {
            int length;
            try
            {
                length = await ear.ReceiveAsync(buffer, _stop.Token);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }

            var header = (buffer[0] & 0xF) * 4;
            var payload = buffer.AsSpan(0, length)[Math.Min(length, header + UdpHeader)..];
            if (BeaconPacket.Read(payload, out var packet) == BeaconRejection.None && !Forgery.IsOwn(packet))
            {
                var copy = payload.ToArray();
                _heard.AddOrUpdate(
                    (new IPAddress(buffer.AsSpan(12, 4)), new IPAddress(buffer.AsSpan(16, 4))),
                    _ => new Tapped(copy, copy), (_, before) => before with { Last = copy });
            }
        }
    }

    private async Task SendAsync()
    {
        using var timer = new PeriodicTimer(Pause, _clock.Time);
        for (var round = 0; await timer.WaitForNextTickAsync(_stop.Token); round++)
        {
            var kind = Forgery.All[round % Forgery.All.Length];
            foreach (var roster in _rosters)
            {
                for (var sender = 0; sender < roster.Names.Length; sender++)
                {
                    if (sender != roster.Self)
                    {
                        Send(kind, roster, sender);
                    }
                }
            }
        }
    }

    private void Send(ForgeryKind kind, GuardRoster roster, int sender)
    {
        var (from, to) = (roster.Endpoints[sender], roster.Endpoints[roster.Self]);
        if (!_heard.TryGetValue((from.Address, to.Address), out var tapped))
        {
            return;
        }

        var payload = kind.Make(new Disguise(roster, sender, tapped));
        try
        {
            _out.SendTo(Envelope(kind.OwnAddress ? _own : from.Address, to.Address, to.Port, payload), new IPEndPoint(to.Address, 0));
            Sent++;
        }
        catch (SocketException)
        {
            // Nobody there, or no room: an attacker loses packets too.
        }
    }
}
