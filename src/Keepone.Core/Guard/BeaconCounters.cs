using System.Collections.Immutable;

namespace Keepone.Core.Guard;

/// <summary>What became of a router's packets on this node since its channel was opened.</summary>
/// <param name="Heard">Beacons that reached the voter.</param>
/// <param name="Sent">Packets that the kernel took: one for each other voter and beacon.</param>
/// <param name="NotSent">Packets that it did not take.</param>
/// <param name="RejectedBy">
/// Packets that were rejected, by <see cref="BeaconRejection"/>. Those that name no known router are counted for every router of the
/// socket that they came to.
/// </param>
public sealed record BeaconCounters(long Heard, long Sent, long NotSent, ImmutableArray<long> RejectedBy)
{
    /// <summary>Nothing yet.</summary>
    public static readonly BeaconCounters None = new(0, 0, 0, [.. new long[Reasons]]);

    /// <summary>How many values <see cref="BeaconRejection"/> has.</summary>
    public const int Reasons = (int)BeaconRejection.Content + 1;

    /// <summary>All that were rejected.</summary>
    public long Rejected => RejectedBy.Sum();

    /// <summary>How many were rejected for a reason.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>The number.</returns>
    public long Of(BeaconRejection reason) => RejectedBy[(int)reason];
}
