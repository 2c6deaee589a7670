using Keepone.Core.Model;
using Keepone.Protocol;
using Keepone.Protocol.V1;
using OperatorOrder = Keepone.Core.Health.OperatorOrder;
using OrderKind = Keepone.Core.Health.OrderKind;
using Keeper = Keepone.Core.Model.Keeper;

namespace Keepone.Agent.Orders;

/// <summary>Reads a controller's orders into the book, and answers. It trusts nothing that it reads.</summary>
/// <param name="book">The book.</param>
/// <param name="keeperOf">Who runs this node's replica of a router; null: it has none.</param>
/// <param name="time">The clock.</param>
internal sealed class OrderIntake(OrderBook book, Func<RouterId, Keeper?> keeperOf, TimeProvider time)
{
    /// <summary>The maintenance of the node that is in force; null: none is.</summary>
    public OperatorOrder? Maintenance => book.All.FirstOrDefault(order => order.Kind == OrderKind.Maintenance);

    /// <summary>Carries out an order.</summary>
    /// <param name="message">The order.</param>
    /// <returns>The answer to it.</returns>
    public OrderAnswer Take(Order message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var reply = OrderMapping.FromMessage(message, out var refusal) is { } order ? CarryOut(order) : new OrderReply(refusal, null);
        return OrderMapping.ToMessage(message.Id, reply);
    }

    private OrderReply CarryOut(OrderRequest order)
    {
        if (order.Lasting is not { } lasting)
        {
            return new OrderReply(book.TakeBack(order.Kind, order.Router, order.By, order.Why), null);
        }

        if (order is { Kind: OrderKind.Failover, Router: { } router } && keeperOf(router) is not Keeper.Keepone and var keeper)
        {
            return new OrderReply(
                keeper is null ? $"This node has no replica of router {router}." : $"Router {router} is Neutron's and only watched here.", null);
        }

        var now = time.GetUtcNow();
        var given = new OperatorOrder(order.Kind, order.Router, now + lasting, order.By, order.Why, now);
        return book.Give(given) is { } refusal ? new OrderReply(refusal, null) : new OrderReply(null, given.Until);
    }
}
