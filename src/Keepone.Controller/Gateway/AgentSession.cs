using System.Threading.Channels;
using Keepone.Protocol.V1;

namespace Keepone.Controller.Gateway;

/// <summary>A connected agent, seen from the controller: what is to be told to it, and how to end it.</summary>
internal sealed class AgentSession(long id, string node) : IDisposable
{
    private readonly CancellationTokenSource _end = new();

    // The controller says little; what an agent does not take in time is dropped: a question is asked again, a rejection ends
    // anyway.
    private readonly Channel<ControllerMessage> _outbound = Channel.CreateBounded<ControllerMessage>(
        new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    internal long Id { get; } = id;

    internal string Node { get; } = node;

    /// <summary>The orders that wait for the agent's answer.</summary>
    internal SessionOrders Orders { get; } = new();

    internal ChannelReader<ControllerMessage> Outbound => _outbound.Reader;

    /// <summary>Cancelled when the session shall end at once.</summary>
    internal CancellationToken End => _end.Token;

    internal void Ask() => _outbound.Writer.TryWrite(new ControllerMessage { Ask = new Ask() });

    /// <summary>Gives the agent an order; its answer comes to <see cref="Orders"/>, or not, when the agent does not read.</summary>
    internal void Give(Order order) => _outbound.Writer.TryWrite(new ControllerMessage { Order = order });

    /// <summary>Tells the agent why, and ends the session when that is said.</summary>
    internal void Reject(string reason)
    {
        _outbound.Writer.TryWrite(new ControllerMessage { Rejected = new Rejected { Reason = reason } });
        Complete();
    }

    internal void Complete()
    {
        _outbound.Writer.TryComplete();
        Orders.Abandon();
    }

    internal void Abort() => _end.Cancel();

    public void Dispose() => _end.Dispose();
}
