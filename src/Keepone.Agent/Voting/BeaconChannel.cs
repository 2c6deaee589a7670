using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Keepone.Core.Guard;
using Keepone.Linux;

namespace Keepone.Agent.Voting;

/// <summary>
/// How a voter of a router speaks with the others: everything below the protocol. What comes out of it is of who it says it is, was said
/// to this voter in this life of it, and comes once and in order (docs/guard.md, "Packet"). What does not is counted, and logged nowhere:
/// a log line for a packet would be a way to fill a disk.
/// </summary>
internal sealed class BeaconChannel : IDisposable
{
    private readonly Lock _gate = new();
    private readonly BeaconSockets _sockets;
    private readonly BeaconSockets.Shared _shared;
    private readonly BeaconTally _tally = new();
    private readonly BeaconGate _life;
    private readonly DatagramAddress[] _peers;
    private readonly Action<int, Beacon> _onBeacon;
    private readonly Action<string> _onBroken;
    private BeaconAuthenticator _authenticator;
    private Beacon _last;
    private int _sendError;
    private bool _closed;

    /// <summary>Opens a channel.</summary>
    /// <param name="sockets">The sockets of this thread.</param>
    /// <param name="roster">The voters.</param>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="keys">The router's keys.</param>
    /// <param name="boot">
    /// The voter's boot number, greater than every one that it had in an earlier life: a voter that starts with another roster, or anew
    /// for any reason, needs another.
    /// </param>
    /// <param name="onBeacon">Called on the reactor's thread with the index of the sender and what it says. It may send.</param>
    /// <param name="onBroken">
    /// Called on the reactor's thread when nothing more will come, with why; the channel is to be disposed, and another opened.
    /// </param>
    /// <exception cref="LinuxException">The socket cannot be opened.</exception>
    /// <exception cref="InvalidOperationException">The router has a channel there already.</exception>
    public BeaconChannel(
        BeaconSockets sockets, GuardRoster roster, NetworkNamespace? place, GuardKeys keys, ulong boot,
        Action<int, Beacon> onBeacon, Action<string> onBroken)
    {
        (_sockets, Roster, _onBeacon, _onBroken) = (sockets, roster, onBeacon, onBroken);
        _life = new BeaconGate(roster, boot);
        _peers = new DatagramAddress[roster.Names.Length];
        _authenticator = new BeaconAuthenticator(keys);
        try
        {
            // It may be called before this returns, and then waits for the addresses.
            lock (_gate)
            {
                _shared = sockets.Join(place, roster.Endpoints[roster.Self], roster.Interface, this);
                for (var i = 0; i < _peers.Length; i++)
                {
                    _peers[i] = new DatagramAddress(roster.Endpoints[i], _shared.Socket.InterfaceIndex);
                }
            }
        }
        catch
        {
            _authenticator.Dispose();
            throw;
        }
    }

    /// <summary>The voters.</summary>
    public GuardRoster Roster { get; }

    /// <summary>The index of the interface; 0: any. When the interface has another, open another channel.</summary>
    public int InterfaceIndex => _shared.Socket.InterfaceIndex;

    /// <summary>What became of the packets so far.</summary>
    public BeaconCounters Counters => _tally.Read(_shared.Common);

    /// <summary>Why the last beacon was not sent to everybody, as a sentence's end; null: it was.</summary>
    public string? SendProblem => Volatile.Read(ref _sendError) is not 0 and var error ? Marshal.GetPInvokeErrorMessage(error) : null;

    /// <summary>Signs with other keys from now on. Nothing that is under way is lost as long as both sides have one in common.</summary>
    /// <param name="keys">The keys.</param>
    public void Use(GuardKeys keys)
    {
        lock (_gate)
        {
            if (!_closed && !keys.SameAs(_authenticator.Keys))
            {
                _authenticator.Dispose();
                _authenticator = new BeaconAuthenticator(keys);
            }
        }
    }

    /// <summary>Sends a beacon to all other voters. It never waits: what the kernel does not take is counted and lost.</summary>
    /// <param name="beacon">The beacon.</param>
    public void Send(in Beacon beacon)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _last = beacon;
                Send(0, _peers.Length);
            }
        }
    }

    /// <summary>Closes the channel. A beacon that another thread is in the middle of handing over is not waited for.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _authenticator.Dispose();
        }

        _shared.Leave(this);
    }

    /// <summary>Takes a packet that names this channel's router.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "One router's mistake must not stop another's that shares the socket.")]
    internal void Take(ReadOnlySpan<byte> data, in DatagramAddress from)
    {
        BeaconPacket packet;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            var reason = Judge(data, from, out packet);
            if (reason != BeaconRejection.None)
            {
                _tally.Rejected(reason);
                return;
            }
        }

        _tally.Heard();
        try
        {
            _onBeacon(packet.Sender, packet.Content);
        }
        catch (Exception error)
        {
            Dispose();
            Break($"a beacon of {Roster.Names[packet.Sender]} was not understood: {error.Message}");
        }
    }

    /// <summary>Nothing more comes.</summary>
    internal void Break(string why) => _onBroken(why);

    // Cheap looks come first: a flood costs little before it costs a hash.
    private BeaconRejection Judge(ReadOnlySpan<byte> data, in DatagramAddress from, out BeaconPacket packet)
    {
        var reason = BeaconPacket.Read(data, out packet);
        if (reason != BeaconRejection.None)
        {
            return reason;
        }

        reason = _life.Look(packet);
        if (reason != BeaconRejection.None)
        {
            return reason;
        }

        if (!from.HasAddressOf(_peers[packet.Sender]))
        {
            return BeaconRejection.Address;
        }

        if (!_authenticator.Proves(data))
        {
            return BeaconRejection.Authentication;
        }

        reason = _life.Take(packet, out var newLife);
        if (newLife && _last.Sent > TimeSpan.Zero)
        {
            // It waits for a packet that carries its new number. Nothing newer was said, so this is a beacon that came late, no more.
            Send(packet.Sender, packet.Sender + 1);
        }

        return reason;
    }

    private void Send(int first, int end)
    {
        lock (_sockets.Outgoing)
        {
            var count = 0;
            for (var i = first; i < end; i++)
            {
                if (i == Roster.Self)
                {
                    continue;
                }

                var packet = _sockets.Outgoing[count];
                new BeaconPacket(Roster.Router, Roster.Fingerprint, (byte)Roster.Self, (byte)i, _life.BootOf(i), _last).Write(packet);
                _authenticator.Sign(packet);
                _sockets.Outgoing.Address(count++, _peers[i], BeaconPacket.Bytes);
            }

            _tally.Sent(_shared.Socket.Send(_sockets.Outgoing, count, out var error), count);
            Volatile.Write(ref _sendError, error);
        }
    }
}
