using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Keepone.Controller.Orders;
using Keepone.Protocol.Api;

namespace Keepone.Controller.Api;

/// <summary>The requests that change something: operators' orders (docs/orders.md).</summary>
internal static class OrderEndpoints
{
    /// <summary>The longest body, in bytes: two texts of 200 characters, all escaped, and some room.</summary>
    internal const int LongestBody = 8 * 1024;

    /// <summary>How long a request may take until its order is decided on; what is given then is given whoever still waits for it.</summary>
    internal static readonly TimeSpan Patience = ApiEndpoints.Patience;

    internal static void MapOrders(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/routers/{router}/failover", (HttpContext http, OrderAccess access, OrderDesk desk, string router) =>
            HandleAsync(http, access, ApiJson.Default.FailoverRequest, (request, stop) => desk.FailoverAsync(router, request, stop)));
        app.MapPost("/api/v1/nodes/{node}/maintenance", (HttpContext http, OrderAccess access, OrderDesk desk, string node) =>
            HandleAsync(http, access, ApiJson.Default.MaintenanceRequest, (request, stop) => desk.MaintenanceAsync(node, request, stop)));
    }

    private static async Task HandleAsync<T>(
        HttpContext http, OrderAccess access, JsonTypeInfo<T> type, Func<T, CancellationToken, Task<OrderOutcome>> order)
        where T : class
    {
        if (access.Refusal(http) is var (status, detail))
        {
            await ApiEndpoints.ProblemAsync(http, status, "Not allowed", detail);
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(Patience);
        var outcome = await ReadAsync(http, type, patience.Token) is { } request
            ? await order(request, patience.Token)
            : OrderOutcome.BadRequest("The body is no JSON object of at most 8 kB with the members that docs/orders.md names.");
        if (outcome.Response is { } response)
        {
            await ApiEndpoints.WriteAsync(http, outcome.Status, response, ApiJson.Default.OrderResponse);
        }
        else
        {
            await ApiEndpoints.ProblemAsync(http, outcome.Status, outcome.Title, outcome.Detail);
        }
    }

    private static async Task<T?> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        var buffer = new byte[LongestBody + 1];
        var length = await http.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        if (length > LongestBody)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(buffer.AsSpan(0, length), type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
