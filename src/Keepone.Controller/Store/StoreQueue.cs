using Keepone.Controller.Fleet;
using Keepone.Core.Model;

namespace Keepone.Controller.Store;

/// <summary>What is to be written in one go.</summary>
internal sealed record StoreBatch(
    IReadOnlyCollection<NodeState> Nodes,
    IReadOnlyDictionary<(RouterId Router, string Node), (Observation Observation, DateTimeOffset ReceivedAt)?> Replicas,
    IReadOnlyCollection<Incident> Incidents,
    IReadOnlyCollection<HistoryEntry> History);

/// <summary>A line of history; of the whole node when the router is null.</summary>
internal sealed record HistoryEntry(
    RouterId? Router, string RouterName, string Node, DateTimeOffset At, VrrpState? Before, VrrpState? After, string Reason)
{
    /// <summary>When it was received.</summary>
    internal required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The check whose verdict changed; null: another kind of line.</summary>
    internal string? Check { get; init; }

    /// <summary>Who gave the order; null: another kind of line.</summary>
    internal string? OrderedBy { get; init; }

    /// <summary>The agent process that told it, and its place among all that this process told; null: the controller noticed it itself.</summary>
    internal (string StartId, long Sequence)? Told { get; init; }
}

/// <summary>
/// What waits for the database. Latest states merge, so nodes, replicas and incidents are bounded by the fleet; history is
/// bounded by a number, and the oldest goes first. The loop only adds: a full disk or a locked file is not its trouble (DESIGN
/// §8).
/// </summary>
internal sealed class StoreQueue
{
    /// <summary>The most lines of history that wait.</summary>
    internal const int MostHistory = 10_000;

    /// <summary>The most closed incidents that wait; open ones always do.</summary>
    internal const int MostIncidents = 10_000;

    private readonly Lock _lock = new();
    private Dictionary<string, NodeState> _nodes = new(StringComparer.Ordinal);
    private Dictionary<(RouterId, string), (Observation, DateTimeOffset)?> _replicas = [];
    private SortedDictionary<long, Incident> _incidents = [];
    private Queue<HistoryEntry> _history = new();
    private TaskCompletionSource _signal = NewSignal();
    private int _dropped;

    internal int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _nodes.Count + _replicas.Count + _incidents.Count + _history.Count;
            }
        }
    }

    internal void Add(FleetEffect effect)
    {
        lock (_lock)
        {
            switch (effect)
            {
                case NodeChanged { Node: var node }:
                    _nodes[node.Name] = node;
                    break;
                case NodeHeard { Node: var node }:
                    _nodes[node.Name] = node;
                    break;
                case ReplicaChanged { Observation: var observation } changed:
                    _replicas[(observation.Router, observation.Node)] = (observation, changed.ReceivedAt);
                    if (changed.Before != observation.State && !changed.ToldByAgent)
                    {
                        Remember(new HistoryEntry(
                            observation.Router, observation.RouterName, observation.Node, changed.ReceivedAt, changed.Before, observation.State, observation.Reason)
                        { ReceivedAt = changed.ReceivedAt });
                    }

                    break;
                case StateChangeTold { Change: var change } told:
                    Remember(new HistoryEntry(change.Router, change.RouterName, told.Node, change.At, change.From, change.To, change.Reason)
                    {
                        ReceivedAt = told.ReceivedAt,
                        Check = change.Check,
                        Told = (told.StartId, (long)change.Sequence),
                    });
                    break;
                case OrderRecorded { Order: var order } recorded:
                    Remember(new HistoryEntry(order.Router, order.RouterName ?? "", order.Node, recorded.At, Before: null, After: null, order.Sentence)
                    {
                        ReceivedAt = recorded.At,
                        OrderedBy = order.By,
                    });
                    break;
                case ReplicaRemoved removed:
                    _replicas[(removed.Router, removed.Node)] = null;
                    Remember(new HistoryEntry(
                        removed.Router, removed.RouterName, removed.Node, removed.At, removed.Before, After: null, "The replica was removed.")
                    { ReceivedAt = removed.At });
                    break;
                case IncidentChanged { Incident: var incident }:
                    _incidents[incident.Number] = incident;
                    while (_incidents.Count > MostIncidents)
                    {
                        _incidents.Remove(_incidents.First().Key);
                        _dropped++;
                    }

                    break;
                case OverlapRecorded { Overlap: var overlap } recorded:
                    Remember(new HistoryEntry(
                        overlap.Router, overlap.RouterName, string.Join(", ", overlap.Nodes), recorded.At, VrrpState.Master, VrrpState.Master, overlap.Sentence)
                    { ReceivedAt = recorded.At });
                    break;
                default:
                    return;
            }

            _signal.TrySetResult();
        }
    }

    /// <summary>Completes when something waits.</summary>
    internal Task WaitAsync()
    {
        lock (_lock)
        {
            return _signal.Task;
        }
    }

    /// <summary>Takes everything that waits.</summary>
    internal StoreBatch Take(out int dropped)
    {
        lock (_lock)
        {
            var batch = new StoreBatch([.. _nodes.Values], _replicas, [.. _incidents.Values], _history);
            (_nodes, _replicas, _incidents, _history) = (new(StringComparer.Ordinal), [], [], new());
            _signal = NewSignal();
            (dropped, _dropped) = (_dropped, 0);
            return batch;
        }
    }

    /// <summary>Puts back what could not be written; what came since is newer and stays.</summary>
    internal void PutBack(StoreBatch batch)
    {
        lock (_lock)
        {
            foreach (var node in batch.Nodes)
            {
                _nodes.TryAdd(node.Name, node);
            }

            foreach (var (key, replica) in batch.Replicas)
            {
                _replicas.TryAdd(key, replica);
            }

            foreach (var incident in batch.Incidents)
            {
                _incidents.TryAdd(incident.Number, incident);
            }

            var newer = _history;
            _history = new Queue<HistoryEntry>();
            foreach (var entry in batch.History.Concat(newer))
            {
                Remember(entry);
            }

            _signal.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Remember(HistoryEntry entry)
    {
        _history.Enqueue(entry);
        while (_history.Count > MostHistory)
        {
            _history.Dequeue();
            _dropped++;
        }
    }
}
