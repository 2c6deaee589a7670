using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>
/// A timer that a reactor waits for like for any descriptor, and by how much it is late: scheduling delay of the process, and callbacks
/// that were not brief. It ticks on the reactor's thread; it is read from any.
/// </summary>
internal sealed class LatenessTimer : IDisposable
{
    /// <summary>How often to measure: often enough to see a stall well below an advert of a second.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(250);

    private readonly Descriptor _descriptor;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly long _start;
    private ulong _ticks;
    private long _worst;
    private long _lastTick;

    /// <summary>Starts it.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="interval">How often it ticks.</param>
    /// <exception cref="LinuxException">No timer can be had.</exception>
    public LatenessTimer(TimeProvider time, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        (_time, _interval) = (time, interval);
        _descriptor = Libc.TimerfdCreate(Polling.ClockMonotonic, Polling.CloseOnExec | Polling.NonBlocking).OrThrow("make a timer descriptor");
        _start = Start();
    }

    /// <summary>The descriptor: readable when it ticks.</summary>
    public Descriptor Handle => _descriptor;

    /// <summary>How long ago it ticked.</summary>
    public TimeSpan SinceLastTick => _time.GetElapsedTime(Interlocked.Read(ref _lastTick));

    /// <summary>The worst lateness since the last call.</summary>
    /// <returns>The lateness; zero when nothing was measured since.</returns>
    public TimeSpan TakeWorst() => TimeSpan.FromTicks(Interlocked.Exchange(ref _worst, 0));

    /// <summary>It is readable: measures.</summary>
    public unsafe void Tick()
    {
        ulong expirations;
        if (Libc.Read(_descriptor, (byte*)&expirations, sizeof(ulong)) != sizeof(ulong))
        {
            return;
        }

        Interlocked.Exchange(ref _lastTick, _time.GetTimestamp());

        // Against the first of the missed deadlines: that is how long somebody may have waited.
        var deadline = TimeSpan.FromTicks(_interval.Ticks * (long)(_ticks + 1));
        _ticks += expirations;
        var lateness = (_time.GetElapsedTime(_start) - deadline).Ticks;
        var worst = Interlocked.Read(ref _worst);
        while (lateness > worst)
        {
            var seen = Interlocked.CompareExchange(ref _worst, lateness, worst);
            if (seen == worst)
            {
                return;
            }

            worst = seen;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _descriptor.Dispose();

    private unsafe long Start()
    {
        var seconds = (long)_interval.TotalSeconds;
        var nanoseconds = (_interval.Ticks % TimeSpan.TicksPerSecond) * 100;
        var specification = stackalloc long[4] { seconds, nanoseconds, seconds, nanoseconds };
        var start = _time.GetTimestamp();
        _lastTick = start;
        return Libc.TimerfdSet(_descriptor, 0, specification, null) == 0 ? start : throw LinuxException.Last("start a timer");
    }
}
