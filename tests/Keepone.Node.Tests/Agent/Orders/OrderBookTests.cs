using Keepone.Agent.Orders;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Keepone.Node.Tests.Agent.Orders;

public sealed class OrderBookTests : IDisposable
{
    private static readonly RouterId Edge = RouterId.FromName("edge-1");
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("keepone-orders-");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private string Path => System.IO.Path.Combine(_state.FullName, OrderFile.Name);

    public void Dispose() => _state.Delete(recursive: true);

    [Fact]
    public void Give_Failover_ConcernsItsRouterOnlyAndAMaintenanceAll()
    {
        using var book = Open();
        Assert.Null(book.Give(Failover(30)));
        Assert.Single(book.For(Edge));
        Assert.Empty(book.For(RouterId.FromName("edge-2")));

        Assert.Null(book.Give(Maintenance(3600)));
        Assert.Equal([OrderKind.Failover, OrderKind.Maintenance], book.For(Edge).Select(order => order.Kind));
        Assert.Equal([OrderKind.Maintenance], book.For(RouterId.FromName("edge-2")).Select(order => order.Kind));
    }

    [Fact]
    public void Give_SameAgain_ReplacesTheFormer()
    {
        using var book = Open();
        book.Give(Maintenance(60));
        book.Give(Maintenance(7200) with { By = "bob" });

        var order = Assert.Single(book.All);
        Assert.Equal(("bob", _time.GetUtcNow().AddHours(2)), (order.By, order.Until));
    }

    [Fact]
    public void Order_ItsTimeIsOver_EndsByItselfAndIsTold()
    {
        using var book = Open();
        book.Give(Failover(30));
        book.Give(Maintenance(7200));
        var told = 0;
        using var watch = book.Watch(() => told++);

        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal((0, 2), (told, book.For(Edge).Length));

        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal((1, OrderKind.Maintenance), (told, Assert.Single(book.For(Edge)).Kind));

        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(2, told);
        Assert.Empty(book.All);
    }

    [Fact]
    public void Order_ClockIsSetForward_EndsWithoutWaitingForTheTimer()
    {
        using var book = Open();
        book.Give(Maintenance(7200));
        var told = 0;
        using var watch = book.Watch(() => told++);

        _time.AdjustTime(_time.GetUtcNow().AddHours(3));
        Assert.Empty(book.For(Edge));

        _time.Advance(OrderBook.LongestSleep);
        Assert.Equal(1, told);
    }

    [Fact]
    public void Watch_GivenTakenBackAndDisposed_IsToldOfChangesOnly()
    {
        using var book = Open();
        var told = 0;
        var watch = book.Watch(() => told++);
        book.Give(Failover(30));
        book.TakeBack(OrderKind.Failover, Edge, "ann", "");
        Assert.Equal(2, told);

        watch.Dispose();
        book.Give(Failover(30));
        Assert.Equal(2, told);
    }

    [Fact]
    public void Watch_LooksAtTheBook_FindsWhatWasTold()
    {
        using var book = Open();
        var seen = -1;
        using var watch = book.Watch(() => seen = book.For(Edge).Length);

        book.Give(Failover(30));
        Assert.Equal(1, seen);
        book.TakeBack(OrderKind.Failover, Edge, "ann", "");
        Assert.Equal(0, seen);
    }

    [Fact]
    public void TakeBack_WhatIsNotInForce_IsNoError()
    {
        using var book = Open();
        Assert.Null(book.TakeBack(OrderKind.Maintenance, null, "ann", ""));

        book.Give(Failover(30));
        book.Give(Maintenance(60));
        Assert.Null(book.TakeBack(OrderKind.Maintenance, null, "ann", ""));
        Assert.Equal(OrderKind.Failover, Assert.Single(book.All).Kind);
    }

