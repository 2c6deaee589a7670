using System.Collections.Immutable;
using Keepone.Keepalived.Model;

namespace Keepone.Keepalived.Lint;

/// <summary>The node of a router that is master while nothing fails, the one that would follow, and what moves the first one's priority.</summary>
/// <param name="First">The master.</param>
/// <param name="Next">The next one.</param>
/// <param name="Weighted">What the master tracks with a weight; never empty. Of a track file the number in it decides, so it is left out.</param>
internal sealed record WeightComparison(InstanceView First, InstanceView Next, ImmutableArray<TrackUse> Weighted)
{
    /// <summary>The routers of a group for which weights can be judged: with nopreempt they do nothing in any case (K023), nor for an owner (K025).</summary>
    internal static IEnumerable<WeightComparison> Of(LintedGroup group)
    {
        foreach (var router in group.Shared)
        {
            var first = router.First;
            var next = router.Members.Where(member => member != first).MaxBy(member => member.HealthyPriority)!;
            ImmutableArray<TrackUse> weighted = [.. first.Tracks.Where(track => track.Loss > 0)];

            // A track file may lower it by any number: then nothing can be said of all together.
            if (!weighted.IsEmpty && !first.IsOwner && !next.HasNoPreempt && !first.Tracks.Any(track => track is { Kind: TrackKind.File, Weight: not 0 }))
            {
                yield return new WeightComparison(first, next, weighted);
            }
        }
    }

    internal static string Weights(ImmutableArray<TrackUse> weighted) =>
        LintText.And(weighted.Select(track => $"weight {track.Weight} of {track.Title}"));
}
