using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Keepone.Core.Model;

namespace Keepone.Core.Diagnosis;

/// <summary>How a router is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RouterStatus>))]
public enum RouterStatus
{
    /// <summary>There is not enough evidence to say.</summary>
    Unknown = 0,

    /// <summary>One master, and all replicas ready.</summary>
    Ok,

    /// <summary>One master, and fewer or sick replicas; or a change that is still within its hold.</summary>
    Degraded,

    /// <summary>Nobody answers for the addresses.</summary>
    NoMaster,

    /// <summary>More than one replica answers for the addresses.</summary>
    MultipleMasters,
}

/// <summary>How sure a diagnosis is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Certainty>))]
public enum Certainty
{
    /// <summary>It rests on what a dead agent said last.</summary>
    Suspected = 0,

    /// <summary>It rests on alive agents, or on adverts that they hear.</summary>
    Confirmed,
}

/// <summary>What says that a replica is master.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MasterEvidence>))]
public enum MasterEvidence
{
    /// <summary>Its own alive agent.</summary>
    Reported = 0,

    /// <summary>Its adverts, heard by replicas of alive agents; its own agent does not say.</summary>
    Heard,

    /// <summary>Its agent, the last time it was heard.</summary>
    LastSeen,
}

/// <summary>A master of a router.</summary>
/// <param name="Node">The node.</param>
/// <param name="Since">Since when, by the node's own clock; null when only its adverts are known.</param>
/// <param name="Agent">Whether its agent is there.</param>
/// <param name="Evidence">What says so.</param>
public sealed record MasterView(string Node, DateTimeOffset? Since, AgentState Agent, MasterEvidence Evidence);

/// <summary>A replica that is not ready to take over.</summary>
/// <param name="Node">The node.</param>
/// <param name="Sentence">What is the matter, in one sentence without its end.</param>
public sealed record ReplicaTrouble(string Node, string Sentence);

/// <summary>What the controller concludes for a router from all observations.</summary>
public sealed record RouterDiagnosis
{
    /// <summary>The router.</summary>
    public required RouterId Router { get; init; }

    /// <summary>The router's name.</summary>
    public required string RouterName { get; init; }

    /// <summary>The status.</summary>
    public required RouterStatus Status { get; init; }

    /// <summary>How sure it is.</summary>
    public required Certainty Certainty { get; init; }

    /// <summary>The identifier of the cause (DESIGN §8); null when the status is Ok.</summary>
    public string? Cause { get; init; }

    /// <summary>Why, for people: one or two sentences.</summary>
    public required string Reason { get; init; }

    /// <summary>The masters, those on alive agents first.</summary>
    public ImmutableArray<MasterView> Masters { get; init; } = [];

    /// <summary>The replicas that are missing: no agent reports them now.</summary>
    public ImmutableArray<ReplicaTrouble> Missing { get; init; } = [];

    /// <summary>The replicas that are there and not ready.</summary>
    public ImmutableArray<ReplicaTrouble> Sick { get; init; } = [];

    /// <summary>
    /// That the master is to give way, by its checks or an order, and stays because nobody else is fitter; in one sentence. Null: that is not
    /// so, or not for longer than an election takes.
    /// </summary>
    public string? KeptMaster { get; init; }
}
