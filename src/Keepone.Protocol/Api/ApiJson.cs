using System.Text.Json.Serialization;
using Keepone.Core.Model;

namespace Keepone.Protocol.Api;

/// <summary>The JSON form of the API's records, by source generation, for both sides.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(DurationJsonConverter)])]
[JsonSerializable(typeof(RouterResponse[]))]
[JsonSerializable(typeof(RouterDetailResponse))]
[JsonSerializable(typeof(NodeResponse[]))]
[JsonSerializable(typeof(IncidentResponse[]))]
[JsonSerializable(typeof(FailoverRequest))]
[JsonSerializable(typeof(MaintenanceRequest))]
[JsonSerializable(typeof(OrderResponse))]
[JsonSerializable(typeof(ProblemResponse))]
public sealed partial class ApiJson : JsonSerializerContext;
