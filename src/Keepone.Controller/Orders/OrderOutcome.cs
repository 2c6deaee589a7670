using Keepone.Protocol.Api;

namespace Keepone.Controller.Orders;

/// <summary>What became of a request: an answer, or a problem (RFC 9457).</summary>
internal sealed record OrderOutcome
{
    /// <summary>What was ordered; null: nothing was.</summary>
    internal OrderResponse? Response { get; private init; }

    /// <summary>The HTTP status.</summary>
    internal required int Status { get; init; }

    /// <summary>What went wrong, in a few words.</summary>
    internal string Title { get; private init; } = "";

    /// <summary>What was found, and what to do.</summary>
    internal string Detail { get; private init; } = "";

    internal static OrderOutcome Given(OrderResponse response) => new() { Status = StatusCodes.Status200OK, Response = response };

    internal static OrderOutcome BadRequest(string detail) =>
        new() { Status = StatusCodes.Status400BadRequest, Title = "Bad order", Detail = detail };

    internal static OrderOutcome Unknown(string title, string detail) =>
        new() { Status = StatusCodes.Status404NotFound, Title = title, Detail = detail };

    internal static OrderOutcome Refused(string detail) =>
        new() { Status = StatusCodes.Status409Conflict, Title = "Refused", Detail = detail };

    internal static OrderOutcome NotTaken(string detail) =>
        new() { Status = StatusCodes.Status503ServiceUnavailable, Title = "Not carried out", Detail = detail };
}
