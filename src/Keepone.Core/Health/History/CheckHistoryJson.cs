using System.Text.Json.Serialization;
using Keepone.Core.Model;

namespace Keepone.Core.Health.History;

/// <summary>The JSON form of a line of the history of checks.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(DurationJsonConverter), typeof(JsonStringEnumConverter<CheckChange>)])]
[JsonSerializable(typeof(CheckRecord))]
[JsonSerializable(typeof(CheckRecord[]))]
public sealed partial class CheckHistoryJson : JsonSerializerContext;
