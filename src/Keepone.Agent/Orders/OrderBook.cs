using System.Collections.Immutable;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Orders;

/// <summary>
/// The operators' orders of this node: kept on disk before they are in force, so that a restart of the agent or of the node forgets none,
/// and ended by one timer. All members may be called on any thread.
/// </summary>
internal sealed class OrderBook : IOrderBook, IDisposable
{
    /// <summary>The most orders: a person gives them, one router at a time, and each is over in a minute or ends with the one maintenance.</summary>
    public const int MostOrders = 256;

    /// <summary>
    /// The longest sleep of the timer: orders end by the wall clock, which may be set, and a timer does not notice that.
    /// </summary>
    public static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private readonly OrderFile _file;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    // Held while the file is written: what is in force is what is on disk, in the same order.
    private readonly Lock _writing = new();
    private readonly Lock _lock = new();
    private ImmutableArray<OperatorOrder> _orders = [];
    private ImmutableArray<Action> _watchers = [];

    /// <summary>Opens the book.</summary>
    /// <param name="stateDirectory">The directory of what outlives a reboot.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public OrderBook(string stateDirectory, TimeProvider time, ILogger logger)
    {
        (_file, _time, _logger) = (new OrderFile(stateDirectory, time), time, logger);
        _timer = time.CreateTimer(_ => EndWhatIsOver(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _orders = _file.Read();
        if (_file.Problem is { } problem)
        {
            OrderLog.BookProblem(logger, problem);
        }

        foreach (var order in InForce(time.GetUtcNow()))
        {
            OrderLog.Remembered(logger, Describe(order), order.By, order.Until.UtcDateTime, order.Why);
        }

        EndWhatIsOver();
    }

    /// <summary>What is the matter with the book's file, in one sentence without its end; null: nothing.</summary>
    public string? Problem => _file.Problem;

    /// <summary>All orders that are in force, the oldest first.</summary>
    public ImmutableArray<OperatorOrder> All => [.. InForce(_time.GetUtcNow())];

    /// <inheritdoc/>
    public ImmutableArray<OperatorOrder> For(RouterId router)
    {
        var now = _time.GetUtcNow();
        return [.. InForce(now).Where(order => order.Concerns(router, now))];
    }

    /// <inheritdoc/>
    public IDisposable Watch(Action changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ImmutableInterlocked.Update(ref _watchers, (all, one) => all.Add(one), changed);
        return new Watcher(this, changed);
    }

    /// <summary>Puts an order in force. One of the same kind for the same router is replaced by it.</summary>
    /// <param name="order">The order.</param>
    /// <returns>Why it is not in force, in one sentence; null: it is.</returns>
    public string? Give(OperatorOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.Until <= _time.GetUtcNow())
        {
            return "It would be over before it begins.";
        }

        var refusal = Change(orders =>
        {
            var others = orders.RemoveAll(other => IsSame(other, order.Kind, order.Router));
            return others.Length < MostOrders
                ? (others.Add(order), null)
                : (orders, $"{MostOrders} orders are in force on this node already: take one back, or wait until one ends.");
        });
        if (refusal is null)
        {
            OrderLog.Given(_logger, Describe(order), order.By, order.Until.UtcDateTime, order.Why);
        }
        else
        {
            OrderLog.Refused(_logger, Describe(order), order.By, refusal);
        }

        return refusal;
    }

    /// <summary>Takes an order back. One that is not in force is none to take back, and that is no error.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="router">Its router; null: it is of the whole node.</param>
    /// <param name="by">Who takes it back.</param>
    /// <param name="why">Why; may be empty.</param>
    /// <returns>Why it is still in force, in one sentence; null: it is not.</returns>
    public string? TakeBack(OrderKind kind, RouterId? router, string by, string why)
    {
        OperatorOrder? gone = null;
        var refusal = Change(orders =>
        {
            gone = orders.FirstOrDefault(order => IsSame(order, kind, router));
            return (gone is null ? orders : orders.Remove(gone), null);
        });
        if (refusal is null && gone is not null)
        {
            OrderLog.TakenBack(_logger, Describe(gone), by, why);
        }

        return refusal;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private static bool IsSame(OperatorOrder order, OrderKind kind, RouterId? router) => order.Kind == kind && order.Router == router;

    private static string Describe(OperatorOrder order) =>
        order.Kind == OrderKind.Maintenance ? "maintenance of this node" : $"failover of router {order.Router}";

    private IEnumerable<OperatorOrder> InForce(DateTimeOffset now)
    {
        ImmutableArray<OperatorOrder> orders;
        lock (_lock)
        {
            orders = _orders;
        }

        return orders.Where(order => now < order.Until);
    }

    private string? Change(Func<ImmutableArray<OperatorOrder>, (ImmutableArray<OperatorOrder> After, string? Refusal)> change)
    {
        lock (_writing)
        {
            ImmutableArray<OperatorOrder> before = [.. InForce(_time.GetUtcNow())];
            var (after, refusal) = change(before);
            if (refusal is not null)
            {
                return refusal;
            }

            if (after != before && _file.Write(after) is { } trouble)
            {
                return $"It cannot be kept over a restart: {trouble}.";
            }

            Put(after);
        }

        Tell();
        return null;
    }

    // The file may still name what is over: who reads it sees that by the clock, and the next change writes it anew.
    private void EndWhatIsOver()
    {
        ImmutableArray<OperatorOrder> over;
        lock (_writing)
        {
            var now = _time.GetUtcNow();
            lock (_lock)
            {
                over = [.. _orders.Where(order => now >= order.Until)];
            }

            Put([.. InForce(now)]);
        }

        foreach (var order in over)
        {
            OrderLog.Ended(_logger, Describe(order), order.By);
        }

        if (!over.IsEmpty)
        {
            Tell();
        }
    }

    private void Put(ImmutableArray<OperatorOrder> orders)
    {
        lock (_lock)
        {
            _orders = orders;
        }

        var next = orders.IsEmpty ? (TimeSpan?)null : orders.Min(order => order.Until) - _time.GetUtcNow();
        _timer.Change(
            next is not { } time ? Timeout.InfiniteTimeSpan : time <= TimeSpan.Zero ? TimeSpan.Zero : time < LongestSleep ? time : LongestSleep,
            Timeout.InfiniteTimeSpan);
    }

    private void Tell()
    {
        foreach (var watcher in _watchers)
        {
            watcher();
        }
    }

    private sealed class Watcher(OrderBook book, Action changed) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref book._watchers, (all, one) => all.Remove(one), changed);
    }
}
