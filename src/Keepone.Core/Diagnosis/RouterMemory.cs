using System.Collections.Immutable;

namespace Keepone.Core.Diagnosis;

/// <summary>What the diagnosis of a router remembers from one look to the next. All times are the controller's.</summary>
public sealed record RouterMemory
{
    /// <summary>Nothing yet.</summary>
    public static readonly RouterMemory Empty = new();

    /// <summary>Since when there is more than one master; null: there is not.</summary>
    public DateTimeOffset? MultipleSince { get; init; }

    /// <summary>The nodes that were master at any time in the running overlap.</summary>
    public ImmutableSortedSet<string> OverlapNodes { get; init; } = [];

    /// <summary>Since when there is no master; null: there is one, or nobody can say.</summary>
    public DateTimeOffset? NoneSince { get; init; }

    /// <summary>Since when the master has a penalty and nobody else is fitter; null: that is not so.</summary>
    public DateTimeOffset? KeptSince { get; init; }

    /// <summary>The open incident; null: none is.</summary>
    public OpenIncident? Incident { get; init; }

    /// <summary>
    /// Another cause that the evidence now points to, and since when; it replaces the incident's when it lasts.
    /// </summary>
    public CauseCandidate? Candidate { get; init; }

    /// <summary>
    /// What a controller remembers after a restart: that an incident is open, and since when its condition lasts.
    /// </summary>
    /// <param name="incident">The incident.</param>
    /// <returns>The memory.</returns>
    public static RouterMemory Of(OpenIncident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return new RouterMemory
        {
            Incident = incident,
            MultipleSince = incident.Status == RouterStatus.MultipleMasters ? incident.Since : null,
            NoneSince = incident.Status == RouterStatus.NoMaster ? incident.Since : null,
        };
    }
}

/// <summary>An incident that is open.</summary>
/// <param name="Status">What it is about: NoMaster or MultipleMasters.</param>
/// <param name="Certainty">How sure it is.</param>
/// <param name="Cause">The identifier of its cause.</param>
/// <param name="Since">When its condition began.</param>
/// <param name="Masters">The nodes of the masters.</param>
public sealed record OpenIncident(
    RouterStatus Status, Certainty Certainty, string Cause, DateTimeOffset Since, ImmutableArray<string> Masters);

/// <summary>A cause that the evidence points to.</summary>
/// <param name="Cause">Its identifier.</param>
/// <param name="Since">Since when.</param>
public sealed record CauseCandidate(string Cause, DateTimeOffset Since);

/// <summary>The result of one look at a router.</summary>
/// <param name="Memory">What to remember.</param>
/// <param name="Diagnosis">What is concluded.</param>
/// <param name="Events">What happened to incidents, in order.</param>
/// <param name="Overlap">An overlap that ended within its hold; null: none did.</param>
/// <param name="LookAgainAt">When to look again though nothing is heard; null: not before something changes.</param>
/// <param name="Ask">The nodes whose agents should give a sign of life now, because an alarm waits for it.</param>
public sealed record DiagnosisStep(
    RouterMemory Memory,
    RouterDiagnosis Diagnosis,
    ImmutableArray<IncidentEvent> Events,
    OverlapEvent? Overlap,
    DateTimeOffset? LookAgainAt,
    ImmutableArray<string> Ask);
