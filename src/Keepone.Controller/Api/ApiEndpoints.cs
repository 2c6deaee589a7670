using System.Text.Json.Serialization.Metadata;
using Keepone.Controller.Fleet;
using Keepone.Controller.Logging;
using Keepone.Controller.Store;
using Keepone.Protocol.Api;

namespace Keepone.Controller.Api;

/// <summary>The REST API (DESIGN §8, §9).</summary>
internal static class ApiEndpoints
{
    /// <summary>How long an answer may take: the loop answers in milliseconds, or something is wrong.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    internal static void MapApi(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/routers", (FleetLoop fleet, HttpContext http) =>
            AnswerAsync(http, fleet, (machine, _) => ApiAnswers.Routers(machine), ApiJson.Default.RouterResponseArray));
        app.MapGet("/api/v1/routers/{router}", RouterAsync);
        app.MapGet("/api/v1/nodes", (FleetLoop fleet, HttpContext http) =>
            AnswerAsync(http, fleet, ApiAnswers.Nodes, ApiJson.Default.NodeResponseArray));
        app.MapGet("/api/v1/incidents", IncidentsAsync);
        app.MapOrders();
        app.MapGet("/healthz", HealthAsync);
        app.MapFallback(http => ProblemAsync(
            http, StatusCodes.Status404NotFound, "No such resource",
            $"There is no {http.Request.Path}; there are /api/v1/routers, /api/v1/routers/ID, /api/v1/nodes, /api/v1/incidents and /healthz."));
    }

    private static async Task RouterAsync(
        HttpContext http, FleetLoop fleet, ControllerDatabase database, ILogger<FleetLoop> logger, string router)
    {
        var found = await AskAsync(http, fleet, (machine, _) => ApiAnswers.Router(machine, router));
        if (found is null)
        {
            await ProblemAsync(
                http, StatusCodes.Status404NotFound, "No such router",
                "No agent reports a router with this id or name; /api/v1/routers lists those that are reported.");
            return;
        }

        var history = await HistoryAsync(database, found, logger, http);
        await WriteAsync(http, StatusCodes.Status200OK, found with { History = [.. history] }, ApiJson.Default.RouterDetailResponse);
    }

    // What is now does not depend on the database; what was does.
    private static async Task<IReadOnlyList<TransitionResponse>> HistoryAsync(
        ControllerDatabase database, RouterDetailResponse router, ILogger logger, HttpContext http)
    {
        try
        {
            return await database.HistoryAsync(router.Id, router.Nodes, http.RequestAborted);
        }
        catch (Exception error) when (error is Microsoft.Data.Sqlite.SqliteException or InvalidOperationException or IOException)
        {
            Log.StoreFailed(logger, error.Message.TrimEnd('.') + ".", 0);
            return [];
        }
    }

    private static async Task IncidentsAsync(HttpContext http, FleetLoop fleet)
    {
        var state = http.Request.Query["state"].ToString();
        bool? open = state == "open" ? true : state == "closed" ? false : null;
        if (open is null && state.Length > 0)
        {
            await ProblemAsync(
                http, StatusCodes.Status400BadRequest, "Bad query", "`state` is open or closed, once, or absent for both.");
            return;
        }

        await AnswerAsync(
            http, fleet, (machine, _) => ApiAnswers.Incidents(machine, open), ApiJson.Default.IncidentResponseArray);
    }

    private static async Task HealthAsync(HttpContext http, FleetLoop fleet)
    {
        await AskAsync(http, fleet, (_, _) => true);
        http.Response.ContentType = "text/plain";
        await http.Response.WriteAsync("ok\n", http.RequestAborted);
    }

    private static async Task AnswerAsync<T>(
        HttpContext http, FleetLoop fleet, Func<FleetMachine, DateTimeOffset, T> question, JsonTypeInfo<T> type) =>
        await WriteAsync(http, StatusCodes.Status200OK, await AskAsync(http, fleet, question), type);

    private static async Task<T> AskAsync<T>(HttpContext http, FleetLoop fleet, Func<FleetMachine, DateTimeOffset, T> question)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(Patience);
        return await fleet.AskAsync(question, patience.Token);
    }

    internal static async Task WriteAsync<T>(
        HttpContext http, int status, T answer, JsonTypeInfo<T> type, string contentType = "application/json")
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsJsonAsync(answer, type, contentType, http.RequestAborted);
    }

    internal static Task ProblemAsync(HttpContext http, int status, string title, string detail) =>
        WriteAsync(
            http, status, new ProblemResponse(title, status, detail), ApiJson.Default.ProblemResponse, "application/problem+json");
}
