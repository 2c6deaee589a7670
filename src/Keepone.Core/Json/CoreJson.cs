using System.Text.Json.Serialization;
using Keepone.Core.Model;

namespace Keepone.Core.Json;

/// <summary>The JSON form of the model, by source generation: no reflection, so that it works in a Native AOT program.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(DurationJsonConverter)])]
[JsonSerializable(typeof(RouterSpecification))]
[JsonSerializable(typeof(Observation))]
[JsonSerializable(typeof(Observation[]))]
public sealed partial class CoreJson : JsonSerializerContext;
