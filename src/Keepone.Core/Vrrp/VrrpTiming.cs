namespace Keepone.Core.Vrrp;

/// <summary>The timers of VRRPv3 (RFC 5798 6.1, RFC 9568 6.1).</summary>
public static class VrrpTiming
{
    /// <summary>How many adverts a backup misses before it takes over, beside the skew.</summary>
    public const int AdvertsMissed = 3;

    /// <summary>The skew: the higher the priority, the sooner the takeover. (256 - priority) / 256 of an interval.</summary>
    /// <param name="priority">The effective priority, 1..255.</param>
    /// <param name="advertInterval">The interval that the master advertises, positive.</param>
    /// <returns>The skew time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static TimeSpan Skew(int priority, TimeSpan advertInterval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(priority, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priority, 255);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(advertInterval, TimeSpan.Zero);
        return advertInterval * (256 - priority) / 256;
    }

    /// <summary>The time after the last advert at which a backup takes over: three intervals and the skew.</summary>
    /// <param name="priority">The effective priority of the backup, 1..255.</param>
    /// <param name="advertInterval">The interval that the master advertises, positive.</param>
    /// <returns>The master-down interval.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static TimeSpan MasterDown(int priority, TimeSpan advertInterval) =>
        (AdvertsMissed * advertInterval) + Skew(priority, advertInterval);

    /// <summary>
    /// The earliest takeover after a cut: the last advert may be one interval old when the cut comes, so two intervals and the
    /// skew remain (DESIGN §2).
    /// </summary>
    /// <param name="priority">The effective priority of the backup, 1..255.</param>
    /// <param name="advertInterval">The interval that the master advertises, positive.</param>
    /// <returns>The time from the cut.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static TimeSpan EarliestTakeover(int priority, TimeSpan advertInterval) =>
        MasterDown(priority, advertInterval) - advertInterval;
}
