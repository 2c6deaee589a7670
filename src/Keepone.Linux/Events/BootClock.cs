using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>
/// The node's steady time, CLOCK_BOOTTIME: it begins at boot, is never set, and counts while the node sleeps (docs/guard.md, "Words and
/// timers"). All times of the guard are read here.
/// </summary>
public static class BootClock
{
    /// <summary>The time since boot.</summary>
    public static unsafe TimeSpan Now
    {
        get
        {
            var time = stackalloc long[2];
            _ = Libc.ClockGetTime(Polling.ClockBootTime, time);
            return TimeSpan.FromTicks((time[0] * TimeSpan.TicksPerSecond) + (time[1] / 100));
        }
    }
}