    [Fact]
    public void Open_AfterARestart_KnowsWhatIsInForceAndForgetsWhatIsOver()
    {
        var maintenance = Maintenance(7200) with { Why = "new \"kernel\"\n" };
        using (var book = Open())
        {
            book.Give(Failover(30));
            book.Give(maintenance);
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        _time.Advance(TimeSpan.FromMinutes(1));
        using (var again = Open())
        {
            Assert.Equal([maintenance], again.For(Edge));
            Assert.Null(again.Problem);
            _time.Advance(TimeSpan.FromHours(2));
            Assert.Empty(again.All);
        }

        using var last = Open();
        Assert.Empty(last.All);
    }

    [Theory]
    [InlineData("{", "orders.json")]
    [InlineData("null", "has not the form")]
    [InlineData("""{"version":2,"orders":[]}""", "version 2, expected 1")]
    [InlineData("""{"version":1,"orders":[{"kind":"Failover","until":"2026-03-02T12:00:00+00:00","by":"a","why":"","givenAt":"2026-03-01T12:00:00+00:00"}]}""", "has not the form")]
    [InlineData("""{"version":1,"orders":[{"kind":"Maintenance","until":"2026-03-02T12:00:00+00:00","givenAt":"2026-03-01T12:00:00+00:00"}]}""", "has not the form")]
    public void Open_BadFile_IsKeptAsideAndReported(string content, string expected)
    {
        File.WriteAllText(Path, content);
        using var book = Open();

        Assert.Empty(book.All);
        Assert.Contains(expected, book.Problem, StringComparison.Ordinal);
        var aside = Assert.Single(_state.GetFiles($"{OrderFile.Name}.bad-*"));
        Assert.Equal(content, File.ReadAllText(aside.FullName));
        Assert.Contains(aside.FullName, book.Problem, StringComparison.Ordinal);
        Assert.Null(book.Give(Maintenance(60)));
    }

    [Fact]
    public void Open_FileThatCannotBeMovedAside_TakesNoOrder()
    {
        File.WriteAllText(Path, "{");
        Directory.CreateDirectory($"{Path}.bad-{_time.GetUtcNow().ToUnixTimeMilliseconds()}");
        using var book = Open();

        Assert.Contains("nor moved aside", book.Problem, StringComparison.Ordinal);
        Assert.Contains("It cannot be kept over a restart: the orders in", book.Give(Maintenance(60)), StringComparison.Ordinal);
        Assert.Empty(book.All);
        Assert.Equal("{", File.ReadAllText(Path));
    }

    [Fact]
    public void Give_CannotBeKept_IsNotInForce()
    {
        using var book = Open();
        book.Give(Failover(30));
        File.Delete(Path);
        Directory.CreateDirectory(Path);
        File.WriteAllText(System.IO.Path.Combine(Path, "in the way"), "");

        Assert.StartsWith("It cannot be kept over a restart: ", book.Give(Maintenance(60)), StringComparison.Ordinal);
        Assert.Equal(OrderKind.Failover, Assert.Single(book.All).Kind);
        Assert.NotNull(book.TakeBack(OrderKind.Failover, Edge, "ann", ""));
        Assert.Single(book.All);
    }

    [Fact]
    public void Give_MoreThanTheBookTakes_IsRefused()
    {
        using var book = Open();
        for (var i = 0; i < OrderBook.MostOrders; i++)
        {
            Assert.Null(book.Give(Failover(3600) with { Router = RouterId.FromName($"edge-{i}") }));
        }

        Assert.Contains("256 orders are in force on this node already", book.Give(Maintenance(60)), StringComparison.Ordinal);
        Assert.Null(book.Give(Failover(7200) with { Router = RouterId.FromName("edge-7") }));
        Assert.Equal(OrderBook.MostOrders, book.All.Length);
    }

    [Fact]
    public void Give_WhatIsOverAlready_IsRefused()
    {
        using var book = Open();
        Assert.Equal("It would be over before it begins.", book.Give(Failover(0)));
        Assert.False(File.Exists(Path));
    }

    private OrderBook Open() => new(_state.FullName, _time, NullLogger.Instance);

    private OperatorOrder Failover(double seconds) =>
        new(OrderKind.Failover, Edge, _time.GetUtcNow().AddSeconds(seconds), "ann", "", _time.GetUtcNow());

    private OperatorOrder Maintenance(double seconds) =>
        new(OrderKind.Maintenance, null, _time.GetUtcNow().AddSeconds(seconds), "ann", "", _time.GetUtcNow());
}
