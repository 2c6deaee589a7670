using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Cli.Checks;

/// <summary>A check in the list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="What">The script, or the probe and what it aims at.</param>
/// <param name="Where">Where it runs.</param>
/// <param name="Interval">Its interval.</param>
/// <param name="Timeout">Its timeout.</param>
/// <param name="Fall">Failures until it fails.</param>
/// <param name="Rise">Passes until it passes again.</param>
/// <param name="Penalty">What failing takes off the priority; null: it takes the replica out of the election.</param>
/// <param name="Refusal">Why its script would not be run here; null when it would.</param>
internal sealed record CheckRow(
    string Name, string What, CheckPlace Where, string Interval, string Timeout, int Fall, int Rise, int? Penalty, string? Refusal);

/// <summary>A run of a check.</summary>
/// <param name="Check">The check.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Message">What was found.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record CheckRunRow(string Check, CheckOutcome Outcome, string Message, double Milliseconds)
{
    /// <summary>What a plugin wrote after a bar.</summary>
    public string? PerformanceData { get; init; }

    /// <summary>The user, with --explain.</summary>
    public string? User { get; init; }

    /// <summary>The namespace, with --explain.</summary>
    public string? Namespace { get; init; }

    /// <summary>The script's arguments, with --explain.</summary>
    public ImmutableArray<string>? Arguments { get; init; }

    /// <summary>Its environment, with --explain.</summary>
    public ImmutableSortedDictionary<string, string>? Environment { get; init; }

    /// <summary>The exit code, with --explain.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Standard output, with --explain.</summary>
    public string? Output { get; init; }

    /// <summary>Standard error, with --explain.</summary>
    public string? Error { get; init; }
}

/// <summary>The JSON of <c>keepone check</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CheckRow[]))]
[JsonSerializable(typeof(CheckRunRow[]))]
internal sealed partial class CheckJson : JsonSerializerContext;
