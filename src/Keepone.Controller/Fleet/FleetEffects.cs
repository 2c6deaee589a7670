using System.Collections.Immutable;
using Keepone.Controller.Orders;
using Keepone.Core.Diagnosis;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Controller.Fleet;

/// <summary>What the fleet's state machine wants done in the world: logged, stored, sent.</summary>
internal abstract record FleetEffect;

/// <summary>A node is new, or its liveness or agent changed.</summary>
internal sealed record NodeChanged(NodeState Node, AgentState? Before) : FleetEffect;

/// <summary>A node was heard some time ago: worth storing, nothing else.</summary>
internal sealed record NodeHeard(NodeState Node) : FleetEffect;

/// <summary>A replica's observation changed.</summary>
internal sealed record ReplicaChanged(Observation Observation, DateTimeOffset ReceivedAt, VrrpState? Before) : FleetEffect
{
    /// <summary>Whether the agent tells changes of state itself: then this one is not history yet.</summary>
    internal bool ToldByAgent { get; init; }
}

/// <summary>An agent told what happened, maybe long ago: history, which changes nothing.</summary>
internal sealed record StateChangeTold(string Node, string StartId, StateChange Change, DateTimeOffset ReceivedAt) : FleetEffect;

/// <summary>A check broke, works again, or is held by damping.</summary>
internal sealed record CheckNoticed(CheckNews News) : FleetEffect;

/// <summary>A master that should give way is kept because nobody is fitter; null: no longer.</summary>
internal sealed record KeptMasterChanged(string Router, string? Sentence) : FleetEffect;

/// <summary>An operator ordered something of a node, and what came of it: the audit.</summary>
internal sealed record OrderRecorded(OrderRecord Order, DateTimeOffset At) : FleetEffect;

/// <summary>An agent forgot changes before it could tell them.</summary>
internal sealed record StateChangesForgotten(string Node, ulong Count) : FleetEffect;

/// <summary>A replica is no longer on its node.</summary>
internal sealed record ReplicaRemoved(
    RouterId Router, string RouterName, string Node, DateTimeOffset At, VrrpState Before) : FleetEffect;

/// <summary>An incident opened, changed or closed.</summary>
internal sealed record IncidentChanged(IncidentEvent Event, Incident Incident) : FleetEffect;

/// <summary>A short overlap.</summary>
internal sealed record OverlapRecorded(OverlapEvent Overlap, DateTimeOffset At) : FleetEffect;

/// <summary>A diagnosis changed its status, certainty or cause.</summary>
internal sealed record DiagnosisChanged(RouterDiagnosis Diagnosis) : FleetEffect;

/// <summary>An alarm waits for a sign of life of this agent.</summary>
internal sealed record AskAgent(long Session, string Node) : FleetEffect;

/// <summary>Another connection of the same node took over.</summary>
internal sealed record SessionReplaced(long Session, string Node, bool SameAgent) : FleetEffect;

/// <summary>The controller did not run for a while.</summary>
internal sealed record Stalled(TimeSpan Length) : FleetEffect;

/// <summary>A node as the controller knows it.</summary>
internal sealed record NodeState(string Name, AgentLiveness Liveness, string AgentVersion, string BootId, string StartId)
{
    /// <summary>The connection that speaks for it now; null: none does.</summary>
    internal long? Session { get; init; }

    /// <summary>Whether it tells changes of state itself.</summary>
    internal bool TellsStateChanges { get; init; }

    /// <summary>Whether it takes operators' orders.</summary>
    internal bool TakesOrders { get; init; }

    /// <summary>Its maintenance, as its agent last said; whether it is over is seen by its end. Null: none.</summary>
    internal OperatorOrder? Maintenance { get; init; }

    /// <summary>What it told of the past.</summary>
    internal StateChangeIntake Told { get; init; } = StateChangeIntake.Empty;

    /// <summary>How late the agent's timers run, as it last said.</summary>
    internal double? LatenessMilliseconds { get; init; }

    /// <summary>Why it said goodbye; null: it did not.</summary>
    internal string? Farewell { get; init; }
}

/// <summary>An incident with its timeline.</summary>
internal sealed record Incident(
    long Number, RouterId Router, string RouterName, RouterStatus Status, DateTimeOffset Since, DateTimeOffset OpenedAt)
{
    /// <summary>The longest timeline: what follows is in the log.</summary>
    internal const int LongestTimeline = 100;

    internal required Certainty Certainty { get; init; }

    internal required string Cause { get; init; }

    internal required string Sentence { get; init; }

    internal required ImmutableArray<string> Masters { get; init; }

    internal DateTimeOffset? ClosedAt { get; init; }

    internal ImmutableArray<TimelineEntry> Timeline { get; init; } = [];

    internal static Incident Open(long number, IncidentEvent e) =>
        new Incident(number, e.Router, e.RouterName, e.Status, e.Since, e.At)
        {
            Certainty = e.Certainty,
            Cause = e.Cause,
            Sentence = e.Sentence,
            Masters = e.Masters,
        }.With(e);

    internal Incident With(IncidentEvent e)
    {
        var closed = e.Kind == IncidentEventKind.Closed;
        return this with
        {
            Certainty = e.Certainty,
            Cause = e.Cause,
            Sentence = closed ? Sentence : e.Sentence,
            Masters = closed ? Masters : e.Masters,
            ClosedAt = closed ? e.At : null,
            // The end always has its place.
            Timeline = closed || Timeline.Length < LongestTimeline - 1 ? Timeline.Add(new(e.At, e.Kind, e.Sentence)) : Timeline,
        };
    }

    internal OpenIncident ToMemory() => new(Status, Certainty, Cause, Since, Masters);
}

/// <summary>An event in an incident's timeline.</summary>
internal sealed record TimelineEntry(DateTimeOffset At, IncidentEventKind Kind, string Sentence);
