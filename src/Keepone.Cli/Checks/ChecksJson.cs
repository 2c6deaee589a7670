using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Keepone.Core.Health;
using Keepone.Core.Health.History;
using Keepone.Core.Model;

namespace Keepone.Cli.Checks;

/// <summary>The JSON form of what is recorded of checks, and of a replay.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    Converters = [typeof(DurationJsonConverter), typeof(JsonStringEnumConverter<CheckChange>)])]
[JsonSerializable(typeof(CheckRecord[]))]
[JsonSerializable(typeof(ImmutableArray<RouterReplay>))]
internal sealed partial class RecordedChecksJson : JsonSerializerContext;

/// <summary>The same with sentences as they are.</summary>
internal static class ChecksJson
{
    /// <summary>Sentences hold apostrophes, which need no escape outside of HTML.</summary>
    public static RecordedChecksJson Readable { get; } =
        new(new JsonSerializerOptions(RecordedChecksJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
