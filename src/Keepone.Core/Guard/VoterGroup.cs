using System.Collections.Immutable;
using System.Numerics;

namespace Keepone.Core.Guard;

/// <summary>The voters of a router as one of them knows them: everything about the guard that does not change while it runs.</summary>
public sealed record VoterGroup
{
    /// <summary>The most voters: their beacons grow with the square of their number, and a bit each must fit a beacon.</summary>
    public const int MostVoters = 16;

    /// <summary>The group as seen by one voter.</summary>
    /// <param name="self">The index of this voter.</param>
    /// <param name="names">The voters' names, replicas in order of succession first; at most <see cref="MostVoters"/>.</param>
    /// <param name="replicas">How many of them are replicas; the others are witnesses.</param>
    /// <param name="bonus">What a master's agent adds to its priority.</param>
    /// <param name="timers">The timers.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are too many voters, or an index is out of range.</exception>
    public VoterGroup(int self, ImmutableArray<string> names, int replicas, int bonus, GuardTimers timers)
    {
        if (names.IsDefaultOrEmpty || names.Length > MostVoters)
        {
            throw new ArgumentOutOfRangeException(nameof(names), $"1 to {MostVoters} voters are expected.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(self);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(self, names.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(replicas, names.Length);
        ArgumentNullException.ThrowIfNull(timers);
        (Self, Names, Replicas, Bonus, Timers) = (self, names, replicas, bonus, timers);
    }

    /// <summary>The index of this voter.</summary>
    public int Self { get; }

    /// <summary>The voters' names: replicas in order of succession, then witnesses.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>How many of them are replicas.</summary>
    public int Replicas { get; }

    /// <summary>What a master's agent adds to its priority.</summary>
    public int Bonus { get; }

    /// <summary>The timers.</summary>
    public GuardTimers Timers { get; }

    /// <summary>How many voters are a majority: any two majorities have a voter in common.</summary>
    public int Majority => (Names.Length / 2) + 1;

    /// <summary>Whether this voter has a replica, and is no mere witness.</summary>
    public bool IsReplica => Self < Replicas;

    internal GuardRules Rules { get; init; } = GuardRules.All;

    internal static int Count(ushort voters) => BitOperations.PopCount(voters);
}
