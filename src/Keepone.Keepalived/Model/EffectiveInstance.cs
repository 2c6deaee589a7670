using System.Collections.Immutable;
using System.Net.Sockets;
using Keepone.Keepalived.Model.Reading;

namespace Keepone.Keepalived.Model;

/// <summary>
/// What an instance comes to in keepalived, defaults and what it corrects by itself included (vrrp_complete_instance() of 2.2.7;
/// reference/keepalived.md B.7, B.11).
/// </summary>
public sealed record EffectiveInstance
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>IPv4 or IPv6: what its addresses, peers or source are of.</summary>
    public required AddressFamily Family { get; init; }

    /// <summary>The version of VRRP: 2 or 3.</summary>
    public required int Version { get; init; }

    /// <summary>Whether <c>vrrp_strict</c> or <c>strict_mode</c> holds.</summary>
    public required bool IsStrict { get; init; }

    /// <summary>The priority without any check.</summary>
    public required int Priority { get; init; }

    /// <summary>Whether it starts as master. It becomes one at once only when nothing tells it of another (RFC 5798 6.4.1).</summary>
    public required bool StartsAsMaster { get; init; }

    /// <summary>The interval between its adverts, as rounded for the version.</summary>
    public required TimeSpan AdvertInterval { get; init; }

    /// <summary>How many adverts it misses before it takes over, beside the skew.</summary>
    public required int DownTimerAdverts { get; init; }

    /// <summary>Whether it takes over from a living master of a lower priority.</summary>
    public required bool Preempts { get; init; }

    /// <summary>How long it waits before that.</summary>
    public required TimeSpan PreemptDelay { get; init; }

    /// <summary>Whether packets to its addresses are accepted.</summary>
    public required bool Accepts { get; init; }

    /// <summary>Whether adverts go to peers by unicast: only where there are peers.</summary>
    public required bool IsUnicast { get; init; }

    /// <summary>Whether a lower one answers a higher one before it steps down.</summary>
    public required bool HigherPrioritySendsAdvert { get; init; }

    /// <summary>Whether a master stays silent when it hears a lower one.</summary>
    public required bool LowerPriorityNoAdvert { get; init; }

    /// <summary>Whether the addresses in adverts are not compared when they come from the same master.</summary>
    public required bool SkipsAddressCheck { get; init; }

    /// <summary>Gratuitous ARP.</summary>
    public required EffectiveGarp Garp { get; init; }

    /// <summary>What it tracks.</summary>
    public required ImmutableArray<EffectiveTrack> Tracks { get; init; }

    /// <summary>The sync group that it is a member of; or null.</summary>
    public required SyncGroup? Group { get; init; }

    /// <summary>What an instance comes to.</summary>
    /// <param name="configuration">The configuration that it is in.</param>
    /// <param name="instance">The instance.</param>
    /// <returns>Its effective values.</returns>
    public static EffectiveInstance Of(KeepalivedConfiguration configuration, VrrpInstance instance)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(instance);
        var globals = configuration.Globals;
        var strict = (instance.Strict ?? globals.Strict)?.Value ?? false;
        var family = FamilyOf(instance);
        var version = VersionOf(globals, instance, family, strict);
        var isMaster = instance.State?.Value == "MASTER";
        var priority = instance.Priority?.Value ?? (isMaster ? VrrpDefaults.OwnerPriority : VrrpDefaults.Priority);
        var isOwner = priority == VrrpDefaults.OwnerPriority;
        var starts = instance.State is null || strict ? isOwner : isMaster;

        // nopreempt is cleared by state MASTER and by priority 255; preempt_delay by either, by strict mode and by nopreempt.
        var preempts = starts || isOwner || instance.NoPreempt is not { Value: true };
        var accepts = instance.Accept?.Value ?? (isOwner || !strict);
        var group = configuration.SyncGroups.FirstOrDefault(group => group.Members.Any(member => member.Value == instance.Name));
        return new EffectiveInstance
        {
            Name = instance.Name,
            Family = family,
            Version = version,
            IsStrict = strict,
            Priority = priority,
            StartsAsMaster = starts,
            AdvertInterval = Rounded(instance.AdvertInterval?.Value ?? VrrpDefaults.AdvertInterval, version),
            DownTimerAdverts = strict ? VrrpDefaults.DownTimerAdverts : (instance.DownTimerAdverts ?? globals.DownTimerAdverts)?.Value ?? VrrpDefaults.DownTimerAdverts,
            Preempts = preempts,
            PreemptDelay = starts || strict || !preempts ? TimeSpan.Zero : instance.PreemptDelay?.Value ?? TimeSpan.Zero,
            Accepts = accepts && !(strict && version == 2 && !isOwner),
            IsUnicast = instance.UnicastPeers is { Value.IsEmpty: false },
            HigherPrioritySendsAdvert = !strict && ((instance.HigherPrioritySendsAdvert ?? globals.HigherPrioritySendsAdvert)?.Value ?? false),
            LowerPriorityNoAdvert = strict || ((instance.LowerPriorityNoAdvert ?? globals.LowerPriorityNoAdvert)?.Value ?? false),
            SkipsAddressCheck = (instance.SkipCheckAdvertAddresses ?? globals.SkipCheckAdvertAddresses)?.Value ?? false,
            Garp = EffectiveGarp.Of(globals, instance.Garp, strict),
            Tracks = EffectiveTrack.Of(configuration, instance, isOwner, group),
            Group = group,
        };
    }

    /// <summary>How long after its time a backup takes over: the lower the priority, the later (RFC 5798 6.1; of version 2, RFC 3768 6.1).</summary>
    /// <param name="priority">The effective priority, 1..255.</param>
    /// <param name="masterInterval">The interval that the master advertises; null: its own. Version 2 does not look at it.</param>
    /// <returns>The skew time.</returns>
    public TimeSpan Skew(int priority, TimeSpan? masterInterval = null) =>
        (Version == 2 ? TimeSpan.FromSeconds(1) : masterInterval ?? AdvertInterval) * (256 - priority) / 256;

    /// <summary>How long after the last advert a backup takes over.</summary>
    /// <param name="priority">The effective priority, 1..255.</param>
    /// <param name="masterInterval">The interval that the master advertises; null: its own.</param>
    /// <returns>The master-down interval.</returns>
    public TimeSpan MasterDown(int priority, TimeSpan? masterInterval = null) =>
        (DownTimerAdverts * (Version == 2 ? AdvertInterval : masterInterval ?? AdvertInterval)) + Skew(priority, masterInterval);

    private static AddressFamily FamilyOf(VrrpInstance instance)
    {
        var text = instance.SourceAddress?.Value
            ?? instance.UnicastPeers?.Value.Select(peer => peer.Value).FirstOrDefault()
            ?? instance.MulticastDestination?.Value
            ?? instance.Addresses.Select(address => address.Address.Split('/')[0]).FirstOrDefault();
        return instance.NativeIpv6 is not null || (text is not null && ValueReader.ParseAddress(text)?.AddressFamily == AddressFamily.InterNetworkV6)
            ? AddressFamily.InterNetworkV6
            : AddressFamily.InterNetwork;
    }

    private static int VersionOf(GlobalDefinitions globals, VrrpInstance instance, AddressFamily family, bool strict) =>
        instance.NativeIpv6 is not null ? 3
        : family == AddressFamily.InterNetworkV6 ? (strict ? 3 : instance.Version?.Value ?? 3)
        : (instance.Version ?? globals.VrrpVersion)?.Value ?? VrrpDefaults.Version;

    // To whole seconds in version 2, to hundredths in version 3, and never to nothing.
    private static TimeSpan Rounded(TimeSpan interval, int version)
    {
        if (version == 3 && interval > VrrpDefaults.MostAdvertIntervalOfVersion3)
        {
            return VrrpDefaults.MostAdvertIntervalOfVersion3;
        }

        var unit = version == 2 ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerSecond / 100;
        var units = (interval.Ticks + (unit / 2)) / unit;
        return TimeSpan.FromTicks(Math.Max(units, 1) * unit);
    }
}

