using Keepone.Agent.Supervision;

namespace Keepone.Node.Tests.Agent.Supervision;

public sealed class StartQueueTests
{
    private readonly StartQueue _queue = new(2);
    private readonly List<string> _came = [];

    [Fact]
    public void TryTake_MoreThanPlaces_HaveTheirTurnsInTheirOrder()
    {
        using StartTurn a = Turn("a"), b = Turn("b"), c = Turn("c"), d = Turn("d");
        Assert.Equal([true, true, false, false], Take(a, b, c, d));

        b.Return();
        Assert.Equal(["c"], _came);
        Assert.Equal([true, false], Take(c, d));
        a.Return();
        Assert.Equal(["c", "d"], _came);
        Assert.True(d.TryTake());
    }

    [Fact]
    public void TryTake_Again_KeepsThePlaceAndTheOrder()
    {
        using StartTurn a = Turn("a"), b = Turn("b"), c = Turn("c"), d = Turn("d");
        Assert.Equal([true, true, false, false, false, true], Take(a, b, c, d, c, a));

        a.Return();
        a.Return();
        Assert.Equal(["c"], _came);
        Assert.False(a.TryTake());
    }

    [Fact]
    public void Return_WhoWaits_IsNotWaitedForAndNotTold()
    {
        using StartTurn a = Turn("a"), b = Turn("b"), d = Turn("d");
        using (var c = Turn("c"))
        {
            Assert.Equal([true, true, false, false], Take(a, b, c, d));
        }

        a.Return();
        b.Return();
        Assert.Equal(["d"], _came);
        Assert.True(b.TryTake());
    }

    [Fact]
    public void Dispose_WhoseTurnCameAndWasNotUsed_LeavesThePlaceToTheNext()
    {
        using StartTurn a = Turn("a"), b = Turn("b"), d = Turn("d");
        using (var c = Turn("c"))
        {
            Assert.Equal([true, true, false, false], Take(a, b, c, d));
            a.Return();
        }

        Assert.Equal(["c", "d"], _came);
    }

    private StartTurn Turn(string name) => new(_queue, () => _came.Add(name));

    private static bool[] Take(params StartTurn[] turns) => [.. turns.Select(turn => turn.TryTake())];
}
