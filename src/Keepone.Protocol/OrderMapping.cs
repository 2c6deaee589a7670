using Keepone.Core.Health;
using Keepone.Core.Model;
using Duration = Google.Protobuf.WellKnownTypes.Duration;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Keepone.Protocol;

/// <summary>An order on its way to an agent.</summary>
/// <param name="Kind">What is ordered.</param>
/// <param name="Router">The router of a failover; null for a maintenance.</param>
/// <param name="Lasting">How long it lasts from when the agent takes it; null: it is taken back.</param>
/// <param name="By">Who ordered it.</param>
/// <param name="Why">Why; may be empty.</param>
public sealed record OrderRequest(OrderKind Kind, RouterId? Router, TimeSpan? Lasting, string By, string Why);

/// <summary>What an agent answers to an order.</summary>
/// <param name="Refusal">Why the order is not in force, in one sentence; null: it is.</param>
/// <param name="Until">When it ends by itself, by the node's clock; null when it was refused or taken back.</param>
public sealed record OrderReply(string? Refusal, DateTimeOffset? Until);

/// <summary>Turns orders and answers into their messages and back. The way back trusts nothing: see <see cref="ProtocolLimits"/>.</summary>
public static class OrderMapping
{
    /// <summary>The message of an order.</summary>
    /// <param name="id">The order's number on its stream.</param>
    /// <param name="order">The order.</param>
    /// <returns>The message.</returns>
    public static V1.Order ToMessage(ulong id, OrderRequest order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var message = new V1.Order
        {
            Id = id,
            Kind = HealthMapping.ToMessage(order.Kind),
            TakeBack = order.Lasting is null,
            Lasting = order.Lasting is { } lasting ? Duration.FromTimeSpan(lasting) : null,
            By = order.By,
            Why = order.Why,
        };
        if (order.Router is { } router)
        {
            message.RouterId = router.ToString();
        }

        return message;
    }

    /// <summary>Reads an order that somebody sent.</summary>
    /// <param name="message">The message.</param>
    /// <param name="refusal">Why it is refused, in one sentence; null when it is not.</param>
    /// <returns>The order, its texts on one line and clipped; null when it is refused.</returns>
    public static OrderRequest? FromMessage(V1.Order message, out string? refusal)
    {
        ArgumentNullException.ThrowIfNull(message);
        var router = default(RouterId);
        var lasting = Span(message.Lasting);
        refusal = HealthMapping.Kind(message.Kind) switch
        {
            null => "The agent does not know this kind of order: upgrade it.",
            OrderKind.Failover when !message.HasRouterId || !RouterId.TryParse(message.RouterId, out router) =>
                $"The failover's router id '{ForeignText.Line(message.RouterId, 64)}' is not a UUID.",
            OrderKind.Maintenance when message.HasRouterId => "A maintenance is of a whole node, and this one names a router.",
            _ when message.By.Length == 0 => "The order does not say whose it is.",
            _ when !message.TakeBack && (lasting is null || lasting < OperatorOrder.ShortestOrder || lasting > OperatorOrder.LongestMaintenance) =>
                $"The order has no duration from {Core.Model.Duration.Format(OperatorOrder.ShortestOrder)} to "
                + $"{OperatorOrder.LongestMaintenance.TotalDays:0} days.",
            _ => null,
        };
        return refusal is null
            ? new OrderRequest(
                HealthMapping.Kind(message.Kind)!.Value, message.HasRouterId ? router : null, message.TakeBack ? null : lasting,
                ForeignText.Line(message.By, OperatorOrder.LongestText), ForeignText.Line(message.Why, OperatorOrder.LongestText))
            : null;
    }

    /// <summary>The message of an answer.</summary>
    /// <param name="id">The order's number.</param>
    /// <param name="answer">The answer.</param>
    /// <returns>The message.</returns>
    public static V1.OrderAnswer ToMessage(ulong id, OrderReply answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new V1.OrderAnswer
        {
            Id = id,
            Refusal = answer.Refusal is { } refusal ? ForeignText.Line(refusal) : "",
            Until = answer.Until is { } until ? Timestamp.FromDateTimeOffset(until) : null,
        };
    }

    /// <summary>Reads an answer that somebody sent.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The answer, its text on one line and clipped; a time that is none is left out.</returns>
    public static OrderReply FromMessage(V1.OrderAnswer message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new OrderReply(
            message.Refusal.Length > 0 ? ForeignText.Line(message.Refusal) : null,
            StateChangeMapping.IsTime(message.Until) ? message.Until.ToDateTimeOffset() : null);
    }

    /// <summary>The message of a maintenance that is in force.</summary>
    /// <param name="order">The order.</param>
    /// <returns>The message.</returns>
    public static V1.OperatorOrder ToMessage(OperatorOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return HealthMapping.ToMessage(order);
    }

    /// <summary>Reads the maintenance that an agent says is in force.</summary>
    /// <param name="message">The message; null: it says none.</param>
    /// <returns>The order, its texts on one line and clipped; null when there is none, or it is none.</returns>
    public static OperatorOrder? Maintenance(V1.OperatorOrder? message) =>
        message is { Kind: V1.OrderKind.Maintenance, HasRouterId: false } && StateChangeMapping.IsTime(message.Until) && StateChangeMapping.IsTime(message.GivenAt)
            ? HealthMapping.FromMessage(message) with
            {
                By = ForeignText.Line(message.By, OperatorOrder.LongestText),
                Why = ForeignText.Line(message.Why, OperatorOrder.LongestText),
            }
            : null;

    // Computed from the fields: converting a hostile duration throws.
    private static TimeSpan? Span(Duration? span) =>
        span is { Seconds: >= 0 and <= 1L << 32, Nanos: >= 0 and < 1_000_000_000 } ? span.ToTimeSpan() : null;
}
