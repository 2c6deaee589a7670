using Keepone.Controller.Fleet;
using Keepone.Controller.Gateway;
using Keepone.Protocol;
using Keepone.Protocol.Api;

namespace Keepone.Controller.Orders;

/// <summary>Gives one order to one agent, waits for its answer for a bounded time, and records both.</summary>
internal sealed class OrderPost(FleetLoop fleet, SteadyClock clock)
{
    /// <summary>
    /// How long an agent may take to answer: it writes the order to its disk and flushes it before it says yes. More, and the operator waits
    /// for an agent that hangs.
    /// </summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Why a node cannot be given an order now; null: it can.</summary>
    /// <param name="node">The node.</param>
    /// <param name="machine">The fleet, on its loop.</param>
    internal string? Obstacle(string node, FleetMachine machine) => machine.Nodes.FirstOrDefault(known => known.Name == node) switch
    {
        null => $"no agent on {node} has ever connected",
        { Session: null } => $"the agent on {node} is not connected",
        { Session: { } session } when fleet.Session(session) is null => $"the agent on {node} is not connected",
        { TakesOrders: false } known => $"the agent on {node} is of version {known.AgentVersion}, which takes no orders: upgrade it",
        _ => null,
    };

    /// <summary>Gives an order.</summary>
    /// <param name="node">The node.</param>
    /// <param name="routerName">The router's name; null for the whole node.</param>
    /// <param name="order">The order.</param>
    /// <param name="what">What is ordered, as the object of "ordered that".</param>
    /// <returns>What the agent said.</returns>
    internal async Task<OrderAnswerResponse> GiveAsync(string node, string? routerName, OrderRequest order, string what)
    {
        using var limit = new CancellationTokenSource(Patience, clock.Time);
        var session = await fleet.AskAsync(
            (machine, _) => machine.Nodes.FirstOrDefault(known => known.Name == node)?.Session is { } id ? fleet.Session(id) : null, limit.Token);
        var (reply, trouble) = session is null ? (null, $"the agent on {node} is not connected") : await AskAsync(session, order);
        var answer = Answer(node, reply, trouble);
        var why = order.Why.Length > 0 ? $", because: {order.Why}" : "";
        var sentence = $"{order.By} ordered that {what}{why}.";
        var record = new OrderRecord(
            order.Kind, order.Router, routerName, node, answer.Taken, answer.Until, order.By, order.Why,
            answer.Taken ? sentence : $"{sentence} {answer.Sentence}");
        await fleet.PostAsync((machine, now) => machine.Ordered(record, now), CancellationToken.None);
        return answer;
    }

    private static OrderAnswerResponse Answer(string node, OrderReply? reply, string? trouble) => reply switch
    {
        null => new OrderAnswerResponse(node, false, null, $"It was not carried out: {trouble}."),
        { Refusal: { } refusal } => new OrderAnswerResponse(node, false, null, $"The agent on {node} refuses it: {refusal.TrimEnd('.')}."),
        { Until: { } until } => new OrderAnswerResponse(node, true, until, $"In force until {until.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z."),
        _ => new OrderAnswerResponse(node, true, null, "Taken back."),
    };

    private async Task<(OrderReply? Reply, string? Trouble)> AskAsync(AgentSession session, OrderRequest order)
    {
        if (!session.Orders.TryOpen(out var id, out var answering))
        {
            return (null, $"{SessionOrders.MostWaiting} orders wait for the agent on {session.Node} already");
        }

        try
        {
            session.Give(OrderMapping.ToMessage(id, order));
            var reply = await answering.WaitAsync(Patience, clock.Time);
            return (reply, $"the agent on {session.Node} lost its connection before it answered");
        }
        catch (TimeoutException)
        {
            return (null, $"the agent on {session.Node} did not answer within {Patience.TotalSeconds:0} s; what it reports shows whether it took it");
        }
        finally
        {
            session.Orders.Close(id);
        }
    }
}
