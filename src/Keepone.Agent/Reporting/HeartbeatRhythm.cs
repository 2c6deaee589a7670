namespace Keepone.Agent.Reporting;

/// <summary>When the next heartbeat is due: at the controller's interval, sooner when it asks, and never too often.</summary>
internal sealed class HeartbeatRhythm
{
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private long _last;
    private bool _asked;

    internal HeartbeatRhythm(TimeSpan interval, TimeProvider time) => (_interval, _time, _last) = (interval, time, time.GetTimestamp());

    /// <summary>How long until the next one; zero when it is due.</summary>
    internal TimeSpan Remaining
    {
        get
        {
            var left = (_asked ? ControllerLinkOptions.ShortestHeartbeat : _interval) - _time.GetElapsedTime(_last);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Whether the next one is due.</summary>
    internal bool IsDue => Remaining == TimeSpan.Zero;

    /// <summary>
    /// The interval that a controller asks for, kept within <see cref="ControllerLinkOptions.ShortestHeartbeat"/> and <see
    /// cref="ControllerLinkOptions.LongestHeartbeat"/> whatever it says.
    /// </summary>
    internal static TimeSpan Sensible(Google.Protobuf.WellKnownTypes.Duration? asked, TimeSpan otherwise)
    {
        // Computed from the fields: converting a hostile duration throws.
        var seconds = asked is null ? otherwise.TotalSeconds : asked.Seconds + (asked.Nanos / 1e9);
        return TimeSpan.FromSeconds(Math.Clamp(
            seconds, ControllerLinkOptions.ShortestHeartbeat.TotalSeconds, ControllerLinkOptions.LongestHeartbeat.TotalSeconds));
    }

    /// <summary>The controller wants one now.</summary>
    internal void Ask() => _asked = true;

    /// <summary>One was sent.</summary>
    internal void Beat() => (_last, _asked) = (_time.GetTimestamp(), false);
}
