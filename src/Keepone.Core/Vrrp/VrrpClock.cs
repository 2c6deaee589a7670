using System.Runtime.InteropServices;

namespace Keepone.Core.Vrrp;

/// <summary>The timers of one version of VRRP at one interval of adverts.</summary>
/// <param name="Version">2 or 3.</param>
/// <param name="Advert">The interval between adverts; whole seconds in version 2.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct VrrpClock(int Version, TimeSpan Advert)
{
    /// <summary>The clock of version 3: adverts in steps of 10 ms, a skew that scales with them (RFC 5798 6.1).</summary>
    public static VrrpClock Version3(TimeSpan advert) => new(3, advert);

    /// <summary>
    /// The clock of version 2: whole seconds, so the next one up; the skew is a fraction of a second whatever the interval (RFC 3768 6.1).
    /// </summary>
    public static VrrpClock Version2(TimeSpan advert) => new(2, TimeSpan.FromSeconds(Math.Ceiling(advert.TotalSeconds)));

    public TimeSpan Skew(int priority) => VrrpTiming.Skew(priority, Version == 2 ? TimeSpan.FromSeconds(1) : Advert);

    public TimeSpan MasterDown(int priority) => (VrrpTiming.AdvertsMissed * Advert) + Skew(priority);

    public TimeSpan EarliestTakeover(int priority) => MasterDown(priority) - Advert;
}
