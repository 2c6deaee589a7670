using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Keepone.Agent.OwnHealth;
using Keepone.Agent.Reporting;
using Keepone.Core.Model;

namespace Keepone.Agent.Status;

/// <summary>What an agent is doing, as <c>keepone status</c> shows it.</summary>
public sealed record AgentStatus
{
    /// <summary>The most changes of state in a status.</summary>
    public const int MostChanges = 256;

    /// <summary>The node's name.</summary>
    public required string Node { get; init; }

    /// <summary>The agent's version.</summary>
    public required string Version { get; init; }

    /// <summary>keepalived's version.</summary>
    public required string Keepalived { get; init; }

    /// <summary>The agent's process id.</summary>
    public required int Pid { get; init; }

    /// <summary>When the agent started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When this status was put together.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The agent's link to the controller.</summary>
    public required LinkStatus Controller { get; init; }

    /// <summary>How the agent itself is.</summary>
    public required OwnHealthReport Health { get; init; }

    /// <summary>How many changes of state were forgotten before a controller took them.</summary>
    public ulong ForgottenChanges { get; init; }

    /// <summary>What is wrong with the specifications, one sentence each.</summary>
    public required ImmutableArray<string> Problems { get; init; }

    /// <summary>The replicas on this node.</summary>
    public required ImmutableArray<Observation> Replicas { get; init; }

    /// <summary>What moves all the time in the guards that are in force, read when the status was asked for.</summary>
    public ImmutableArray<ReplicaGuardFigures> Guards { get; init; } = [];

    /// <summary>The latest changes of the replicas' states, the oldest first; at most <see cref="MostChanges"/>.</summary>
    public ImmutableArray<StateChange> Changes { get; init; } = [];
}

/// <summary>The figures of one replica's guard.</summary>
/// <param name="Router">The router.</param>
/// <param name="Figures">The figures.</param>
public sealed record ReplicaGuardFigures(RouterId Router, GuardFigures Figures);

/// <summary>The JSON form of the status, by source generation.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    Converters = [typeof(DurationJsonConverter)])]
[JsonSerializable(typeof(AgentStatus))]
public sealed partial class AgentJson : JsonSerializerContext;
