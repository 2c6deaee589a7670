using Keepone.Keepalived.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Lint;

/// <summary>Something that an instance tracks, by itself or by its sync group, with the weight that is in force.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Weight">Its weight: 0 means that failing is FAULT.</param>
/// <param name="ByGroup">Whether its sync group tracks it.</param>
/// <param name="Place">Where it is tracked.</param>
internal sealed record TrackUse(TrackKind Kind, string Name, int Weight, bool ByGroup, Place Place)
{
    /// <summary>How messages call it.</summary>
    internal string Title => Kind switch
    {
        TrackKind.Script => $"check '{Name}'",
        TrackKind.File => $"track file '{Name}'",
        TrackKind.Process => $"process '{Name}'",
        TrackKind.Bfd => $"BFD session '{Name}'",
        _ => $"interface '{Name}'",
    };

    /// <summary>How much failing takes off, compared with not failing, whatever the weight's sign. Of a track file, the number in it decides.</summary>
    internal int Loss => Kind == TrackKind.File ? 0 : Math.Abs(Weight);

    internal static TrackUse? Of(LintedFile file, TrackKind kind, Track track, bool byGroup)
    {
        // The defaults: vrrp_track.h and track_file.c.
        int? own = kind switch
        {
            TrackKind.Script => file.Scripts.TryGetValue(track.Name, out var script) ? script.Weight?.Value ?? 0 : null,
            TrackKind.File => file.TrackFiles.TryGetValue(track.Name, out var tracked) ? tracked.Weight?.Value ?? 1 : null,
            TrackKind.Process => file.TrackProcesses.TryGetValue(track.Name, out var process) ? process.Weight?.Value ?? 0 : null,
            TrackKind.Bfd => file.Bfds.TryGetValue(track.Name, out var bfd) ? bfd.Weight?.Value ?? 0 : null,
            _ => 0,
        };
        return own is { } weight ? new TrackUse(kind, track.Name, track.Weight ?? weight, byGroup, track.Place) : null;
    }
}
