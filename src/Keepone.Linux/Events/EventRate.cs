namespace Keepone.Linux;

/// <summary>Whether so much happens on a reactor's thread that it waits a moment before it looks: then many things are done at one waking.</summary>
internal sealed class EventRate
{
    /// <summary>
    /// How long it waits then. It makes everything late by that much on a node of hundreds of guarded routers, against a stagger of 39 ms and
    /// a lateness of 50 ms that the arithmetic takes for granted.
    /// </summary>
    internal const int GatherMilliseconds = 1;

    /// <summary>From this many events in a window on: 4,000 a second, where a wait of 1 ms gathers four.</summary>
    internal const int Busy = 400;

    /// <summary>Over how long events are counted.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    private TimeSpan _since;
    private int _events;
    private bool _busy;

    /// <summary>Counts events.</summary>
    internal void Add(int events) => _events += events;

    /// <summary>Whether the last whole window was busy.</summary>
    /// <param name="now">The steady time.</param>
    internal bool IsBusy(TimeSpan now)
    {
        if (now - _since >= Window)
        {
            // One that was left long ago was not busy, however much happened in it.
            _busy = _events >= Busy && now - _since < 2 * Window;
            (_since, _events) = (now, 0);
        }

        return _busy;
    }
}
