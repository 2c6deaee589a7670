using Keepone.Core.Health;
using Keepone.Core.Model;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Keepone.Protocol;

/// <summary>
/// Turns a replica's health, checks and orders included, into its message and back. <see cref="ObservationValidation"/> has looked at it before.
/// </summary>
internal static class HealthMapping
{
    internal static V1.HealthReport ToMessage(HealthReport health)
    {
        var message = new V1.HealthReport
        {
            BasePriority = health.BasePriority,
            Penalty = health.Penalty,
            Bonus = health.Bonus,
            Sentence = Clip(health.Sentence),
            Fault = health.Fault,
        };
        message.Checks.AddRange(health.Checks.Take(ProtocolLimits.MostChecks).Select(ToMessage));
        message.Orders.AddRange(health.Orders.Take(ProtocolLimits.MostOrders).Select(ToMessage));
        return message;
    }

    internal static HealthReport FromMessage(V1.HealthReport message) =>
        new(message.BasePriority, message.Penalty, message.Bonus, message.Sentence)
        {
            Checks = [.. message.Checks.Select(FromMessage)],
            Orders = [.. message.Orders.Where(order => Kind(order.Kind) is not null).Select(FromMessage)],
            Fault = message.Fault,
        };

    internal static V1.OrderKind ToMessage(OrderKind kind) =>
        kind == OrderKind.Maintenance ? V1.OrderKind.Maintenance : V1.OrderKind.Failover;

    /// <summary>The kind; null: one that a newer side knows and this one does not.</summary>
    internal static OrderKind? Kind(V1.OrderKind kind) => kind switch
    {
        V1.OrderKind.Failover => OrderKind.Failover,
        V1.OrderKind.Maintenance => OrderKind.Maintenance,
        _ => null,
    };

    private static V1.CheckReport ToMessage(CheckReport check) => new()
    {
        Name = check.Name,
        Verdict = check.Verdict == CheckVerdict.Sick ? V1.CheckVerdict.Sick : V1.CheckVerdict.Healthy,
        Since = Timestamp.FromDateTimeOffset(check.Since),
        Outcome = check.Outcome switch
        {
            CheckOutcome.Pass => V1.CheckOutcome.Pass,
            CheckOutcome.Warning => V1.CheckOutcome.Warning,
            CheckOutcome.Fail => V1.CheckOutcome.Fail,
            CheckOutcome.Error => V1.CheckOutcome.Error,
            CheckOutcome.Timeout => V1.CheckOutcome.Timeout,
            CheckOutcome.Unasked => V1.CheckOutcome.Unasked,
            _ => V1.CheckOutcome.None,
        },
        Message = Clip(check.Message),
        Broken = check.Broken,
        Held = check.Held,
    };

    // An outcome that a newer agent knows and this controller does not is none to it; a verdict of that kind is not taken for a sick one.
    private static CheckReport FromMessage(V1.CheckReport check) => new(
        check.Name,
        check.Verdict == V1.CheckVerdict.Sick ? CheckVerdict.Sick : CheckVerdict.Healthy,
        check.Since.ToDateTimeOffset(),
        check.Outcome switch
        {
            V1.CheckOutcome.Pass => CheckOutcome.Pass,
            V1.CheckOutcome.Warning => CheckOutcome.Warning,
            V1.CheckOutcome.Fail => CheckOutcome.Fail,
            V1.CheckOutcome.Error => CheckOutcome.Error,
            V1.CheckOutcome.Timeout => CheckOutcome.Timeout,
            V1.CheckOutcome.Unasked => CheckOutcome.Unasked,
            _ => null,
        },
        check.Message,
        check.Broken,
        check.Held);

    internal static V1.OperatorOrder ToMessage(OperatorOrder order)
    {
        var message = new V1.OperatorOrder
        {
            Kind = ToMessage(order.Kind),
            Until = Timestamp.FromDateTimeOffset(order.Until),
            By = Clip(order.By),
            Why = Clip(order.Why),
            GivenAt = Timestamp.FromDateTimeOffset(order.GivenAt),
        };
        if (order.Router is { } router)
        {
            message.RouterId = router.ToString();
        }

        return message;
    }

    internal static OperatorOrder FromMessage(V1.OperatorOrder order) => new(
        Kind(order.Kind)!.Value,
        order.HasRouterId && RouterId.TryParse(order.RouterId, out var router) ? router : null,
        order.Until.ToDateTimeOffset(),
        order.By,
        order.Why,
        order.GivenAt.ToDateTimeOffset());

    private static string Clip(string sentence) => ForeignText.Clip(sentence, ProtocolLimits.LongestSentence);
}
