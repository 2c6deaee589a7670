using System.Collections.Immutable;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Lab.Scenarios;

/// <summary>A scenario: what is built, what is done to it, and what must come of it. Data, read from <c>Scenarios/NAME.yaml</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it shows, in a sentence.</param>
/// <param name="Hash">The first 12 hexadecimal digits of its file's SHA-256: what exactly was run.</param>
/// <param name="Router">The router.</param>
/// <param name="RouterText">The router's specification as it stands in the file: it is given to the agents unchanged.</param>
/// <param name="Steps">What is done, in order.</param>
/// <param name="Expect">What must come of it.</param>
public sealed record Scenario(
    string Name, string Description, string Hash, RouterSpecification Router, string RouterText, ImmutableArray<Step> Steps, Expectations Expect);

/// <summary>What must come of a scenario. A bound that is not given is not checked.</summary>
public sealed record Expectations
{
    /// <summary>The most masters at one time, exactly; null: <see cref="MastersAtMost"/> says it.</summary>
    public int? Masters { get; init; }

    /// <summary>A bound of the most masters at one time, where it is chance whether a hand-over overlaps.</summary>
    public int? MastersAtMost { get; init; }

    /// <summary>The bounds of the time with two or more masters, blips included.</summary>
    public TimeSpan? DualAtLeast { get; init; }

    /// <inheritdoc cref="DualAtLeast"/>
    public TimeSpan? DualAtMost { get; init; }

    /// <summary>The most time with two or more masters that are heard, by their adverts.</summary>
    public TimeSpan? HeardDualAtMost { get; init; }

    /// <summary>The most time in overlaps shorter than the hold.</summary>
    public TimeSpan? BlipAtMost { get; init; }

    /// <summary>The most time without a master, after the first election.</summary>
    public TimeSpan? NoMasterAtMost { get; init; }

    /// <summary>
    /// A cause of <c>config timing</c>: the run's times without a master and with two may be at most what is computed for it, by the same
    /// code; null: <see cref="NoMasterAtMost"/> and <see cref="DualAtMost"/> say it. After a step that makes a check fail on one node, another must take
    /// over within what is computed, too. The meters' error and the run's lateness are added.
    /// </summary>
    public CauseTiming? Timing { get; init; }

    /// <summary>How often a replica may take the HA VIP after the first election.</summary>
    public int? ChangesOfMasterAtMost { get; init; }

    /// <summary>What of every replica's keepalived must be at the end what it was at the first election, by its own dump; null: nothing.</summary>
    public Untouched? Untouched { get; init; }

    /// <summary>An event id that an agent or the controller must have logged (docs/runbook.md); null: none need be.</summary>
    public int? Log { get; init; }

    /// <summary>The node that may hold the VIP and send no adverts, because its keepalived cannot; null: none may.</summary>
    public string? Silent { get; init; }

    /// <summary>The status of the incident; null: the run must end without any incident.</summary>
    public string? Incident { get; init; }

    /// <summary>A status that an incident may have where it is chance whether there is one; null: <see cref="Incident"/> alone counts.</summary>
    public string? IncidentMayBe { get; init; }

    /// <summary>How sure the controller may be of the worst incident at most, and must be; null: either.</summary>
    public string? Certainty { get; init; }

    /// <summary>The cause that the worst incident must have; null: whichever.</summary>
    public string? Cause { get; init; }

    /// <summary>The node whose dead agent a warning must name, apart from those alive; null: none need be named.</summary>
    public string? DeadAgent { get; init; }

    /// <summary>How many incidents must be open at the end, because what they tell of is not over.</summary>
    public int OpenAtEnd { get; init; }

    /// <summary>From the end of the hold to the controller's log line, at most; the run's own lateness is added.</summary>
    public TimeSpan? DetectionAtMost { get; init; }

    /// <summary>The most packets of the client lost in the whole run.</summary>
    public int? LostAtMost { get; init; }

    /// <summary>The most packets of the client lost from <see cref="RecoveryWithin"/> after the last heal on.</summary>
    public int? LostAfterHealAtMost { get; init; }

    /// <summary>How long after the last heal the client may still lose packets freely.</summary>
    public TimeSpan RecoveryWithin { get; init; }

    /// <summary>How often replicas may take or drop the VIP after the last heal: the one that yields is one change.</summary>
    public int? ChangesAfterHealAtMost { get; init; }

    /// <summary>The node that must be the only master at the end; null: whichever.</summary>
    public string? FinalMaster { get; init; }
}

/// <summary>How much of a keepalived must not change.</summary>
public enum Untouched
{
    /// <summary>It is the same process in the same state, and was not master more often; it may have read its configuration again.</summary>
    Process = 0,

    /// <summary>And its state did not change in between: a reload lets a backup be backup anew.</summary>
    State,
}
