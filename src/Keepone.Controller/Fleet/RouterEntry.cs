using Keepone.Core.Diagnosis;
using Keepone.Core.Model;

namespace Keepone.Controller.Fleet;

/// <summary>A router in the fleet's state: what is known of it, and what its diagnosis remembers.</summary>
internal sealed class RouterEntry(RouterId id, string name)
{
    internal RouterId Id { get; } = id;

    internal string Name { get; set; } = name;

    internal SortedDictionary<string, KnownReplica> Replicas { get; } = new(StringComparer.Ordinal);

    internal RouterMemory Memory { get; set; } = RouterMemory.Empty;

    internal RouterDiagnosis? Diagnosis { get; set; }

    internal DateTimeOffset? LookAgainAt { get; set; }

    internal Incident? Incident { get; set; }

    /// <summary>
    /// Since when the agents are asked that an alarm waits for; one question is enough for one overlap and agent.
    /// </summary>
    internal Dictionary<string, DateTimeOffset> Asked { get; } = new(StringComparer.Ordinal);

    internal RouterView View(Func<string, AgentLiveness> liveness) =>
        new(Id, Name, [.. Replicas.Values.Select(replica => replica.View(liveness(replica.Observation.Node)))]);
}

/// <summary>A replica's last observation.</summary>
/// <param name="Observation">The observation.</param>
/// <param name="ReceivedAt">When it was received.</param>
internal sealed record KnownReplica(Observation Observation, DateTimeOffset ReceivedAt)
{
    /// <summary>Since when its agent is connected again without having reported it; null: it has.</summary>
    internal DateTimeOffset? AwaitedSince { get; init; }

    /// <summary>
    /// The replica with its agent's liveness; of a replica that is awaited nobody knows how it is, though its agent is alive.
    /// </summary>
    internal ReplicaView View(AgentLiveness agent) => new(
        Observation,
        ReceivedAt,
        AwaitedSince is { } since && agent.State == AgentState.Alive ? new AgentLiveness(
            AgentState.Unknown, since, agent.LastHeard) : agent);
}
