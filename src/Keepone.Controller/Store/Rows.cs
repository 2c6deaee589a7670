using Keepone.Core.Diagnosis;
using Keepone.Core.Model;

namespace Keepone.Controller.Store;

/// <summary>A node as it was last known.</summary>
internal sealed class NodeRow
{
    public required string Name { get; set; }

    public AgentState State { get; set; }

    public DateTimeOffset Since { get; set; }

    public DateTimeOffset LastHeard { get; set; }

    public required string AgentVersion { get; set; }

    public required string BootId { get; set; }

    public required string StartId { get; set; }
}

/// <summary>A replica's last observation.</summary>
internal sealed class ReplicaRow
{
    public required string Router { get; set; }

    public required string Node { get; set; }

    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>The observation as JSON (CoreJson).</summary>
    public required string Observation { get; set; }
}

/// <summary>An incident.</summary>
internal sealed class IncidentRow
{
    public long Number { get; set; }

    public required string Router { get; set; }

    public required string RouterName { get; set; }

    public RouterStatus Status { get; set; }

    public Certainty Certainty { get; set; }

    public required string Cause { get; set; }

    public DateTimeOffset Since { get; set; }

    public DateTimeOffset OpenedAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public required string Sentence { get; set; }

    /// <summary>The nodes of the masters, separated by commas, which names do not have.</summary>
    public required string Masters { get; set; }
}

/// <summary>An event in an incident's timeline.</summary>
internal sealed class IncidentEventRow
{
    public long Id { get; set; }

    public long Incident { get; set; }

    public DateTimeOffset At { get; set; }

    public IncidentEventKind Kind { get; set; }

    public required string Sentence { get; set; }
}

/// <summary>
/// A change of a replica's state; or of a check's verdict; or an operator's order, which has no states; or a short overlap: then both states
/// are Master and several nodes are named.
/// </summary>
internal sealed class HistoryRow
{
    public long Id { get; set; }

    /// <summary>The router's id; empty: an order that is of the whole node.</summary>
    public required string Router { get; set; }

    public required string RouterName { get; set; }

    public required string Node { get; set; }

    /// <summary>When it happened, by the controller's clock.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>When it was received; null: written before this was recorded.</summary>
    public DateTimeOffset? ReceivedAt { get; set; }

    /// <summary>The agent process that told it; null: the controller noticed it itself.</summary>
    public string? StartId { get; set; }

    /// <summary>Its place among all changes that this process told.</summary>
    public long? Sequence { get; set; }

    public VrrpState? Before { get; set; }

    public VrrpState? After { get; set; }

    public required string Reason { get; set; }

    /// <summary>The check whose verdict changed, while the state did not.</summary>
    public string? Check { get; set; }

    /// <summary>Who gave the order.</summary>
    public string? OrderedBy { get; set; }
}
