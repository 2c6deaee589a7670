using System.Collections.Immutable;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Agent.Orders;

/// <summary>The operators' orders of this node that are in force. All members may be called on any thread.</summary>
internal interface IOrderBook
{
    /// <summary>Called, on any thread and without a lock, when orders came, were taken back or ended.</summary>
    public event Action? Changed;

    /// <summary>The orders that are in force for a router.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The orders, the oldest first.</returns>
    public ImmutableArray<OperatorOrder> For(RouterId router);
}
