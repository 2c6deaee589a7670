using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Keepone.Agent.OwnHealth;
using Keepone.Core.Model;

namespace Keepone.Agent.Witness;

/// <summary>What a witness is doing, as <c>keepone witness status</c> shows it.</summary>
public sealed record WitnessStatus
{
    /// <summary>Its name in router specifications.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>Its process id.</summary>
    public required int Pid { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When this status was put together.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How the process itself is.</summary>
    public required OwnHealthReport Health { get; init; }

    /// <summary>What is wrong with the specifications and with itself, one sentence each.</summary>
    public required ImmutableArray<string> Problems { get; init; }

    /// <summary>The routers that name it, by name.</summary>
    public required ImmutableArray<WitnessedRouter> Routers { get; init; }
}

/// <summary>A router that a witness votes for.</summary>
public sealed record WitnessedRouter
{
    /// <summary>The router.</summary>
    public required RouterId Router { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The address and port on which the witness hears its voters.</summary>
    public required string Endpoint { get; init; }

    /// <summary>What keeps it from voting, in one sentence; null: nothing.</summary>
    public string? Trouble { get; init; }

    /// <summary>Since when it is promised to whom it is promised to, or to nobody.</summary>
    public required DateTimeOffset PromiseSince { get; init; }

    /// <summary>What the vote is, whom it is promised to, and whom it hears.</summary>
    public required GuardView Guard { get; init; }

    /// <summary>What moves with every beacon.</summary>
    public required GuardFigures Figures { get; init; }
}

/// <summary>The JSON form of the status, by source generation.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    Converters = [typeof(DurationJsonConverter)])]
[JsonSerializable(typeof(WitnessStatus))]
public sealed partial class WitnessJson : JsonSerializerContext;
