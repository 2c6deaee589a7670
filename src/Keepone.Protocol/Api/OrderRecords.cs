using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Keepone.Protocol.Api;

/// <summary>The body of <c>POST /api/v1/routers/{router}/failover</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FailoverRequest
{
    /// <summary>The node that is to take over; null: whoever is next.</summary>
    public string? To { get; init; }

    /// <summary>Whether it is ordered though nobody is fit to take over.</summary>
    public bool Force { get; init; }

    /// <summary>How many seconds the order lasts; null: 30, or 12 advertisement intervals when those are longer.</summary>
    public int? ForSeconds { get; init; }

    /// <summary>Who orders it.</summary>
    public string? By { get; init; }

    /// <summary>Why.</summary>
    public string? Why { get; init; }
}

/// <summary>The body of <c>POST /api/v1/nodes/{node}/maintenance</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MaintenanceRequest
{
    /// <summary>Whether the maintenance ends now.</summary>
    public bool Off { get; init; }

    /// <summary>How many seconds it lasts; null: two hours.</summary>
    public int? ForSeconds { get; init; }

    /// <summary>Who orders it.</summary>
    public string? By { get; init; }

    /// <summary>Why.</summary>
    public string? Why { get; init; }
}

/// <summary>What was ordered, and what the agents said.</summary>
public sealed record OrderResponse
{
    /// <summary>What was ordered and what is expected of it, in one sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>The node that is expected to take over; null: nobody, or it was not a failover.</summary>
    public string? Expected { get; init; }

    /// <summary>What each agent said.</summary>
    public ImmutableArray<OrderAnswerResponse> Answers { get; init; } = [];

    /// <summary>What the operator should know, one sentence each.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}

/// <summary>What an agent said to an order.</summary>
/// <param name="Node">The node.</param>
/// <param name="Taken">Whether the order is in force there, or taken back as it was ordered.</param>
/// <param name="Until">When it ends by itself, by the node's clock; null when it was refused or taken back.</param>
/// <param name="Sentence">The answer, in one sentence.</param>
public sealed record OrderAnswerResponse(string Node, bool Taken, DateTimeOffset? Until, string Sentence);
