using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Keepone.Core.Model;

namespace Keepone.Core.Diagnosis;

/// <summary>What happened to an incident.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IncidentEventKind>))]
public enum IncidentEventKind
{
    /// <summary>It began.</summary>
    Opened = 0,

    /// <summary>A suspicion was confirmed: it is worse than was said.</summary>
    Escalated,

    /// <summary>Its certainty, cause or masters changed.</summary>
    Changed,

    /// <summary>It is over.</summary>
    Closed,
}

/// <summary>An event in the life of an incident: a diagnosis that needs somebody.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Router">The router.</param>
/// <param name="RouterName">Its name.</param>
/// <param name="Status">What the incident is about: NoMaster or MultipleMasters.</param>
/// <param name="Certainty">How sure it is now.</param>
/// <param name="Cause">The identifier of its cause now.</param>
/// <param name="Since">When its condition began, by the controller's clock.</param>
/// <param name="At">When the event happened, by the controller's clock.</param>
/// <param name="Masters">The nodes of the masters now.</param>
/// <param name="Sentence">What to tell people.</param>
public sealed record IncidentEvent(
    IncidentEventKind Kind,
    RouterId Router,
    string RouterName,
    RouterStatus Status,
    Certainty Certainty,
    string Cause,
    DateTimeOffset Since,
    DateTimeOffset At,
    ImmutableArray<string> Masters,
    string Sentence)
{
    /// <summary>Whether it is an error: two masters, proven. Everything else is a warning.</summary>
    public bool IsError => Status == RouterStatus.MultipleMasters && Certainty == Certainty.Confirmed;
}

/// <summary>An overlap that ended within its hold: normal at a hand-over, recorded and not alarmed.</summary>
/// <param name="Router">The router.</param>
/// <param name="RouterName">Its name.</param>
/// <param name="Nodes">The nodes that were master together.</param>
/// <param name="From">When it began, by the controller's clock.</param>
/// <param name="Length">How long it lasted, as it was reported.</param>
/// <param name="Sentence">What to tell people.</param>
public sealed record OverlapEvent(
    RouterId Router, string RouterName, ImmutableArray<string> Nodes, DateTimeOffset From, TimeSpan Length, string Sentence);
