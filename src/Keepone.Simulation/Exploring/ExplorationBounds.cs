using System.Runtime.InteropServices;

namespace Keepone.Simulation.Exploring;

/// <summary>What an adversary may do to one event instead of letting everything take its usual course.</summary>
[Flags]
public enum Deviations : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A message is lost.</summary>
    Lose = 1,

    /// <summary>Its direction is cut from this message on, or heals with it.</summary>
    Cut = 2,

    /// <summary>A message takes very long: others overtake it.</summary>
    Slow = 4,

    /// <summary>A message arrives twice, the second time very late.</summary>
    Repeat = 8,

    /// <summary>An agent is as late as it may be, to see or to do something.</summary>
    Late = 16,
}

/// <summary>How far an exploration goes. Within these bounds it leaves nothing out.</summary>
/// <param name="Horizon">How long the explored time is.</param>
/// <param name="Most">How many deviations there may be in one run.</param>
/// <param name="Kinds">Which.</param>
/// <param name="Slow">How long a slow message takes.</param>
/// <param name="MostStates">At how many different states it gives up; the result says so.</param>
public sealed record ExplorationBounds(TimeSpan Horizon, int Most, Deviations Kinds, TimeSpan Slow, int MostStates = 5_000_000);

/// <summary>One thing that the adversary did.</summary>
/// <param name="At">When.</param>
/// <param name="Deviation">What.</param>
/// <param name="Event">To what.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Deed(TimeSpan At, Deviations Deviation, WorldEvent Event)
{
    /// <inheritdoc/>
    public override string ToString() => Event.Departs
        ? $"{At.TotalMilliseconds:0.0} {Deviation} {Event.Kind} {Event.Node} -> {Event.Peer}"
        : $"{At.TotalMilliseconds:0.0} {Deviation} {Event.Kind} {Event.Node}";
}

/// <summary>What an exploration found.</summary>
/// <param name="States">How many different states it went through, counted at every decision of the adversary.</param>
/// <param name="Runs">How many runs it followed to their end, or to a state that was known.</param>
/// <param name="IsComplete">Whether it went through everything within its bounds.</param>
/// <param name="Broken">What the adversary did when an invariant broke first; null: none broke.</param>
public sealed record ExplorationResult(long States, long Runs, bool IsComplete, IReadOnlyList<Deed>? Broken);
