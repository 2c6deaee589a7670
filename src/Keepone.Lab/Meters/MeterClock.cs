namespace Keepone.Lab.Meters;

/// <summary>One clock for all meters of a run: times count from its start, on the clock that does not jump.</summary>
internal sealed class MeterClock
{
    private readonly long _start;

    /// <summary>Starts the clock.</summary>
    /// <param name="time">The system's clock.</param>
    public MeterClock(TimeProvider time)
    {
        Time = time;
        _start = time.GetTimestamp();
        Start = time.GetUtcNow();
    }

    /// <summary>The clock behind it.</summary>
    public TimeProvider Time { get; }

    /// <summary>The wall-clock time of its start.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>The time since its start.</summary>
    public TimeSpan Now => Time.GetElapsedTime(_start);

    /// <summary>The time of a timestamp.</summary>
    /// <param name="timestamp">A timestamp of <see cref="Time"/>.</param>
    /// <returns>The time since the start.</returns>
    public TimeSpan At(long timestamp) => Time.GetElapsedTime(_start, timestamp);
}
