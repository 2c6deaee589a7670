using Keepone.Core.Model;

namespace Keepone.Core.Vrrp;

/// <summary>
/// What a preset gives to a router (docs/timing.md): the intervals that its specification may override, and what is taken for granted of
/// its nodes and its HA network.
/// </summary>
public sealed record PresetTiming
{
    private static readonly PresetTiming Lan = new()
    {
        Preset = TimingPreset.Lan,
        // RFC 5798's default: a crash is over in 3.6 s, and a node that stalls for a second keeps its routers.
        AdvertInterval = TimeSpan.FromSeconds(1),
        // Five beacons between two adverts: a cut is seen well before the earliest takeover, 2.5 s after it.
        BeaconInterval = GuardSpecification.DefaultInterval,
        Fall = GuardSpecification.DefaultFall,
        LargestStep = PriorityPlan.DefaultStep,
        MostReplicas = PriorityPlan.MostReplicas,
        // Ten times what a loaded HA network takes: longer delays cost availability, never a second master.
        MessageDelay = TimeSpan.FromMilliseconds(50),
        // An agent is replaced by its next version in less.
        LongPromise = TimeSpan.FromSeconds(5),
        Assumptions = TimingAssumptions.Default,
    };

    private static readonly PresetTiming Fast = new()
    {
        Preset = TimingPreset.Fast,
        // The shortest at which the stagger of the largest step is above the lateness of a healthy node.
        AdvertInterval = TimeSpan.FromMilliseconds(100),
        BeaconInterval = TimeSpan.FromMilliseconds(20),
        Fall = GuardSpecification.DefaultFall,
        // 9.8 ms between two backups: the largest step with which bases, bonus, least penalty and cap of three replicas fit 1..254.
        LargestStep = 25,
        MostReplicas = 3,
        // One switch, no tunnel over the open Internet; the skew after a goodbye has no room for more.
        MessageDelay = TimeSpan.FromMilliseconds(2),
        LongPromise = TimeSpan.FromSeconds(5),
        Assumptions = new()
        {
            // A node must be shown to keep these: bench/run write-latency, and the lateness that the agent measures.
            WriteLatency = TimeSpan.FromMilliseconds(5),
            SchedulingDelay = TimeSpan.FromMilliseconds(2),
            Jitter = TimeSpan.FromMilliseconds(4),
        },
    };

    private static readonly PresetTiming Wan = new()
    {
        Preset = TimingPreset.Wan,
        // A second's outage of a line between sites moves no router.
        AdvertInterval = TimeSpan.FromSeconds(2),
        BeaconInterval = TimeSpan.FromMilliseconds(500),
        // One more than on a LAN: lines between sites lose packets in a row.
        Fall = 4,
        LargestStep = PriorityPlan.DefaultStep,
        MostReplicas = PriorityPlan.MostReplicas,
        // Round trips of a quarter of a second.
        MessageDelay = TimeSpan.FromMilliseconds(125),
        // Twice what leaving and returning takes with these intervals, rounded up.
        LongPromise = TimeSpan.FromSeconds(10),
        Assumptions = TimingAssumptions.Default with
        {
            // One advert reaches two sites at different moments.
            Jitter = TimeSpan.FromMilliseconds(50),
        },
    };

    private PresetTiming()
    {
    }

    /// <summary>The preset.</summary>
    public required TimingPreset Preset { get; init; }

    /// <summary>The interval between adverts, unless the specification gives one.</summary>
    public required TimeSpan AdvertInterval { get; init; }

    /// <summary>The interval between beacons, unless the specification gives one.</summary>
    public required TimeSpan BeaconInterval { get; init; }

    /// <summary>How many beacons in a row may be missed, unless the specification says.</summary>
    public required int Fall { get; init; }

    /// <summary>The largest step between base priorities; the plan takes the largest up to it that fits.</summary>
    public required int LargestStep { get; init; }

    /// <summary>The most replicas.</summary>
    public required int MostReplicas { get; init; }

    /// <summary>The longest delay of a message on the HA network for which the bounds of availability hold.</summary>
    public required TimeSpan MessageDelay { get; init; }

    /// <summary>How long a promise lasts that a leaving agent leaves behind.</summary>
    public required TimeSpan LongPromise { get; init; }

    /// <summary>What is taken for granted of the nodes.</summary>
    public required TimingAssumptions Assumptions { get; init; }

    /// <summary>What a preset gives.</summary>
    /// <param name="preset">The preset.</param>
    /// <returns>Its values.</returns>
    public static PresetTiming Of(TimingPreset preset) => preset switch
    {
        TimingPreset.Fast => Fast,
        TimingPreset.Wan => Wan,
        _ => Lan,
    };
}
