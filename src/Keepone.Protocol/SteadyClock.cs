namespace Keepone.Protocol;

/// <summary>
/// A wall clock that never jumps: the wall time of the process's start, and what has passed since by the monotonic clock. Agent and
/// controller stamp by it what they tell each other: a step of the system's time would otherwise make fresh evidence look old, kill a
/// fleet, or hide an overlap.
/// </summary>
/// <param name="time">The clock that it is made of.</param>
public sealed class SteadyClock(TimeProvider time)
{
    private readonly long _startTimestamp = time.GetTimestamp();

    /// <summary>When the clock was made, by the system's clock.</summary>
    public DateTimeOffset Start { get; } = time.GetUtcNow();

    /// <summary>Now.</summary>
    public DateTimeOffset Now => Start + time.GetElapsedTime(_startTimestamp);

    /// <summary>The clock that it is made of.</summary>
    public TimeProvider Time => time;
}
