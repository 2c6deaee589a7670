using System.Collections.Immutable;
using Keepone.Core.Model;

namespace Keepone.Core.Vrrp;

/// <summary>
/// The arithmetic of a router's priorities: staggered bases, so that backups do not time out at the same instant, and a bonus for
/// the master, so that a returning replica does not take the mastership back. One piece of code for generator, agent and timing.
/// </summary>
public sealed record PriorityPlan
{
    /// <summary>
    /// The step between neighbours: 10 makes 39 ms of skew at adverts of a second, well above scheduling jitter.
    /// </summary>
    public const int DefaultStep = 10;

    /// <summary>
    /// The lowest base: low enough to leave skew for the guard's inequalities, high enough to take a penalty off.
    /// </summary>
    public const int LowestBaseByDefault = 100;

    /// <summary>The highest priority that is not the address owner's (RFC 5798 5.2.4).</summary>
    public const int HighestPriority = 254;

    /// <summary>The most replicas of a router: with more the step becomes too small to keep backups apart.</summary>
    public const int MostReplicas = 16;

    private PriorityPlan(int step, ImmutableArray<int> bases, int bonus, int leastPenalty)
    {
        Step = step;
        Bases = bases;
        Bonus = bonus;
        LeastPenalty = leastPenalty;
    }

    /// <summary>The step between the base priorities of neighbours in the order of succession.</summary>
    public int Step { get; }

    /// <summary>The base priority of each replica, in the order of succession: falling.</summary>
    public ImmutableArray<int> Bases { get; }

    /// <summary>The difference between the highest and the lowest base: S = s (N - 1).</summary>
    public int Spread => Bases[0] - Bases[^1];

    /// <summary>
    /// What the master's agent adds to its priority: S + s, so that no healthy replica preempts a healthy master.
    /// </summary>
    public int Bonus { get; }

    /// <summary>The least penalty that moves a master, wherever it stands: bonus + S + 1.</summary>
    public int LeastPenalty { get; }

    /// <summary>The most that penalties may take off: the lowest base - 1, so that no sum of them reaches priority 0.</summary>
    public int Cap => Bases[^1] - 1;

    /// <summary>
    /// The plan for a router of <paramref name="replicas"/> replicas, with the largest step up to a given one that fits 1..254.
    /// </summary>
    /// <param name="replicas">The number of replicas, 1..<see cref="MostReplicas"/>.</param>
    /// <param name="largestStep">The largest step, 1..254: a preset's (<see cref="PresetTiming.LargestStep"/>).</param>
    /// <returns>The plan.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static PriorityPlan For(int replicas, int largestStep = DefaultStep)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(largestStep, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(largestStep, HighestPriority);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(replicas, MostReplicas);
        for (var step = largestStep; ; step--)
        {
            var spread = step * (replicas - 1);
            var bonus = spread + step;
            var leastPenalty = bonus + spread + 1;
            var lowest = Math.Max(LowestBaseByDefault, leastPenalty + 1);
            if (lowest + spread + bonus <= HighestPriority)
            {
                return new PriorityPlan(step, [.. Enumerable.Range(0, replicas).Select(rank => lowest + spread - (rank * step))],
                    bonus, leastPenalty);
            }
        }
    }

    /// <summary>The plan of a router: by its replicas and its preset, or for a pair by the priority that its operator gave.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The plan.</returns>
    public static PriorityPlan Of(RouterSpecification router)
    {
        ArgumentNullException.ThrowIfNull(router);
        return router.Replicas.IsEmpty
            ? ForPair(router.Priority ?? LowestBaseByDefault)
            : For(router.Replicas.Length, PresetTiming.Of(router.Timing).LargestStep);
    }

    /// <summary>
    /// The plan for one of a pair whose other side is not specified: its operator gave the priority, and Keepone adds no bonus,
    /// because it cannot know what the other side's priority is.
    /// </summary>
    /// <param name="priority">The given base priority, 1..254.</param>
    /// <returns>The plan.</returns>
    public static PriorityPlan ForPair(int priority) => new(0, [priority], bonus: 0, leastPenalty: 1);

    /// <summary>
    /// The health file's value for a replica with these penalties: what keepalived takes off its priority (weight -1).
    /// </summary>
    /// <param name="penalties">The sum of the penalties of its failing checks, 0 or more.</param>
    /// <param name="master">Whether the replica is master and keeps the bonus.</param>
    /// <returns><c>min(penalties, cap) - bonus</c>: positive lowers the priority, negative raises it.</returns>
    public int HealthValue(int penalties, bool master) => Math.Min(penalties, Cap) - (master ? Bonus : 0);
}
