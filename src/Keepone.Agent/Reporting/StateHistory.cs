using System.Collections.Immutable;
using Keepone.Core.Model;

namespace Keepone.Agent.Reporting;

/// <summary>
/// The latest changes of every replica's state and of its checks' verdicts, in order. Observations merge while the controller is slow or gone; what happened in
/// between is kept here, within bounds, and told when somebody listens again. Every member may be called from any thread.
/// </summary>
public sealed class StateHistory
{
    /// <summary>The most changes of one replica's state, and as many of its checks: a flapping one does not push out what the others did.</summary>
    public const int MostPerReplica = 32;

    /// <summary>The most changes in all: a start of the largest node, two changes a replica; some 2 MB.</summary>
    public const int MostInAll = 8192;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<ulong, StateChange> _changes = [];

    // Apart, so that a check that flaps does not push out how the replica's state changed.
    private readonly Dictionary<(RouterId Router, bool OfCheck), Queue<ulong>> _ofReplica = [];
    private ulong _lastSequence;
    private ulong _told;
    private ulong _forgotten;

    /// <summary>How many changes were forgotten before they were told.</summary>
    public ulong Forgotten
    {
        get
        {
            lock (_lock)
            {
                return _forgotten;
            }
        }
    }

    /// <summary>Keeps a change.</summary>
    /// <param name="before">The state before; null: the replica is seen for the first time.</param>
    /// <param name="after">The observation with the state after.</param>
    public void Note(VrrpState? before, Observation after)
    {
        ArgumentNullException.ThrowIfNull(after);
        Keep(new StateChange(0, after.Router, after.RouterName, after.Since, before, after.State, after.Reason));
    }

    /// <summary>Keeps a change of a check's verdict.</summary>
    /// <param name="router">The router.</param>
    /// <param name="name">Its name.</param>
    /// <param name="state">The replica's state, which did not change.</param>
    /// <param name="at">When, by the agent's wall clock.</param>
    /// <param name="check">The check.</param>
    /// <param name="sentence">What changed and why.</param>
    public void NoteCheck(RouterId router, string name, VrrpState state, DateTimeOffset at, string check, string sentence) =>
        Keep(new StateChange(0, router, name, at, state, state, sentence, check));

    /// <summary>The latest changes of all replicas, the oldest first.</summary>
    /// <param name="most">How many at most.</param>
    /// <returns>A copy.</returns>
    public ImmutableArray<StateChange> Latest(int most)
    {
        lock (_lock)
        {
            return [.. _changes.Values.Skip(_changes.Count - most)];
        }
    }

    /// <summary>The first changes after one, the oldest first.</summary>
    /// <param name="sequence">The last one that is known.</param>
    /// <param name="most">How many at most.</param>
    /// <returns>A copy; empty when there is none.</returns>
    internal ImmutableArray<StateChange> After(ulong sequence, int most)
    {
        lock (_lock)
        {
            // Most of the time there is nothing new, and nothing is to be searched for.
            return sequence >= _lastSequence ? [] : [.. _changes.Values.SkipWhile(change => change.Sequence <= sequence).Take(most)];
        }
    }

    /// <summary>All changes up to one were told: forgetting them is no loss.</summary>
    internal void Told(ulong sequence)
    {
        lock (_lock)
        {
            _told = Math.Max(_told, Math.Min(sequence, _lastSequence));
        }
    }

    private void Keep(StateChange unnumbered)
    {
        lock (_lock)
        {
            var key = KeyOf(unnumbered);
            if (!_ofReplica.TryGetValue(key, out var own))
            {
                _ofReplica[key] = own = new Queue<ulong>();
            }

            var change = unnumbered with { Sequence = ++_lastSequence };
            _changes.Add(change.Sequence, change);
            own.Enqueue(change.Sequence);
            if (own.Count > MostPerReplica)
            {
                Forget(own.Dequeue());
            }
            else if (_changes.Count > MostInAll)
            {
                var oldest = _changes.First().Value;
                _ofReplica[KeyOf(oldest)].Dequeue();
                Forget(oldest.Sequence);
            }

            if (_ofReplica.Count > MostInAll)
            {
                // Replicas that came and went: none of their changes is left.
                foreach (var (empty, _) in _ofReplica.Where(replica => replica.Value.Count == 0).ToList())
                {
                    _ofReplica.Remove(empty);
                }
            }
        }
    }

    private static (RouterId Router, bool OfCheck) KeyOf(StateChange change) => (change.Router, change.Check is not null);

    private void Forget(ulong sequence)
    {
        _changes.Remove(sequence);
        if (sequence > _told)
        {
            _forgotten++;
        }
    }
}
