using System.Collections.Immutable;
using System.Numerics;
using Keepone.Core.Model;

namespace Keepone.Core.Guard;

/// <summary>The replicas of a router as one of them counts whom it reaches: everything that does not change while it does.</summary>
public sealed record ReachabilityGroup
{
    /// <summary>
    /// How many intervals a majority must be reached without a gap before a stopped replica returns: as many as the default may be missed,
    /// so that a link that comes and goes does not make the replica come and go.
    /// </summary>
    public const int Rise = 3;

    /// <summary>The group as seen by one replica.</summary>
    /// <param name="self">The index of this replica.</param>
    /// <param name="names">The replicas' names, in order of succession; at most <see cref="VoterGroup.MostVoters"/>.</param>
    /// <param name="interval">The time from one question to the next.</param>
    /// <param name="fall">How many intervals an answered question counts, from its sending.</param>
    /// <param name="advert">The time from one advert to the next.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are too many replicas, or a figure is out of range.</exception>
    public ReachabilityGroup(int self, ImmutableArray<string> names, TimeSpan interval, int fall, TimeSpan advert)
    {
        if (names.IsDefaultOrEmpty || names.Length > VoterGroup.MostVoters)
        {
            throw new ArgumentOutOfRangeException(nameof(names), $"1 to {VoterGroup.MostVoters} replicas are expected.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(self);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(self, names.Length);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(fall, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fall, ReachabilityState.Remembered);
        (Self, Names, Interval, Fall, Advert) = (self, names, interval, fall, advert);
    }

    /// <summary>The index of this replica.</summary>
    public int Self { get; }

    /// <summary>The replicas' names, in order of succession.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The time from one question to the next.</summary>
    public TimeSpan Interval { get; }

    /// <summary>How many intervals an answered question counts.</summary>
    public int Fall { get; }

    /// <summary>The time from one advert to the next.</summary>
    public TimeSpan Advert { get; }

    /// <summary>How many replicas are a majority, this one included.</summary>
    public int Needed => (Names.Length / 2) + 1;

    /// <summary>How long an answered question counts, from its sending: who was cut off stops within this.</summary>
    public TimeSpan Window => Fall * Interval;

    /// <summary>How long an advert counts: until the next one is missed for a window.</summary>
    public TimeSpan AdvertWindow => Advert + Window;

    /// <summary>The group of a router.</summary>
    /// <param name="router">The router; its mode can be in force (<see cref="GuardModeRule"/>).</param>
    /// <param name="node">The node of this replica, one of the router's.</param>
    /// <returns>The group.</returns>
    public static ReachabilityGroup For(RouterSpecification router, string node)
    {
        ArgumentNullException.ThrowIfNull(router);
        return new(router.Replicas.IndexOf(node, StringComparer.Ordinal), router.Replicas, router.Guard.Interval, router.Guard.Fall, router.AdvertInterval);
    }

    internal static int Count(ushort replicas) => BitOperations.PopCount(replicas);
}
