using System.Collections.Immutable;
using Keepone.Agent.Orders;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Agent.Checks;

internal sealed class TempOrders : IOrderBook
{
    public IDisposable Watch(Action changed) => new MemoryStream();

    public ImmutableArray<OperatorOrder> For(RouterId router) => [];
}
