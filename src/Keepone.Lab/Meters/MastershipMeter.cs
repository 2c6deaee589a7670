using System.Collections.Immutable;
using System.Net;
using Keepone.Core.Model;
using Keepone.Lab.Processes;
using Keepone.Lab.Results;
using Keepone.Linux;

namespace Keepone.Lab.Meters;

/// <summary>
/// The two meters of who is master (DESIGN §10), read by one thread of its own: the kernel's address events of all replica namespaces
/// in one ordered queue, and the adverts that each replica sends, captured on its HA interface. The kernel gives address events no
/// time stamps: their times are read times, late by at most the time since the queue was last seen empty.
/// </summary>
internal sealed class MastershipMeter : IDisposable
{
    // Short, because it bounds the error of the times; the queues are empty nearly always, so a look costs microseconds.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan HearingDeadline = TimeSpan.FromSeconds(10);

    // An address of the loopback network, on the loopback of a namespace of the lab: it disturbs nobody.
    private static readonly IpPrefix Probe = new(IPAddress.Parse("127.77.0.1"), 32);

    private const int LoopbackIndex = 1;
    private const int MostChanges = 10_000;
    private const int MostAdverts = 200_000;

    private readonly Lock _gate = new();
    private readonly MeterClock _clock;
    private readonly IpPrefix _vip;
    private readonly RouteMonitor _monitor;
    private readonly string _interface;
    private readonly Dictionary<int, string> _nodes;
    private readonly Dictionary<string, PacketSocket> _captures;
    private readonly Bulletin _bulletin;
    private readonly ManualResetEvent _stop = new(initialState: false);
    private readonly Thread _thread;
    private readonly List<HolderChange> _changes = [];
    private readonly List<SentAdvert> _adverts = [];
    private readonly HashSet<string> _holders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _away = new(StringComparer.Ordinal);
    private readonly HashSet<string> _heard = new(StringComparer.Ordinal);
    private readonly List<string> _findings = [];
    private readonly byte[] _buffer = new byte[PacketSocket.BufferBytes];
    private long _emptyAt;
    private TimeSpan _error;

