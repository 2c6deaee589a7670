using System.Collections.Immutable;
using Keepone.Core.Diagnosis;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Protocol.Api;

/// <summary>A router, as <c>GET /api/v1/routers</c> lists it.</summary>
public record RouterResponse
{
    /// <summary>The router's identifier.</summary>
    public required RouterId Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How it is.</summary>
    public required RouterStatus Status { get; init; }

    /// <summary>How sure that is.</summary>
    public required Certainty Certainty { get; init; }

    /// <summary>The identifier of the cause; null when the status is Ok.</summary>
    public string? Cause { get; init; }

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>The masters.</summary>
    public ImmutableArray<MasterView> Masters { get; init; } = [];

    /// <summary>The nodes that should have a replica, in order of succession.</summary>
    public ImmutableArray<string> Nodes { get; init; } = [];

    /// <summary>The replicas that no agent reports now.</summary>
    public ImmutableArray<ReplicaTrouble> Missing { get; init; } = [];

    /// <summary>The replicas that are not ready.</summary>
    public ImmutableArray<ReplicaTrouble> Sick { get; init; } = [];

    /// <summary>The nodes of its replicas whose agents carry out an operator's order, with the order.</summary>
    public ImmutableArray<NodeOrder> Orders { get; init; } = [];

    /// <summary>That a master that should give way stays because nobody is fitter; null: that is not so.</summary>
    public string? KeptMaster { get; init; }

    /// <summary>The number of the open incident; null: none is.</summary>
    public long? Incident { get; init; }
}

/// <summary>A router with its evidence, as <c>GET /api/v1/routers/{id}</c> answers.</summary>
public sealed record RouterDetailResponse : RouterResponse
{
    /// <summary>The replicas.</summary>
    public ImmutableArray<ReplicaResponse> Replicas { get; init; } = [];

    /// <summary>The latest changes of its replicas' states and recorded overlaps, the newest first; at most 100.</summary>
    public ImmutableArray<TransitionResponse> History { get; init; } = [];
}

/// <summary>An order that a node's agent carries out.</summary>
/// <param name="Node">The node.</param>
/// <param name="Order">The order.</param>
public sealed record NodeOrder(string Node, OperatorOrder Order);

/// <summary>A replica: its latest observation and whether its agent is there.</summary>
/// <param name="Node">The node.</param>
/// <param name="Agent">Whether its agent is there.</param>
/// <param name="LastHeard">When anything was last received from the agent, by the controller's clock.</param>
/// <param name="ReceivedAt">When the observation was received, by the controller's clock.</param>
/// <param name="Observation">The observation.</param>
public sealed record ReplicaResponse(
    string Node, AgentState Agent, DateTimeOffset LastHeard, DateTimeOffset ReceivedAt, Observation Observation);

/// <summary>A change of a replica's state or of a check's verdict, an operator's order, or an overlap that was short.</summary>
/// <param name="At">
/// When it happened, by the controller's clock: the node's time, less what the two clocks were seen to differ. It is late by the time
/// that a message takes at most; changes of one replica are in order.
/// </param>
/// <param name="Node">The node, or the nodes of an overlap.</param>
/// <param name="From">The state before; null: the first that was reported.</param>
/// <param name="To">The state after; null: the replica was removed, or this is an order.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="ReceivedAt">When it was received: later than it happened when the agent could not tell it at once.</param>
public sealed record TransitionResponse(DateTimeOffset At, string Node, VrrpState? From, VrrpState? To, string Reason, DateTimeOffset ReceivedAt)
{
    /// <summary>What is told this much later than it happened was told late: the agent had no controller, or a slow one.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromSeconds(2);

    /// <summary>The check whose verdict changed, while the state did not; null: another kind of line.</summary>
    public string? Check { get; init; }

    /// <summary>Who gave the order that <see cref="Reason"/> tells; null: another kind of line.</summary>
    public string? OrderedBy { get; init; }

    /// <summary>Whether it was told late.</summary>
    public bool Late => ReceivedAt - At > LateAfter;
}

/// <summary>A node, as <c>GET /api/v1/nodes</c> lists it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Agent">Whether its agent is there.</param>
/// <param name="Since">Since when, by the controller's clock.</param>
/// <param name="LastHeard">When anything was last received from it, by the controller's clock.</param>
/// <param name="AgentVersion">The agent's version.</param>
/// <param name="LatenessMilliseconds">How late the agent's timers run, as its last heartbeat said; null: it has not said.</param>
/// <param name="Routers">How many replicas it last reported.</param>
public sealed record NodeResponse(
    string Name, AgentState Agent, DateTimeOffset Since, DateTimeOffset LastHeard, string AgentVersion, double? LatenessMilliseconds, int Routers)
{
    /// <summary>The maintenance that the node's replicas last reported to be in force; null: none.</summary>
    public OperatorOrder? Maintenance { get; init; }
}

/// <summary>An incident, as <c>GET /api/v1/incidents</c> lists it.</summary>
public sealed record IncidentResponse
{
    /// <summary>Its number.</summary>
    public required long Number { get; init; }

    /// <summary>The router.</summary>
    public required RouterId Router { get; init; }

    /// <summary>The router's name.</summary>
    public required string RouterName { get; init; }

    /// <summary>What it is about.</summary>
    public required RouterStatus Status { get; init; }

    /// <summary>How sure it is, or was at its end.</summary>
    public required Certainty Certainty { get; init; }

    /// <summary>The identifier of its cause.</summary>
    public required string Cause { get; init; }

    /// <summary>When its condition began, by the controller's clock.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it was opened: after the hold.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it was closed; null: it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The nodes of the masters, as last told while it was open.</summary>
    public ImmutableArray<string> Masters { get; init; } = [];

    /// <summary>What was last said about it while it was open.</summary>
    public required string Sentence { get; init; }

    /// <summary>Its timeline, the oldest first; at most 100.</summary>
    public ImmutableArray<IncidentEventResponse> Events { get; init; } = [];
}

/// <summary>An event in an incident's timeline.</summary>
/// <param name="At">When, by the controller's clock.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Sentence">What was said.</param>
public sealed record IncidentEventResponse(DateTimeOffset At, IncidentEventKind Kind, string Sentence);

/// <summary>What went wrong with a request (RFC 9457).</summary>
/// <param name="Title">What, in a few words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What was found, what was expected, what to do.</param>
public sealed record ProblemResponse(string Title, int Status, string Detail);
