using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Keepone.Core.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Import;

/// <summary>A node's configuration that is to become specifications.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Configuration">Its configuration.</param>
public sealed record ImportSource(string Node, Configuration Configuration);

/// <summary>What becomes of a line.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImportOutcome>))]
public enum ImportOutcome
{
    /// <summary>It is in the specification.</summary>
    Carried,

    /// <summary>Keepone does so without being told.</summary>
    Implied,

    /// <summary>It is in the specification, or done, but not as it was.</summary>
    Changed,

    /// <summary>It is not in the specification, and Keepone does not do so.</summary>
    Lost,
}

/// <summary>What became of a line.</summary>
/// <param name="Node">The node whose line it is.</param>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Text">What stands there; of a secret, its keyword alone.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Sentence">What it is now, or why it is not, without a full stop.</param>
public sealed record ImportNote(string Node, string File, int Line, string Text, ImportOutcome Outcome, string Sentence)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}: '{Text}' {Verb}: {Sentence}";

    private string Verb => Outcome switch
    {
        ImportOutcome.Carried => "is carried over",
        ImportOutcome.Implied => "needs no line",
        ImportOutcome.Changed => "is changed",
        _ => "is not carried over",
    };
}

/// <summary>A router that came of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Yaml">Its specification: what the reader of specifications accepts.</param>
/// <param name="Advice">What its operator should know or add, one sentence each.</param>
public sealed record ImportedRouter(string Name, string Yaml, ImmutableArray<string> Advice)
{
    /// <summary>The specification.</summary>
    [JsonIgnore]
    public RouterSpecification? Specification { get; init; }
}

/// <summary>What came of the configurations of some nodes.</summary>
/// <param name="Routers">The routers.</param>
/// <param name="Notes">What became of every line, in the order of the files and lines.</param>
/// <param name="Troubles">Why there is no router where one might have been, one sentence each.</param>
public sealed record ImportResult(ImmutableArray<ImportedRouter> Routers, ImmutableArray<ImportNote> Notes, ImmutableArray<string> Troubles)
{
    /// <summary>Whether everything is in the specifications, or needs no line.</summary>
    public bool IsWhole => Troubles.IsEmpty && Notes.All(note => note.Outcome is ImportOutcome.Carried or ImportOutcome.Implied);
}

/// <summary>The JSON form.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(ImportResult))]
public sealed partial class ImportJson : JsonSerializerContext;
