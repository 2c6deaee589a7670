using Keepone.Core.Guard;
using Keepone.Linux;

namespace Keepone.Agent.Voting;

/// <summary>
/// How late the reactor's thread comes to what waits for it: measured by a timer of its own and by those of all voters, in the steady
/// time that voters live by. A stall between two ticks is seen but for the interval; it lives on the reactor's thread.
/// </summary>
internal sealed class LatenessMeter : IDisposable
{
    /// <summary>As fine as the lateness that is taken for granted; fifty wake-ups a second cost a thousandth of a core.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>The figure is rounded up to this: every voter makes new timers of one that changed.</summary>
    public static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(1);

    private readonly Reactor _reactor;
    private readonly ReactorTimer _timer;
    private LatenessWindow _window;
    private int _users;

    public LatenessMeter(Reactor reactor)
    {
        _reactor = reactor;
        _timer = reactor.AddTimer("the lateness meter", Tick);
    }

    /// <summary>The worst lateness of the last half minute to minute, rounded up.</summary>
    public TimeSpan Worst { get; private set; }

    /// <summary>A voter goes by it from now on.</summary>
    public void Join()
    {
        if (_users++ == 0)
        {
            _timer.Set(BootClock.Now + Interval);
        }
    }

    /// <summary>A voter goes by it no more.</summary>
    public void Leave()
    {
        if (--_users == 0)
        {
            _timer.Stop();
        }
    }

    /// <summary>Takes note of a lateness.</summary>
    /// <param name="now">The time.</param>
    /// <param name="lateness">How late.</param>
    public void Note(TimeSpan now, TimeSpan lateness)
    {
        _window.Note(now, lateness);
        Worst = TimeSpan.FromTicks((_window.Worst.Ticks + Grain.Ticks - 1) / Grain.Ticks * Grain.Ticks);
    }

    /// <inheritdoc/>
    public void Dispose() => _ = _reactor.Post(_timer.Stop);

    private void Tick()
    {
        var now = BootClock.Now;
        Note(now, _timer.Lateness);
        _timer.Set(now + Interval);
    }
}
