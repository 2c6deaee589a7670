using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Lint;

/// <summary>An instance with what keepalived makes of it: defaults, and what it derives (vrrp_complete_instance() of vrrp.c).</summary>
internal sealed class InstanceView
{
    private const int Owner = VrrpDefaults.OwnerPriority;

    internal InstanceView(LintedFile file, VrrpInstance instance)
    {
        (File, Given) = (file, instance);
        Family = instance.NativeIpv6?.Value == true ? AddressFamily.InterNetworkV6
            : instance.Addresses.Select(address => FamilyOf(address.Address)).FirstOrDefault(family => family is not null) ?? AddressFamily.InterNetwork;
        Version = instance.Version?.Value ?? (Family == AddressFamily.InterNetworkV6 ? 3 : file.Model.Globals.VrrpVersion?.Value ?? 2);
        IsStrict = (instance.Strict ?? file.Model.Globals.Strict)?.Value == true;
        SaysMaster = string.Equals(instance.State?.Value, "MASTER", StringComparison.Ordinal);
        Priority = instance.Priority?.Value ?? (SaysMaster ? Owner : VrrpDefaults.Priority);
        IsMasterAtStart = SaysMaster || (instance.State is null && Priority == Owner);
        AdvertInterval = instance.AdvertInterval?.Value ?? VrrpDefaults.AdvertInterval;
        IsUnicast = instance.UnicastPeers is { Value.IsEmpty: false };
        SaysNoPreempt = instance.NoPreempt?.Value == true;
    }

    internal LintedFile File { get; }

    internal VrrpInstance Given { get; }

    internal string Name => Given.Name;

    internal Place Place => Given.Place;

    internal AddressFamily Family { get; }

    internal string FamilyName => Family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";

    internal int Version { get; }

    internal bool IsStrict { get; }

    internal bool SaysMaster { get; }

    internal bool IsMasterAtStart { get; }

    /// <summary>Its base priority.</summary>
    internal int Priority { get; }

    internal Place PriorityPlace => (Given.Priority?.Place).GetValueOrDefault(Place);

    /// <summary>It owns the addresses, as RFC 5798 says: nothing moves its priority.</summary>
    internal bool IsOwner => Priority == Owner;

    internal TimeSpan AdvertInterval { get; }

    internal bool IsUnicast { get; }

    internal bool SaysNoPreempt { get; }

    /// <summary>Whether nopreempt is in force: state MASTER and priority 255 clear it.</summary>
    internal bool HasNoPreempt => SaysNoPreempt && !IsMasterAtStart && !IsOwner;

    internal SyncGroup? Group { get; init; }

    /// <summary>Whether weights of what it tracks itself count: not in a sync group that does not say so, and not for an owner.</summary>
    internal bool KeepsWeights => !IsOwner && (Group is null || Group.TrackingWeight?.Value == true);

    /// <summary>What it tracks itself, as written.</summary>
    internal ImmutableArray<TrackUse> OwnTracks => field.IsDefault ? field = [.. Uses()] : field;

    /// <summary>What moves its priority: its own where that counts, and its group's.</summary>
    internal ImmutableArray<TrackUse> Tracks => field.IsDefault ? field = [.. Effective()] : field;

    /// <summary>Its priority while nothing fails: the base, and every positive weight; without the bounds of 1 and 254.</summary>
    internal int PriorityUnbounded => Priority + Tracks.Where(track => track.Kind != TrackKind.File).Sum(track => Math.Max(track.Weight, 0));

    /// <summary>The same within the bounds (vrrp_track.c).</summary>
    internal int HealthyPriority => Bounded(PriorityUnbounded);

    /// <summary>Its priority when some of what it tracks fails.</summary>
    /// <param name="failing">What fails.</param>
    internal int PriorityWithout(IEnumerable<TrackUse> failing) => Bounded(PriorityUnbounded - failing.Sum(track => track.Loss));

    internal static AddressFamily? FamilyOf(string address) => Parse(address)?.AddressFamily;

    internal static IPAddress? Parse(string address) => IPAddress.TryParse(address.Split('/')[0], out var parsed) ? parsed : null;

    // Scripts and sessions with a weight are tracked no more; a process keeps its weight (vrrp_complete_instance()).
    private static bool IsKeptWithoutWeight(TrackUse track) => track is { Kind: TrackKind.Interface or TrackKind.Process } or { Kind: TrackKind.File, Weight: 1 };

    private int Bounded(int priority) => IsOwner ? Owner : Math.Clamp(priority, VrrpDefaults.LeastPriority, VrrpDefaults.MostPriority);

    private IEnumerable<TrackUse> Uses() => new[]
    {
        (TrackKind.Script, Given.TrackScripts), (TrackKind.File, Given.TrackFiles), (TrackKind.Process, Given.TrackProcesses),
        (TrackKind.Bfd, Given.TrackBfds), (TrackKind.Interface, Given.TrackInterfaces),
    }.SelectMany(kind => kind.Item2.Select(track => TrackUse.Of(File, kind.Item1, track, byGroup: false)).OfType<TrackUse>());

    private IEnumerable<TrackUse> Effective()
    {
        // Of several uses of one thing the first counts (vrrp_track.c).
        var own = KeepsWeights ? OwnTracks : OwnTracks.Where(track => track.Weight == 0 || IsKeptWithoutWeight(track)).Select(track => track.Kind == TrackKind.Process ? track : track with { Weight = 0 });
        return own.Concat(Group is null ? [] : Group.Tracks.Select(track => TrackUse.Of(File, File.KindOf(track.Name), track, byGroup: true)).OfType<TrackUse>())
            .DistinctBy(track => (track.Kind, track.Name));
    }
}
