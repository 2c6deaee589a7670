using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Keepone.Keepalived.Lint;

namespace Keepone.Cli.Config.Lint;

/// <summary>What <c>--output json</c> says.</summary>
/// <param name="KeepalivedVersion">The version that the files were judged for.</param>
/// <param name="VersionFrom">Where that was taken from: <c>option</c>, <c>installed</c> or <c>default</c>.</param>
/// <param name="HostExamined">Whether users and files of this host were looked at.</param>
/// <param name="Group">Whether the files were compared with each other.</param>
/// <param name="Files">The files.</param>
/// <param name="Findings">What was found.</param>
/// <param name="Suppressed">What was found and is meant to be so.</param>
internal sealed record LintReport(
    string KeepalivedVersion, string VersionFrom, bool HostExamined, bool Group, IReadOnlyList<string> Files,
    ImmutableArray<LintFinding> Findings, ImmutableArray<LintFinding> Suppressed);

/// <summary>A finding.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Rule">The rule's name.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Title">What the rule finds.</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Why">Why it hurts.</param>
/// <param name="Source">The issue or clause behind it.</param>
/// <param name="Page">Where it is explained.</param>
/// <param name="Reason">Why it is meant to be so, when a comment says that.</param>
internal sealed record LintFinding(
    string File, int Line, int Column, string Rule, LintSeverity Severity, string Title, string Message, string Remedy, string Why, string Source, string Page,
    string? Reason = null)
{
    public static LintFinding Of(Finding finding, string? reason = null) => new(
        finding.Place.File, finding.Place.Line, finding.Place.Column, finding.Rule.Id, finding.Rule.Severity, finding.Rule.Title, finding.Message, finding.Remedy,
        finding.Rule.Why, finding.Rule.Source, finding.Rule.Page, reason);
}

/// <summary>The JSON form of a lint report.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    Converters = [typeof(SeverityConverter)])]
[JsonSerializable(typeof(LintReport))]
internal sealed partial class LintJson : JsonSerializerContext;

/// <summary>The same with sentences as they are.</summary>
internal static class ReadableLintJson
{
    /// <summary>Sentences hold apostrophes, which need no escape outside of HTML.</summary>
    public static LintJson Instance { get; } = new(new JsonSerializerOptions(LintJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

/// <summary>Severities are lower case, as in the table.</summary>
internal sealed class SeverityConverter() : JsonStringEnumConverter<LintSeverity>(JsonNamingPolicy.CamelCase);