/// <summary>When a master sends gratuitous ARP, or unsolicited neighbour advertisements.</summary>
/// <param name="Repeat">How many at once.</param>
/// <param name="Delay">When the same number follows again; 0: never.</param>
/// <param name="Refresh">How often it goes on; 0: never.</param>
/// <param name="RefreshRepeat">How many then.</param>
/// <param name="LowerPriorityRepeat">How many after an advert of a lower priority was heard.</param>
/// <param name="LowerPriorityDelay">When the same number follows again.</param>
public sealed record EffectiveGarp(int Repeat, TimeSpan Delay, TimeSpan Refresh, int RefreshRepeat, int LowerPriorityRepeat, TimeSpan LowerPriorityDelay)
{
    internal static EffectiveGarp Of(GlobalDefinitions globals, GratuitousArp garp, bool strict)
    {
        // vrrp_min_garp leaves alone what else is given.
        var minimal = globals.MinimalGarp is { Value: true };
        var repeat = globals.Garp.MasterRepeat?.Value ?? (minimal ? 1 : VrrpDefaults.GarpMasterRepeat);
        var delay = globals.Garp.MasterDelay?.Value ?? (minimal ? TimeSpan.Zero : VrrpDefaults.GarpMasterDelay);
        return new EffectiveGarp(
            garp.MasterRepeat?.Value ?? repeat,
            garp.MasterDelay?.Value ?? delay,
            (garp.MasterRefresh ?? globals.Garp.MasterRefresh)?.Value ?? VrrpDefaults.GarpMasterRefresh,
            (garp.MasterRefreshRepeat ?? globals.Garp.MasterRefreshRepeat)?.Value ?? (minimal ? 0 : VrrpDefaults.GarpMasterRefreshRepeat),
            strict ? 0 : (garp.LowerPriorityRepeat ?? globals.Garp.LowerPriorityRepeat)?.Value ?? repeat,
            strict ? TimeSpan.Zero : (garp.LowerPriorityDelay ?? globals.Garp.LowerPriorityDelay)?.Value ?? delay);
    }
}
