using System.Text.Json.Serialization;

namespace Keepone.Core.Vrrp;

/// <summary>What a failure does at worst.</summary>
/// <param name="Cause">The failure, in a few words.</param>
/// <param name="NoMaster">The longest time without a master; null: without a bound.</param>
/// <param name="TwoMasters">The longest time with two masters; null: without a bound.</param>
/// <param name="Sentence">What happens, in one or two sentences.</param>
public sealed record CauseTiming(string Cause, TimeSpan? NoMaster, TimeSpan? TwoMasters, string Sentence)
{
    /// <summary>When the master has stopped by itself at the latest; null: it does not, or nothing bounds it.</summary>
    public TimeSpan? StepDown { get; init; }

    /// <summary>When another one is master at the latest; null: nobody takes over, or nothing bounds it.</summary>
    public TimeSpan? TakeOver { get; init; }

    /// <summary>From what moment the times are counted.</summary>
    public string CountedFrom { get; init; } = "the failure";

    /// <summary>The same with VRRP version 2, as a keepalived pair may speak it; null in a report that is of version 2 itself.</summary>
    public CauseFigures? Version2 { get; init; }

    /// <summary>Its figures alone.</summary>
    [JsonIgnore]
    public CauseFigures Figures => new(StepDown, TakeOver, NoMaster, TwoMasters);
}

/// <summary>The figures of a cause.</summary>
/// <param name="StepDown">As <see cref="CauseTiming.StepDown"/>.</param>
/// <param name="TakeOver">As <see cref="CauseTiming.TakeOver"/>.</param>
/// <param name="NoMaster">As <see cref="CauseTiming.NoMaster"/>.</param>
/// <param name="TwoMasters">As <see cref="CauseTiming.TwoMasters"/>.</param>
public sealed record CauseFigures(TimeSpan? StepDown, TimeSpan? TakeOver, TimeSpan? NoMaster, TimeSpan? TwoMasters);
