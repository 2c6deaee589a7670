using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Keepone.Lab.Faults;
using Keepone.Lab.Running;

namespace Keepone.Lab.Results;

/// <summary>What a run came to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>Everything was as expected.</summary>
    [JsonStringEnumMemberName("pass")]
    Pass,

    /// <summary>Something was not; the sentences say what.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,

    /// <summary>The machine was too busy for the figures to mean anything: the run is repeated.</summary>
    [JsonStringEnumMemberName("disturbed")]
    Disturbed,
}

/// <summary>One change of a replica, as the address meter read it.</summary>
/// <param name="Time">The read time, UTC.</param>
/// <param name="Node">The node.</param>
/// <param name="From">What it was: <c>master</c> holds the HA VIP, <c>backup</c> does not.</param>
/// <param name="To">What it became.</param>
public sealed record TimelineEntry(DateTimeOffset Time, string Node, string From, string To);

/// <summary>The result of one run: one JSON line (docs/lab.md). Times are in milliseconds.</summary>
public sealed record RunResult
{
    /// <summary>The number of the run, from 1.</summary>
    public required int Run { get; init; }

    /// <summary>The scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>The hash of its file.</summary>
    public required string Spec { get; init; }

    /// <summary>What it came to.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The most masters at one time.</summary>
    public int Masters { get; init; }

    /// <summary>All time with two or more masters, blips included.</summary>
    public double DualMasterMs { get; init; }

    /// <summary>All time with two or more masters whose adverts left their interfaces: a kernel lease silences one that holds the VIP.</summary>
    public double HeardDualMs { get; init; }

    /// <summary>The part of <see cref="DualMasterMs"/> in overlaps shorter than the hold of two advert intervals.</summary>
    public double BlipMs { get; init; }

    /// <summary>The time without a master, after the first election.</summary>
    public double NoMasterMs { get; init; }

    /// <summary>How much later than the change itself a time in the timeline may be.</summary>
    public double ErrorMs { get; init; }

    /// <summary>The worst lateness of a 10 ms timer during the measurement.</summary>
    public double LatenessMs { get; init; }

    /// <summary>
    /// From one backup's timer to the next one's: a machine that is later than this may elect two at a time (DESIGN §2, stagger).
    /// </summary>
    public double StaggerMs { get; init; }

    /// <summary>From the end of the hold to the controller's log line; null: there was no overlap that long, or no line.</summary>
    public double? DetectionMs { get; init; }

    /// <summary>The router's status: that of the incident if there was one, else the one at the end.</summary>
    public string? Status { get; init; }

    /// <summary>How sure the controller is, or was, of that status.</summary>
    public string? Certainty { get; init; }

    /// <summary>The cause that the controller gave for the incident; null without one.</summary>
    public string? Cause { get; init; }

    /// <summary>The client's packets.</summary>
    public int SentPackets { get; init; }

    /// <summary>Those without an echo.</summary>
    public int LostPackets { get; init; }

    /// <summary>The longest time without an answered packet.</summary>
    public double LongestGapMs { get; init; }

    /// <summary>Who became what when.</summary>
    public ImmutableArray<TimelineEntry> Timeline { get; init; } = [];

    /// <summary>Why the verdict is not pass, one sentence each.</summary>
    public ImmutableArray<string> Failures { get; init; } = [];

    /// <summary>The result as one line of JSON.</summary>
    /// <returns>The line, without a line end.</returns>
    public string ToJsonLine() => JsonSerializer.Serialize(this, LabJson.Default.RunResult);
}

/// <summary>The JSON forms of the lab, by source generation.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(RunResult))]
[JsonSerializable(typeof(FaultResult))]
[JsonSerializable(typeof(FaultSummary))]
[JsonSerializable(typeof(Dictionary<string, int>))]
[JsonSerializable(typeof(StandingLabRecord))]
public sealed partial class LabJson : JsonSerializerContext;
