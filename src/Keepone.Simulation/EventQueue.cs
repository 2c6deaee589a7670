namespace Keepone.Simulation;

/// <summary>What will happen, in order of time; of the same instant, in the order in which it was decided.</summary>
internal sealed class EventQueue
{
    /// <summary>The most events: a world of sixteen voters has some hundreds. More is a loop in the model.</summary>
    private const int MostEvents = 65_536;

    private WorldEvent[] _events = new WorldEvent[64];

    public int Count { get; private set; }

    // The next event is the last of the array: to take it moves nothing.
    public ref readonly WorldEvent Next => ref _events[Count - 1];

    public ReadOnlySpan<WorldEvent> All => _events.AsSpan(0, Count);

    public void Add(in WorldEvent added)
    {
        if (Count == _events.Length)
        {
            InvalidOperation.If(Count >= MostEvents, "the event queue overflows");
            Array.Resize(ref _events, Count * 2);
        }

        var place = Count;
        while (place > 0 && _events[place - 1].At <= added.At)
        {
            place--;
        }

        _events.AsSpan(place, Count - place).CopyTo(_events.AsSpan(place + 1));
        _events[place] = added;
        Count++;
    }

    public WorldEvent Take() => _events[--Count];

    public void Remove(WorldEventKind kind, int node) => RemoveWhere(e => e.Kind == kind && e.Node == node);

    public void RemoveWhere(Predicate<WorldEvent> match)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (!match(_events[i]))
            {
                _events[kept++] = _events[i];
            }
        }

        Count = kept;
    }

    public void CopyTo(EventQueue other)
    {
        if (other._events.Length < Count)
        {
            other._events = new WorldEvent[_events.Length];
        }

        _events.AsSpan(0, Count).CopyTo(other._events);
        other.Count = Count;
    }
}