    private MastershipMeter(
        MeterClock clock, Bulletin bulletin, RouterSpecification router, RouteMonitor monitor,
        Dictionary<int, string> nodes, Dictionary<string, PacketSocket> captures)
    {
        _clock = clock;
        _bulletin = bulletin;
        _vip = router.Ha.Vip;
        _interface = router.Ha.Interface;
        _monitor = monitor;
        _nodes = nodes;
        _captures = captures;
        _emptyAt = clock.Time.GetTimestamp();
        _thread = new Thread(Loop) { IsBackground = true, Name = "mastership meter", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>The nodes that hold the VIP now.</summary>
    public ImmutableArray<string> Holders => Locked(() => _holders.Order(StringComparer.Ordinal).ToImmutableArray());

    /// <summary>The changes so far, ordered.</summary>
    public ImmutableArray<HolderChange> Changes => Locked(() => _changes.ToImmutableArray());

    /// <summary>The adverts sent so far, ordered.</summary>
    public ImmutableArray<SentAdvert> Adverts => Locked(() => _adverts.OrderBy(advert => advert.Time).ToImmutableArray());

    /// <summary>How much later than its change any read time so far may be.</summary>
    public TimeSpan Error => Locked(() => _error);

    /// <summary>What kept the meter from seeing everything.</summary>
    public ImmutableArray<string> Findings => Locked(() => _findings.ToImmutableArray());

    /// <summary>Opens the meter. Replicas must not be master yet: it counts changes, not what was there before.</summary>
    /// <param name="clock">The run's clock.</param>
    /// <param name="bulletin">Is told of every change.</param>
    /// <param name="router">The router.</param>
    /// <param name="replicas">Its replicas' namespaces, by node.</param>
    /// <returns>The meter, running.</returns>
    public static MastershipMeter Open(
        MeterClock clock, Bulletin bulletin, RouterSpecification router, IEnumerable<(string Node, NetworkNamespace Namespace)> replicas)
    {
        var monitor = RouteMonitor.OpenForAllNamespaces(time: clock.Time);
        var nodes = new Dictionary<int, string>();
        var captures = new Dictionary<string, PacketSocket>(StringComparer.Ordinal);
        foreach (var (node, place) in replicas)
        {
            nodes.Add(NamespaceIds.Assign(place), node);
            captures.Add(node, PacketSocket.OpenIn(place, router.Ha.Interface, clock.Time));
        }

        return new MastershipMeter(clock, bulletin, router, monitor, nodes, captures);
    }

    /// <summary>
    /// Proves, before anything is measured, that address events of every replica's namespace arrive. It also takes the first event's
    /// cost (the runtime compiles on first use) out of the measurement.
    /// </summary>
    /// <param name="replicas">The replicas' namespaces, by node.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when every namespace was heard.</returns>
    /// <exception cref="LabException">One was not.</exception>
    public async Task ProveHearingAsync(IReadOnlyDictionary<string, NetworkNamespace> replicas, CancellationToken cancellation)
    {
        foreach (var place in replicas.Values)
        {
            RouteEdit.AddAddress(place, LoopbackIndex, Probe);
            RouteEdit.RemoveAddress(place, LoopbackIndex, Probe);
        }

        if (!await _bulletin.WaitAsync(() => Locked(() => _heard.Count == _nodes.Count), HearingDeadline, cancellation))
        {
            var deaf = Locked(() => _nodes.Values.Except(_heard, StringComparer.Ordinal).ToArray());
            throw new LabException($"The address meter hears nothing of {string.Join(", ", deaf)}: the kernel tags no events of their namespaces.", 1);
        }

        Locked(() => _error = TimeSpan.Zero);
    }

    /// <summary>Follows a replica into a namespace that was made again. Its VIP must be gone before: it counts changes.</summary>
    /// <param name="node">The replica's node.</param>
    /// <param name="place">Its new namespace.</param>
    public void Follow(string node, NetworkNamespace place)
    {
        var id = NamespaceIds.Assign(place);
        var capture = PacketSocket.OpenIn(place, _interface, _clock.Time);
        Locked(() =>
        {
            // The old id goes first: the kernel may have given it to the new namespace.
            foreach (var old in _nodes.Where(pair => pair.Value == node).Select(pair => pair.Key).ToArray())
            {
                _nodes.Remove(old);
            }

            _nodes[id] = node;
            _captures.Remove(node, out var closed);
            _captures[node] = capture;
            closed?.Dispose();
            if (_holders.Remove(node))
            {
                _findings.Add($"The address meter did not see that the VIP of {node} went with its namespace.");
            }
        });
    }

    /// <summary>
    /// Takes a node out of the world: it lost its power, or it is paused and nothing of it reaches anybody. Whatever its kernel's tables
    /// say, it is no master from now on.
    /// </summary>
    /// <param name="node">The node.</param>
    public void Leave(string node)
    {
        Locked(() =>
        {
            _away[node] = _holders.Remove(node);
            if (_away[node])
            {
                _changes.Add(new HolderChange(_clock.Now, node, Holds: false));
            }
        });
        _bulletin.Publish();
    }

    /// <summary>Takes a node back into the world, with what its kernel's tables say.</summary>
    /// <param name="node">The node.</param>
    /// <param name="since">When it began to come back: how long that took is how much later than the change the time may be.</param>
    public void Return(string node, TimeSpan since)
    {
        Locked(() =>
        {
            var took = _clock.Now - since;
            _error = took > _error ? took : _error;
            if (_away.Remove(node, out var holds) && holds && _holders.Add(node))
            {
                _changes.Add(new HolderChange(_clock.Now, node, Holds: true));
            }
        });
        _bulletin.Publish();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _monitor.Dispose();
        foreach (var socket in _captures.Values)
        {
            socket.Dispose();
        }

        _stop.Dispose();
    }

    private void Loop()
    {
        try
        {
            do
            {
                if (ReadAddresses() | ReadAdverts())
                {
                    _bulletin.Publish();
                }
            }
            while (!_stop.WaitOne(Pause));
        }
        catch (LinuxException exception)
        {
            Locked(() => _findings.Add($"A meter failed: {exception.Message}."));
            _bulletin.Publish();
        }
    }

    private bool ReadAddresses()
    {
        var changed = false;
        while (true)
        {
            var before = _clock.Time.GetTimestamp();
            if (!_monitor.TryRead(out var batch))
            {
                _emptyAt = before;
                return changed;
            }

            foreach (var change in batch.Events)
            {
                changed |= Locked(() => Take(change, batch.ReadAt));
            }
        }
    }

    private bool Take(RouteEvent change, long readAt)
    {
        if (change is Overrun)
        {
            _findings.Add("The address meter lost events: its queue in the kernel was full.");
            return true;
        }

        if (change is not AddressChange { NamespaceId: { } id } address || !_nodes.TryGetValue(id, out var node))
        {
            return false;
        }

        if (address.Prefix == Probe)
        {
            return _heard.Add(node);
        }

        if (!address.Prefix.Address.Equals(_vip.Address))
        {
            return false;
        }

        if (_away.ContainsKey(node))
        {
            _away[node] = address.Present;
            return false;
        }

        if (_changes.Count >= MostChanges || !(address.Present ? _holders.Add(node) : _holders.Remove(node)))
        {
            return false;
        }

        var error = _clock.Time.GetElapsedTime(_emptyAt, readAt);
        _error = error > _error ? error : _error;

        // What was read before a node left or came back may be taken after it.
        var read = _clock.At(readAt);
        _changes.Add(new HolderChange(_changes.Count > 0 && _changes[^1].Time > read ? _changes[^1].Time : read, node, address.Present));
        return true;
    }

    private bool ReadAdverts()
    {
        lock (_gate)
        {
            foreach (var (node, socket) in _captures)
            {
                while (socket.TryReceive(_buffer, out var received))
                {
                    if (received.Outgoing && received.Read().Advert is { } advert && _adverts.Count < MostAdverts)
                    {
                        _adverts.Add(new SentAdvert(_clock.At(received.At), node, advert.Priority));
                    }
                }
            }
        }

        return false;
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private void Locked(Action change)
    {
        lock (_gate)
        {
            change();
        }
    }
}
