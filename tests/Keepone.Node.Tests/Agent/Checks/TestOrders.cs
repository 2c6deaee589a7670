using System.Collections.Immutable;
using Keepone.Agent.Orders;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Node.Tests.Agent.Checks;

/// <summary>Orders that a test gives.</summary>
internal sealed class TestOrders : IOrderBook
{
    private Action? _changed;
    private volatile List<OperatorOrder> _orders = [];

    public IDisposable Watch(Action changed)
    {
        _changed += changed;
        return new Ending(() => _changed -= changed);
    }

    public ImmutableArray<OperatorOrder> For(RouterId router) => [.. _orders.Where(order => order.Router is null || order.Router == router)];

    public void Set(params OperatorOrder[] orders)
    {
        _orders = [.. orders];
        _changed?.Invoke();
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
