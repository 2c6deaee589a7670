namespace Keepone.Lab.Meters;

/// <summary>
/// How late the lab's own threads get to run: a 10 ms timer on a thread of its own. What it is late by, keepalived's timers and the
/// meters may be late by too (DESIGN §10).
/// </summary>
internal sealed class LatenessMeter : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly TimeProvider _time;
    private readonly ManualResetEvent _stop = new(initialState: false);
    private readonly Thread _thread;
    private long _worst;

    /// <summary>Starts measuring.</summary>
    /// <param name="time">The clock.</param>
    public LatenessMeter(TimeProvider time)
    {
        _time = time;
        _thread = new Thread(Loop) { IsBackground = true, Name = "lateness meter" };
        _thread.Start();
    }

    /// <summary>The worst so far.</summary>
    public TimeSpan Worst => TimeSpan.FromTicks(Interlocked.Read(ref _worst));

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Loop()
    {
        var before = _time.GetTimestamp();
        while (!_stop.WaitOne(Interval))
        {
            var now = _time.GetTimestamp();
            var late = (_time.GetElapsedTime(before, now) - Interval).Ticks;
            before = now;
            if (late > Interlocked.Read(ref _worst))
            {
                Interlocked.Exchange(ref _worst, late);
            }
        }
    }
}
