using System.Collections.Immutable;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Controller.Fleet;

/// <summary>What is known of a fleet when a controller starts again.</summary>
internal sealed record FleetSnapshot(
    ImmutableArray<NodeState> Nodes,
    ImmutableArray<(Observation Observation, DateTimeOffset ReceivedAt)> Replicas,
    ImmutableArray<Incident> OpenIncidents,
    ImmutableArray<Incident> ClosedIncidents,
    long LastIncidentNumber)
{
    internal static readonly FleetSnapshot Empty = new([], [], [], [], 0);
}

/// <summary>A connected agent's hello, checked.</summary>
internal sealed record AgentHello(
    long Session, string Node, string AgentVersion, string BootId, string StartId, bool TellsStateChanges, ImmutableArray<Observation> Observations)
{
    /// <summary>Whether the agent takes operators' orders.</summary>
    internal bool TakesOrders { get; init; }

    /// <summary>The maintenance that is in force; null: none is.</summary>
    internal OperatorOrder? Maintenance { get; init; }
}
