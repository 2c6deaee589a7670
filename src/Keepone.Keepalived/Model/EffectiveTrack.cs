using System.Collections.Immutable;

namespace Keepone.Keepalived.Model;

/// <summary>What can be tracked.</summary>
public enum TrackKind
{
    /// <summary>An interface.</summary>
    Interface,

    /// <summary>A <c>vrrp_script</c>.</summary>
    Script,

    /// <summary>A <c>track_file</c>.</summary>
    File,

    /// <summary>A <c>vrrp_track_process</c>.</summary>
    Process,

    /// <summary>A <c>bfd_instance</c>.</summary>
    Bfd,
}

/// <summary>What an instance tracks in the end.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Weight">The weight that counts; 0: its failure is FAULT. Of a file it is the factor of its number.</param>
/// <param name="IsReversed">Whether success and failure are swapped.</param>
public sealed record EffectiveTrack(TrackKind Kind, string Name, int Weight, bool IsReversed)
{
    /// <summary>The line that says so; null where it follows from an interface of the instance or of an address.</summary>
    public Track? Given { get; init; }

    /// <summary>Why keepalived does not track it, or not as written, in a few words; null when it does.</summary>
    public string? Dropped { get; init; }

    /// <summary>Whether keepalived tracks it at all.</summary>
    public bool IsTracked { get; init; } = true;

    /// <summary>The script, when it is one that is defined.</summary>
    public VrrpScript? Script { get; init; }

    internal static ImmutableArray<EffectiveTrack> Of(KeepalivedConfiguration configuration, VrrpInstance instance, bool isOwner, SyncGroup? group)
    {
        var tracks = ImmutableArray.CreateBuilder<EffectiveTrack>();
        tracks.AddRange(Implied(instance));
        tracks.AddRange(instance.TrackInterfaces.Select(track =>
            track.Name == instance.Interface?.Value
                ? Named(TrackKind.Interface, track, isDefined: false, VrrpDefaults.Weight, reversed: false) with { Dropped = "it is the instance's own interface" }
                : Named(TrackKind.Interface, track, isDefined: true, VrrpDefaults.Weight, reversed: false)));
        tracks.AddRange(instance.TrackScripts.Select(track =>
        {
            var script = configuration.Scripts.FirstOrDefault(script => script.Name == track.Name && script.Command is not null);
            return Named(TrackKind.Script, track, script is not null, script?.Weight?.Value ?? VrrpDefaults.Weight, script?.IsReversed) with { Script = script };
        }));
        tracks.AddRange(instance.TrackFiles.Select(track =>
        {
            var file = configuration.TrackFiles.FirstOrDefault(file => file.Name == track.Name && file.File is not null);
            return Named(TrackKind.File, track, file is not null, file?.Weight?.Value ?? VrrpDefaults.FileWeight, file?.IsReversed);
        }));
        tracks.AddRange(instance.TrackProcesses.Select(track =>
        {
            var process = configuration.TrackProcesses.FirstOrDefault(process => process.Name == track.Name && process.Process is not null);
            return Named(TrackKind.Process, track, process is not null, process?.Weight?.Value ?? VrrpDefaults.Weight, process?.IsReversed);
        }));
        tracks.AddRange(instance.TrackBfds.Select(track =>
        {
            var bfd = configuration.Bfds.FirstOrDefault(bfd => bfd.Name == track.Name && bfd.Neighbor is not null);
            return Named(TrackKind.Bfd, track, bfd is not null, bfd?.Weight?.Value ?? VrrpDefaults.Weight, bfd?.IsReversed);
        }));

        // Weights count neither for the owner of the addresses nor, by default, for members of a group.
        var why = isOwner ? "weights do not count with priority 255"
            : group is not null && group.TrackingWeight is not { Value: true } ? $"weights do not count in sync group {group.Name} without sync_group_tracking_weight"
            : null;
        return why is null ? tracks.ToImmutable() : [.. tracks.Select(track => track.WithoutWeight(why, isOwner))];
    }

    private static IEnumerable<EffectiveTrack> Implied(VrrpInstance instance)
    {
        var names = new List<string?>();
        if (instance.DontTrackPrimary is null)
        {
            names.Add(instance.Interface?.Value);
        }

        names.AddRange(instance.Addresses.Concat(instance.ExcludedAddresses)
            .Where(address => !address.Entry.Values.Contains("no_track") && address.Device is not null
                && (instance.DontTrackPrimary is null || address.Device != instance.Interface?.Value))
            .Select(address => address.Device));
        return names.OfType<string>().Distinct().Where(name => name == instance.Interface?.Value || instance.TrackInterfaces.All(track => track.Name != name))
            .Select(name => new EffectiveTrack(TrackKind.Interface, name, VrrpDefaults.Weight, IsReversed: false));
    }

    private static EffectiveTrack Named(TrackKind kind, Track track, bool isDefined, int weight, bool? reversed) =>
        new(kind, track.Name, track.Weight ?? weight, track.IsReversed ?? reversed ?? false)
        {
            Given = track,
            Dropped = isDefined ? null : "it is not defined, or not in full",
            IsTracked = isDefined,
        };

    // vrrp_complete_instance(): an interface loses its weight in a group; a file of weight 1 does, too; everything else is not tracked any more. A process is left as it is.
    private EffectiveTrack WithoutWeight(string why, bool isOwner)
    {
        if (Weight == 0 || !IsTracked || Kind == TrackKind.Process)
        {
            return this;
        }

        var stays = (Kind == TrackKind.Interface && !isOwner) || (Kind == TrackKind.File && Weight == VrrpDefaults.FileWeight);
        return stays ? this with { Weight = 0, Dropped = why } : this with { Dropped = why, IsTracked = false };
    }
}
