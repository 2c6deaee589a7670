using System.Collections.Immutable;

namespace Keepone.Core.Health;

/// <summary>What has to be ordered so that the mastership of a router moves; or why it is not.</summary>
public sealed record FailoverPlan
{
    /// <summary>Why nothing is ordered, in one sentence; null: it is.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether an operator who insists gets the order in spite of <see cref="Refusal"/>.</summary>
    public bool MayBeForced { get; init; }

    /// <summary>The node of the master.</summary>
    public string? From { get; init; }

    /// <summary>The node that is expected to take over; null: nobody can.</summary>
    public string? Expected { get; init; }

    /// <summary>The nodes whose replicas are to give way, the master's last: the others must not take over in between.</summary>
    public ImmutableArray<string> Nodes { get; init; } = [];

    /// <summary>The node whose own earlier failover order is to be taken back first, because it is to take over now; null: there is none.</summary>
    public string? TakeBack { get; init; }

    /// <summary>What the operator should know, one sentence each.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>How long the orders last unless the operator says otherwise.</summary>
    public TimeSpan Lasting { get; init; }

    /// <summary>What is ordered, and what is expected of it, in one sentence.</summary>
    public string Sentence { get; init; } = "";
}
