using System.Collections.Immutable;

namespace Keepone.Core.Health.History;

/// <summary>A time in which a check failed: from its first bad outcome to the next good one; errors do not end it.</summary>
/// <param name="from">The first bad outcome.</param>
/// <param name="to">The next good one; without one, an interval after the last that is recorded.</param>
internal sealed class Outage(DateTimeOffset from, DateTimeOffset to)
{
    public DateTimeOffset From => from;

    public DateTimeOffset To => to;

    /// <summary>Whether it is a reason for a failover.</summary>
    public bool IsReal { get; set; }
}

/// <summary>When a check of a replica failed.</summary>
/// <param name="all">Its outages, in the order of time.</param>
internal sealed class OutageTimeline(ImmutableArray<Outage> all)
{
    public ImmutableArray<Outage> All => all;

    /// <summary>The last outage that had begun at a moment; null: none had.</summary>
    /// <param name="at">The moment.</param>
    public Outage? Behind(DateTimeOffset at) => Before(at) is var place && place < 0 ? null : all[place];

    /// <summary>Whether one of them lasted at a moment at which another one did.</summary>
    /// <param name="other">The other one.</param>
    public bool Meets(Outage other)
    {
        // The last that began before the other's end: those before it ended earlier.
        var place = Before(other.To - TimeSpan.FromTicks(1));
        return place >= 0 && all[place].To > other.From;
    }

    private int Before(DateTimeOffset at)
    {
        var (low, high) = (0, all.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = all[middle].From <= at ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }
}
