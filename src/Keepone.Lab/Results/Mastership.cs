using System.Collections.Immutable;

namespace Keepone.Lab.Results;

/// <summary>One moment at which a replica took or dropped the HA VIP, as a meter read it.</summary>
/// <param name="Time">The read time, from the start of the run.</param>
/// <param name="Node">The replica's node.</param>
/// <param name="Holds">Whether it holds the VIP from then on.</param>
public readonly record struct HolderChange(TimeSpan Time, string Node, bool Holds);

/// <summary>A stretch of time in which two or more replicas held the VIP.</summary>
/// <param name="Start">When the second one took it.</param>
/// <param name="End">When only one was left, or the end of the measurement.</param>
/// <param name="Nodes">Everybody who held it in between, in ordinal order.</param>
public sealed record Overlap(TimeSpan Start, TimeSpan End, ImmutableArray<string> Nodes)
{
    /// <summary>How long it lasted.</summary>
    public TimeSpan Length => End - Start;
}

/// <summary>
/// Who was master when, in figures. Pure: everything a run reports about mastership is computed here from the ordered changes of one
/// meter, so that the arithmetic can be tested without a network.
/// </summary>
/// <param name="Masters">The most holders at one time.</param>
/// <param name="Dual">All time with two or more holders, short overlaps included.</param>
/// <param name="Blips">The part of <paramref name="Dual"/> in overlaps shorter than the hold.</param>
/// <param name="None">The time without a holder, counted from the first election on.</param>
/// <param name="Overlaps">The overlaps, in order.</param>
public sealed record Mastership(int Masters, TimeSpan Dual, TimeSpan Blips, TimeSpan None, ImmutableArray<Overlap> Overlaps)
{
    /// <summary>The hold is this many advert intervals: overlaps up to it are normal at a hand-over (DESIGN §8).</summary>
    public const int HoldInAdverts = 2;

    /// <summary>The hold of a router.</summary>
    /// <param name="advertInterval">Its advert interval.</param>
    /// <returns>Two advert intervals.</returns>
    public static TimeSpan Hold(TimeSpan advertInterval) => HoldInAdverts * advertInterval;

    /// <summary>Computes the figures.</summary>
    /// <param name="changes">The changes, ordered by time; a change that says what is already known counts as nothing.</param>
    /// <param name="end">The end of the measurement; later changes are left out.</param>
    /// <param name="hold">The hold, from <see cref="Hold"/>.</param>
    /// <returns>The figures.</returns>
    public static Mastership Measure(IEnumerable<HolderChange> changes, TimeSpan end, TimeSpan hold)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var holders = new SortedSet<string>(StringComparer.Ordinal);
        var during = new SortedSet<string>(StringComparer.Ordinal);
        var overlaps = ImmutableArray.CreateBuilder<Overlap>();
        var masters = 0;
        var none = TimeSpan.Zero;
        TimeSpan? noneSince = null;
        var dualSince = TimeSpan.Zero;
        var last = TimeSpan.Zero;
        foreach (var change in changes)
        {
            if (change.Time < last)
            {
                throw new ArgumentException($"The change at {change.Time} comes after one at {last}: they must be ordered.", nameof(changes));
            }

            if (change.Time > end)
            {
                break;
            }

            last = change.Time;
            var before = holders.Count;
            _ = change.Holds ? holders.Add(change.Node) : holders.Remove(change.Node);
            masters = Math.Max(masters, holders.Count);
            if (before == 0 && holders.Count == 1)
            {
                none += change.Time - (noneSince ?? change.Time);
                noneSince = null;
            }
            else if (before == 1 && holders.Count == 0)
            {
                noneSince = change.Time;
            }
            else if (before == 1 && holders.Count == 2)
            {
                dualSince = change.Time;
                during.Clear();
            }
            else if (before == 2 && holders.Count == 1)
            {
                overlaps.Add(new Overlap(dualSince, change.Time, [.. during]));
            }

            during.UnionWith(holders);
        }

        if (noneSince is { } since)
        {
            none += end - since;
        }

        if (holders.Count >= 2)
        {
            overlaps.Add(new Overlap(dualSince, end, [.. during]));
        }

        return new Mastership(masters, Sum(overlaps), Sum(overlaps.Where(overlap => overlap.Length < hold)), none, overlaps.ToImmutable());
    }

    /// <summary>When the first overlap that an operator must hear of had lasted for the hold.</summary>
    /// <param name="hold">The hold, from <see cref="Hold"/>.</param>
    /// <returns>The time from which an alarm is due; null: no overlap lasted that long.</returns>
    public TimeSpan? FirstHoldEnd(TimeSpan hold) =>
        Overlaps.Where(overlap => overlap.Length >= hold).Select(overlap => (TimeSpan?)(overlap.Start + hold)).FirstOrDefault();

    /// <summary>The intervals in which each node held the VIP.</summary>
    /// <param name="changes">The ordered changes.</param>
    /// <param name="end">The end of the measurement.</param>
    /// <returns>The intervals, in the order in which they began.</returns>
    public static ImmutableArray<Tenure> Tenures(IEnumerable<HolderChange> changes, TimeSpan end)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var since = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        var tenures = new List<Tenure>();
        foreach (var change in changes.TakeWhile(change => change.Time <= end))
        {
            if (change.Holds)
            {
                since.TryAdd(change.Node, change.Time);
            }
            else if (since.Remove(change.Node, out var start))
            {
                tenures.Add(new Tenure(change.Node, start, change.Time, Ended: true));
            }
        }

        tenures.AddRange(since.Select(pair => new Tenure(pair.Key, pair.Value, end, Ended: false)));
        return [.. tenures.OrderBy(tenure => tenure.Start).ThenBy(tenure => tenure.Node, StringComparer.Ordinal)];
    }

    private static TimeSpan Sum(IEnumerable<Overlap> overlaps) => overlaps.Aggregate(TimeSpan.Zero, (sum, overlap) => sum + overlap.Length);
}

/// <summary>A stretch of time in which a node held the VIP.</summary>
/// <param name="Node">The node.</param>
/// <param name="Start">When it took it.</param>
/// <param name="End">When it dropped it, or the end of the measurement.</param>
/// <param name="Ended">Whether it dropped it before the end of the measurement.</param>
public readonly record struct Tenure(string Node, TimeSpan Start, TimeSpan End, bool Ended);
