using Keepone.Agent.OwnHealth;
using Microsoft.Extensions.Time.Testing;

namespace Keepone.Node.Tests.Agent.OwnHealth;

public sealed class MemoryTrimTests
{
    [Fact]
    public void Changed_AgainAndAgain_CollectsOnceWhenAllIsQuiet()
    {
        var time = new FakeTimeProvider();
        var collected = 0;
        using var trim = new MemoryTrim(time, () => collected++);
        time.Advance(MemoryTrim.Quiet * 2);
        Assert.Equal(0, collected);

        for (var change = 0; change < 5; change++)
        {
            trim.Changed();
            time.Advance(MemoryTrim.Quiet / 2);
        }

        Assert.Equal(0, collected);
        time.Advance(MemoryTrim.Quiet * 10);
        Assert.Equal(1, collected);
    }

    [Fact]
    public void Changed_NothingElseGiven_TheRuntimeCollects()
    {
        var time = new FakeTimeProvider();
        using var trim = new MemoryTrim(time);
        var before = GC.CollectionCount(GC.MaxGeneration);

        trim.Changed();
        time.Advance(MemoryTrim.Quiet);

        Assert.True(GC.CollectionCount(GC.MaxGeneration) > before);
    }
}
