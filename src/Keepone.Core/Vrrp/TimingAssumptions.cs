namespace Keepone.Core.Vrrp;

/// <summary>What the arithmetic takes for granted of a node. An agent replaces them by what it measures.</summary>
public sealed record TimingAssumptions
{
    /// <summary>
    /// 50 ms from the rename of a track file to keepalived's FAULT. keepalived 2.2.7 took 0.4 ms in the median and 1 ms at
    /// worst of 40 on an idle machine (inotify); the rest is for a busy one.
    /// </summary>
    public static readonly TimeSpan DefaultWriteLatency = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// 20 ms of lateness of the agent's own timers: 5 to 8 ms were seen at the 99.9th percentile on small machines.
    /// </summary>
    public static readonly TimeSpan DefaultSchedulingDelay = TimeSpan.FromMilliseconds(20);

    /// <summary>10 ms between two backups' hearing of one advert and their timers: above the lateness seen.</summary>
    public static readonly TimeSpan DefaultJitter = TimeSpan.FromMilliseconds(10);

    /// <summary>The defaults.</summary>
    public static readonly TimingAssumptions Default = new();

    /// <summary>From the write of a track file to its effect.</summary>
    public TimeSpan WriteLatency { get; init; } = DefaultWriteLatency;

    /// <summary>How late the agent's timers may be.</summary>
    public TimeSpan SchedulingDelay { get; init; } = DefaultSchedulingDelay;

    /// <summary>How far apart two backups may be when both count from the same advert.</summary>
    public TimeSpan Jitter { get; init; } = DefaultJitter;
}
