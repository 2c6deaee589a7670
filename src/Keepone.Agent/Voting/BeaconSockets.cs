using System.Net;
using Keepone.Core.Guard;
using Keepone.Linux;

namespace Keepone.Agent.Voting;

/// <summary>
/// The sockets of all beacon channels that one reactor reads. Routers with the same namespace, address, port and interface share one:
/// pairs in the host's namespace, and the routers of a witness. Packets are told apart by the router's id.
/// </summary>
/// <param name="reactor">The thread that reads them.</param>
internal sealed class BeaconSockets(Reactor reactor)
{
    /// <summary>How many packets are read of a socket before another gets its turn: a flood of one router delays the others by that.</summary>
    public const int PacketsPerTurn = 32;

    // The kernel counts about a kilobyte for a packet: a few dozen for every router, which is more than all its voters say while an
    // agent that is late by σ catches up, and a bound for what a stalled one may cost.
    private const int ReceiveBufferPerRouter = 32 * 1024;
    private const int MostReceiveBuffer = 8 * 1024 * 1024;

    private readonly Lock _opening = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<Key, Shared> _sockets = [];
    private readonly DatagramBatch _incoming = new(PacketsPerTurn, BeaconPacket.MostBytes);

    /// <summary>Where packets are written before they are sent; locked while it is used.</summary>
    public DatagramBatch Outgoing { get; } = new(VoterGroup.MostVoters, BeaconPacket.Bytes);

    /// <summary>How many sockets are open.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _sockets.Count;
            }
        }
    }

    /// <summary>Lets a channel send and receive by the socket of its place, which is opened if it is the first.</summary>
    /// <exception cref="LinuxException">The socket cannot be opened.</exception>
    /// <exception cref="InvalidOperationException">The router has a channel there already.</exception>
    internal Shared Join(NetworkNamespace? place, IPEndPoint local, string? interfaceName, BeaconChannel channel)
    {
        var key = new Key(place?.Inode ?? 0, local, interfaceName);

        // One opens at a time, or two would want the same address. It is not the lock that the reactor's thread takes: a thread has to go
        // into the namespace and back.
        lock (_opening)
        {
            if (TryShare(key, channel) is { } known)
            {
                return known;
            }

            var shared = new Shared(this, key, BeaconSocket.OpenIn(place, local, interfaceName, ReceiveBufferPerRouter));
            try
            {
                lock (_gate)
                {
                    shared.Add(channel);
                    shared.Attach(reactor, _incoming);
                    _sockets.Add(key, shared);
                }
            }
            catch
            {
                shared.Close();
                throw;
            }

            return shared;
        }
    }

    private Shared? TryShare(Key key, BeaconChannel channel)
    {
        lock (_gate)
        {
            if (!_sockets.TryGetValue(key, out var shared))
            {
                return null;
            }

            shared.Add(channel);
            shared.Socket.SetReceiveBuffer(BufferFor(shared.Channels));
            return shared;
        }
    }

    private static int BufferFor(int routers) => (int)Math.Min(MostReceiveBuffer, (long)routers * ReceiveBufferPerRouter);

    private void Leave(Shared shared, BeaconChannel channel)
    {
        lock (_gate)
        {
            if (shared.Remove(channel) && _sockets.TryGetValue(shared.Key, out var known) && known == shared)
            {
                _sockets.Remove(shared.Key);
                shared.Close();
            }
        }
    }

    // A broken socket is nobody's any more: whoever comes next opens another.
    private void Break(Shared shared)
    {
        BeaconChannel[] channels;
        lock (_gate)
        {
            if (_sockets.TryGetValue(shared.Key, out var known) && known == shared)
            {
                _sockets.Remove(shared.Key);
            }

            channels = shared.Clear();
            shared.Close();
        }

        foreach (var channel in channels)
        {
            channel.Break("receiving its beacons failed");
        }
    }

    internal readonly record struct Key(ulong Namespace, IPEndPoint Local, string? Interface);

    /// <summary>A socket and the channels that share it.</summary>
    internal sealed class Shared(BeaconSockets owner, Key key, BeaconSocket socket)
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<Core.Model.RouterId, BeaconChannel> _channels = [];
        private IDisposable? _registration;

        public Key Key => key;

        public BeaconSocket Socket => socket;

        /// <summary>Packets that are nobody's.</summary>
        public BeaconTally Common { get; } = new();

        public int Channels
        {
            get
            {
                lock (_gate)
                {
                    return _channels.Count;
                }
            }
        }

        public void Add(BeaconChannel channel)
        {
            lock (_gate)
            {
                if (!_channels.TryAdd(channel.Roster.Router, channel))
                {
                    throw new InvalidOperationException($"router {channel.Roster.RouterName} has a beacon channel on {key.Local} already");
                }
            }
        }

        public bool Remove(BeaconChannel channel)
        {
            lock (_gate)
            {
                if (_channels.TryGetValue(channel.Roster.Router, out var known) && known == channel)
                {
                    _channels.Remove(channel.Roster.Router);
                }

                return _channels.Count == 0;
            }
        }

        public BeaconChannel[] Clear()
        {
            lock (_gate)
            {
                BeaconChannel[] channels = [.. _channels.Values];
                _channels.Clear();
                return channels;
            }
        }

        public void Attach(Reactor reactor, DatagramBatch batch) => _registration = reactor.Register(
            socket.Handle, $"beacons on {key.Local}", () => Read(batch), () => owner.Break(this));

        public void Close()
        {
            _registration?.Dispose();
            socket.Dispose();
        }

        public void Leave(BeaconChannel channel) => owner.Leave(this, channel);

        // Once a turn, not until nothing is left: the reactor calls again, after the others.
        private void Read(DatagramBatch batch)
        {
            var count = socket.Receive(batch);
            for (var i = 0; i < count; i++)
            {
                var packet = batch.Received(i, out var from);
                if (BeaconPacket.TryReadRouter(packet, out var router) && Find(router) is { } channel)
                {
                    channel.Take(packet, from);
                    continue;
                }

                var reason = BeaconPacket.Read(packet, out _);
                Common.Rejected(reason is BeaconRejection.None or BeaconRejection.Content ? BeaconRejection.Router : reason);
            }
        }

        private BeaconChannel? Find(Core.Model.RouterId router)
        {
            lock (_gate)
            {
                return _channels.GetValueOrDefault(router);
            }
        }
    }
}
