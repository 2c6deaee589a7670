using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;
using Keepone.Keepalived.Model;

namespace Keepone.Keepalived.Timing;

/// <summary>What happens when, as the configurations of one node or of the nodes of a group say.</summary>
/// <param name="Files">The configurations, as they were named.</param>
/// <param name="Groups">The VRRP groups in them, in the order of the first file.</param>
public sealed record KeepalivedTiming(ImmutableArray<string> Files, ImmutableArray<GroupTiming> Groups)
{
    /// <summary>The timing of configurations: of one node, or of the nodes that share their groups.</summary>
    /// <param name="configurations">The configurations, one a node.</param>
    /// <returns>The timing.</returns>
    public static KeepalivedTiming Of(ImmutableArray<KeepalivedConfiguration> configurations)
    {
        // The same VRID may be used on several interfaces of a node: the first one of each file belongs together, and so on.
        var members = configurations.SelectMany(configuration => configuration.Instances
            .Select(instance => new GroupMember(
                configurations.Length == 1 ? instance.Name : configuration.Instances.Length == 1 ? configuration.File : $"{configuration.File} {instance.Name}",
                configuration, instance, EffectiveInstance.Of(configuration, instance)))
            .GroupBy(member => (member.Instance.VirtualRouterId?.Value, member.Effective.Family))
            .SelectMany(same => same.Select((member, index) => (Key: (same.Key, Index: index), Member: member))));
        var groups = members.GroupBy(item => item.Key, item => item.Member);
        return new KeepalivedTiming(
            [.. configurations.Select(configuration => configuration.File)],
            [.. groups.Select(group => GroupTiming.Of([.. group], configurations.Length))]);
    }
}

/// <summary>An instance on a node.</summary>
/// <param name="Name">How sentences name it: the instance where there is one node, else the file, with the instance where the file has others.</param>
/// <param name="Configuration">The node's configuration.</param>
/// <param name="Instance">The instance as it is written.</param>
/// <param name="Effective">What it comes to.</param>
internal sealed record GroupMember(string Name, KeepalivedConfiguration Configuration, VrrpInstance Instance, EffectiveInstance Effective)
{
    /// <summary>The priority while all checks pass and every track file holds 0.</summary>
    public int Priority => CheckTiming.Clamped(Effective, Effective.Priority + CheckTiming.Added(Effective));
}

/// <summary>The timing of a VRRP group.</summary>
/// <param name="Vrid">The VRID; null where none is given, and keepalived does not run it.</param>
/// <param name="Members">Its instances, in order of succession.</param>
/// <param name="Causes">What each failure does at worst.</param>
/// <param name="Sentences">What else is to be known, one sentence each.</param>
public sealed record GroupTiming(int? Vrid, ImmutableArray<MemberTiming> Members, ImmutableArray<CauseTiming> Causes, ImmutableArray<string> Sentences)
{
    internal static GroupTiming Of(ImmutableArray<GroupMember> members, int nodes)
    {
        // Of equal priority, the higher address wins in the end (RFC 5798 6.4.3); the files do not say which it is.
        ImmutableArray<GroupMember> order = [.. members.OrderByDescending(member => member.Priority)];
        return new GroupTiming(
            order[0].Instance.VirtualRouterId?.Value,
            [.. order.Select(MemberTiming.Of)],
            [.. GroupCauses.Of(order)],
            [.. GroupSentences.Of(order, nodes)]);
    }
}

/// <summary>An instance's timers.</summary>
public sealed record MemberTiming
{
    /// <summary>The file that it is in.</summary>
    public required string File { get; init; }

    /// <summary>Its name.</summary>
    public required string Instance { get; init; }

    /// <summary>Its interface; null where none is given.</summary>
    public string? Interface { get; init; }

    /// <summary>The version of VRRP that it speaks.</summary>
    public required int Version { get; init; }

    /// <summary>The priority that is configured, or that keepalived takes.</summary>
    public required int BasePriority { get; init; }

    /// <summary>The priority while all checks pass and every track file holds 0.</summary>
    public required int Priority { get; init; }

    /// <summary>The interval between its adverts.</summary>
    public required TimeSpan AdvertInterval { get; init; }

    /// <summary>How long after a master's goodbye it takes over.</summary>
    public required TimeSpan Skew { get; init; }

    /// <summary>The earliest take-over after a crash or a cut: the last advert may be one interval old.</summary>
    public required TimeSpan EarliestTakeover { get; init; }

    /// <summary>The latest: the master-down interval.</summary>
    public required TimeSpan LatestTakeover { get; init; }

    /// <summary>Whether it takes over from a living master of a lower priority.</summary>
    public required bool Preempts { get; init; }

    /// <summary>How long it waits before that.</summary>
    public required TimeSpan PreemptDelay { get; init; }

    /// <summary>When it announces its addresses as master, in one sentence without a full stop.</summary>
    public required string Announcements { get; init; }

    /// <summary>What it checks.</summary>
    public required ImmutableArray<CheckTiming> Checks { get; init; }

    internal static MemberTiming Of(GroupMember member)
    {
        var (effective, priority) = (member.Effective, member.Priority);
        var latest = effective.MasterDown(priority);
        return new MemberTiming
        {
            File = member.Configuration.File,
            Instance = member.Instance.Name,
            Interface = member.Instance.Interface?.Value,
            Version = effective.Version,
            BasePriority = effective.Priority,
            Priority = priority,
            AdvertInterval = effective.AdvertInterval,
            Skew = effective.Skew(priority),
            EarliestTakeover = latest - effective.AdvertInterval,
            LatestTakeover = latest,
            Preempts = effective.Preempts,
            PreemptDelay = effective.PreemptDelay,
            Announcements = GroupSentences.Announcements(effective.Garp),
            Checks = CheckTiming.Of(member),
        };
    }
}

/// <summary>The JSON form.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(DurationJsonConverter)])]
[JsonSerializable(typeof(ImmutableArray<KeepalivedTiming>))]
public sealed partial class KeepalivedTimingJson : JsonSerializerContext;
