using Keepone.Core.Guard;

namespace Keepone.Simulation.Tests;

/// <summary>The routers that tests simulate.</summary>
internal static class Settings
{
    /// <summary>The defaults of the product: adverts of a second, beacons five times a second.</summary>
    public static readonly GuardTimers Default = Timers(1000, 200, delay: 50, write: 50, late: 20);

    public static GuardTimers Timers(int advert, int beacon, double delay, double write, double late, int fall = 3)
    {
        var lease = (fall * beacon) + (2 * delay);
        return new GuardTimers
        {
            Advert = Ms(advert),
            Beacon = Ms(beacon),
            MessageDelay = Ms(delay),
            WriteLatency = Ms(write),
            SchedulingDelay = Ms(late),
            Lease = Ms(lease),
            Promise = Ms(Math.Ceiling((lease + write + late) * (1 + GuardTimers.ClockRateError))),
            StopLead = Ms(write + late + 1),
            AskLead = Ms((2 * beacon) + (2 * delay)),
            Grace = Ms(beacon + (2 * delay) + late),
        };
    }

    /// <summary>The same router, without one of the rules.</summary>
    public static WorldSettings With(this WorldSettings settings, GuardRules rules) =>
        settings with { Groups = [.. settings.Groups.Select(group => group with { Rules = rules })] };

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
