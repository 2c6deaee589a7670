using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Keepone.Core.Guard;

namespace Keepone.Core.Model;

/// <summary>
/// What the guard of one replica is and does, as a snapshot that its voter made (docs/guard.md). A new one is made when something
/// changed that an operator would call a change; what moves with every beacon is in <see cref="GuardFigures"/>, read when asked for.
/// </summary>
public sealed record GuardView
{
    /// <summary>Whether the guard is in force.</summary>
    public required GuardStanding Standing { get; init; }

    /// <summary>Why it is not in force, or what is wrong with it, in one sentence; null: nothing.</summary>
    public string? Trouble { get; init; }

    /// <summary>What the voter is.</summary>
    public GuardRole Role { get; init; }

    /// <summary>How many voters count for it, itself included.</summary>
    public int Votes { get; init; }

    /// <summary>How many are needed.</summary>
    public int Needed { get; init; }

    /// <summary>Whom it is promised to, itself included; null: nobody.</summary>
    public string? Holder { get; init; }

    /// <summary>Whether it keeps its keepalived out of the election: the quorum file holds 1.</summary>
    public bool IsStopped { get; init; }

    /// <summary>What it did last and why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when, by the agent's wall clock.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How late the agent was at worst of late, and what that leaves.</summary>
    public GuardLateness Lateness { get; init; } = GuardLateness.Unmeasured;

    /// <summary>All voters in order: replicas in order of succession, then witnesses.</summary>
    public ImmutableArray<GuardVoterView> Voters { get; init; } = [];

    /// <summary>Whether this says the same as another one.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True when nothing differs.</returns>
    public bool SaysTheSameAs(GuardView? other) =>
        other is not null && Voters.AsSpan().SequenceEqual(other.Voters.AsSpan()) && Equals(this with { Voters = other.Voters }, other);

    private static bool Equals(GuardView one, GuardView two) => one.Equals(two);
}

/// <summary>Whether a replica's guard is in force.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuardStanding>))]
public enum GuardStanding
{
    /// <summary>The specification asks for none, or for one that cannot decide.</summary>
    Off = 0,

    /// <summary>It is asked for, and cannot take part: what the quorum file holds stays.</summary>
    Hindered,

    /// <summary>It votes and judges.</summary>
    InForce,
}

/// <summary>A voter as another one sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsWitness">Whether it has no replica.</param>
/// <param name="IsSelf">Whether it is the one that looks.</param>
/// <param name="IsHeard">Whether its beacons are heard; true for itself.</param>
/// <param name="HearsThis">Whether it says that it hears the one that looks; true for itself.</param>
/// <param name="Role">What it said that it is.</param>
/// <param name="Priority">The effective priority that it said; 0 for a witness and for one that was never heard.</param>
/// <param name="Holder">Whom it said that it is promised to; null: nobody, or never heard.</param>
public sealed record GuardVoterView(
    string Name, bool IsWitness, bool IsSelf, bool IsHeard, bool HearsThis, GuardRole Role, int Priority, string? Holder);

/// <summary>How late the agent was, and what that leaves of the guard's margin.</summary>
/// <param name="Worst">The worst lateness of the last minute.</param>
/// <param name="Assumed">What the timers take for granted (sigma).</param>
/// <param name="Margin">What is left of the promise's inequality with the measured lateness; negative: two masters can overlap.</param>
/// <param name="Sentence">What is done about it, in one sentence.</param>
public sealed record GuardLateness(TimeSpan Worst, TimeSpan Assumed, TimeSpan Margin, string Sentence)
{
    /// <summary>Nothing was measured yet.</summary>
    public static readonly GuardLateness Unmeasured = new(default, default, default, "not measured yet");
}

/// <summary>What moves with every beacon, read when somebody asks.</summary>
/// <param name="LeaseLeft">How long the lease lasts from now; null: it has none.</param>
/// <param name="PromiseLeft">How long the own promise to another lasts from now; null: it is promised to nobody, or to itself.</param>
/// <param name="Heard">How long ago each voter's last beacon came, by name; a voter that was never heard is missing.</param>
/// <param name="Sent">How many beacons were sent.</param>
/// <param name="Received">How many beacons were taken.</param>
/// <param name="Rejected">How many packets were refused, by reason; reasons that never happened are missing.</param>
public sealed record GuardFigures(
    TimeSpan? LeaseLeft,
    TimeSpan? PromiseLeft,
    ImmutableSortedDictionary<string, TimeSpan> Heard,
    long Sent,
    long Received,
    ImmutableSortedDictionary<string, long> Rejected);
