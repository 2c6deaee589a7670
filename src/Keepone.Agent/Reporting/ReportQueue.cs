using System.Diagnostics.CodeAnalysis;
using Keepone.Core.Model;
using Keepone.Protocol;

namespace Keepone.Agent.Reporting;

/// <summary>
/// What is still to be told to the controller. It holds the latest observation of each replica and which of them the controller
/// has not seen: reports of one replica merge, so it is bounded by the number of replicas and never loses the latest state
/// (DESIGN §7). Every member may be called from any thread.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is a queue.")]
public sealed class ReportQueue
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RouterId, Observation> _latest = [];

    // In order of arrival; a router is in it at most once. Empty while no link is attached: a new link starts with everything.
    private readonly LinkedList<RouterId> _order = new();
    private readonly Dictionary<RouterId, LinkedListNode<RouterId>> _waiting = [];
    private TaskCompletionSource _signal = NewSignal();
    private bool _attached;
    private bool _overflowed;

    /// <summary>What happened, where the latest state says only how it ended.</summary>
    public StateHistory History { get; } = new();

    /// <summary>The number of replicas that it knows.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _latest.Count;
            }
        }
    }

    /// <summary>Takes a replica's latest observation. One that says nothing new replaces the last one and is not sent.</summary>
    /// <param name="observation">The observation.</param>
    /// <returns>False when the node has more replicas than the protocol takes (<see
    /// cref="ProtocolLimits.MostReplicasPerNode"/>).</returns>
    public bool Publish(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        lock (_lock)
        {
            var known = _latest.TryGetValue(observation.Router, out var last);
            if (!known && _latest.Count >= ProtocolLimits.MostReplicasPerNode)
            {
                return false;
            }

            _latest[observation.Router] = observation;
            if (last?.State != observation.State)
            {
                History.Note(last?.State, observation);
            }

            if (!observation.SaysTheSameAs(last))
            {
                Enqueue(observation.Router);
            }

            return true;
        }
    }

    /// <summary>Who runs the node's replica of a router.</summary>
    /// <param name="router">The router.</param>
    /// <returns>Who; null when it was not published, or removed since.</returns>
    public Keeper? KeeperOf(RouterId router)
    {
        lock (_lock)
        {
            return _latest.GetValueOrDefault(router)?.Keeper;
        }
    }

    /// <summary>Forgets a replica that is no longer on the node, and tells so.</summary>
    /// <param name="router">The router.</param>
    public void Remove(RouterId router)
    {
        lock (_lock)
        {
            if (_latest.Remove(router))
            {
                Enqueue(router);
            }
        }
    }

    /// <summary>The latest observation of every replica, ordered by the router's name.</summary>
    /// <returns>A copy.</returns>
    public IReadOnlyList<Observation> Snapshot()
    {
        lock (_lock)
        {
            return Everything();
        }
    }

    /// <summary>Starts a link: everything is handed out now, and what changes from here on by <see cref="TryTake"/>.</summary>
    internal IReadOnlyList<Observation> Attach()
    {
        lock (_lock)
        {
            Clear();
            _attached = true;
            return Everything();
        }
    }

    /// <summary>Ends a link: nothing waits any more.</summary>
    internal void Detach()
    {
        lock (_lock)
        {
            Clear();
            _attached = false;
        }
    }

    /// <summary>The next replica to tell about: its latest observation, or null when it was removed.</summary>
    /// <returns>False when nothing waits.</returns>
    internal bool TryTake(out RouterId router, out Observation? observation)
    {
        lock (_lock)
        {
            observation = null;
            router = default;
            if (_order.First is not { } first)
            {
                return false;
            }

            router = first.Value;
            _order.RemoveFirst();
            _waiting.Remove(router);
            _latest.TryGetValue(router, out observation);
            return true;
        }
    }

    /// <summary>Completes when something waits. When it <see cref="Overflowed"/> the link has to start again.</summary>
    internal Task WaitAsync()
    {
        lock (_lock)
        {
            if (_order.Count > 0 || _overflowed)
            {
                return Task.CompletedTask;
            }

            if (_signal.Task.IsCompleted)
            {
                _signal = NewSignal();
            }

            return _signal.Task;
        }
    }

    /// <summary>
    /// Whether more removals waited than a node has replicas: the link is too slow for them, and a full state is shorter.
    /// </summary>
    internal bool Overflowed
    {
        get
        {
            lock (_lock)
            {
                return _overflowed;
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Observation[] Everything() =>
        [.. _latest.Values.OrderBy(observation => observation.RouterName, StringComparer.Ordinal)];

    private void Enqueue(RouterId router)
    {
        if (!_attached || _waiting.ContainsKey(router))
        {
            return;
        }

        if (_waiting.Count >= 2 * ProtocolLimits.MostReplicasPerNode)
        {
            Clear();
            _overflowed = true;
        }

        if (!_overflowed)
        {
            _waiting.Add(router, _order.AddLast(router));
        }

        _signal.TrySetResult();
    }

    private void Clear()
    {
        _order.Clear();
        _waiting.Clear();
        _overflowed = false;
    }
}
