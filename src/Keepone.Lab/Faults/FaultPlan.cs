using System.Collections.Immutable;

namespace Keepone.Lab.Faults;

/// <summary>A fault that is to come.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Node">The node that the seed chose; it counts only where the kind's target is a node.</param>
/// <param name="Hold">How long it is left so.</param>
public sealed record Fault(int Number, FaultKind Kind, int Node, TimeSpan Hold);

/// <summary>Chooses faults. Pure: the same seed gives the same faults, and a shorter plan is the beginning of a longer one.</summary>
public static class FaultPlan
{
    private const int HoldStepMilliseconds = 100;

    /// <summary>Makes a plan. Every kind comes once in each round of all kinds, in another order.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="count">How many faults.</param>
    /// <param name="nodes">How many nodes there are.</param>
    /// <returns>The faults, in order.</returns>
    public static ImmutableArray<Fault> Make(int seed, int count, int nodes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, 2);
#pragma warning disable CA5394 // A plan is to be repeated, not to be kept secret.
        var random = new Random(seed);
        var faults = ImmutableArray.CreateBuilder<Fault>(count);
        FaultKind[] round = [];
        while (faults.Count < count)
        {
            var place = faults.Count % FaultKind.All.Length;
            if (place == 0)
            {
                round = [.. FaultKind.All];
                random.Shuffle(round);
            }

            var kind = round[place];
            var steps = (int)(kind.LongestHold.TotalMilliseconds / HoldStepMilliseconds);
            var hold = steps == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(HoldStepMilliseconds * random.Next(1, steps + 1));
            faults.Add(new Fault(faults.Count + 1, kind, random.Next(nodes), hold));
        }
#pragma warning restore CA5394

        return faults.ToImmutable();
    }
}
