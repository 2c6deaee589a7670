using System.Collections.Immutable;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Agent.Orders;

/// <summary>The operators' orders of this node that are in force. All members may be called on any thread.</summary>
internal interface IOrderBook
{
    /// <summary>Names who is told, on any thread and without a lock held, when orders came, were taken back or ended.</summary>
    /// <param name="changed">Called then.</param>
    /// <returns>Ends it.</returns>
    public IDisposable Watch(Action changed);

    /// <summary>The orders that are in force for a router.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The orders, the oldest first.</returns>
    public ImmutableArray<OperatorOrder> For(RouterId router);
}
