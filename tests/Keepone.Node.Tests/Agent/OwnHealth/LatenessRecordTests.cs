using Keepone.Agent.OwnHealth;
using Microsoft.Extensions.Time.Testing;

namespace Keepone.Node.Tests.Agent.OwnHealth;

public sealed class LatenessRecordTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Worst_WithinTheMinute_IsKeptWhateverComesAfter()
    {
        var record = new LatenessRecord(_time);
        record.Note(TimeSpan.FromMilliseconds(300));
        record.Note(TimeSpan.FromMilliseconds(2));
        _time.Advance(TimeSpan.FromSeconds(30));
        record.Note(TimeSpan.FromMilliseconds(7));

        Assert.Equal(TimeSpan.FromMilliseconds(300), record.Worst);
        Assert.Equal(TimeSpan.FromMilliseconds(7), record.Last);
    }

    [Fact]
    public void Worst_AMinuteLater_IsForgotten()
    {
        var record = new LatenessRecord(_time);
        record.Note(TimeSpan.FromMilliseconds(300));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(TimeSpan.FromMilliseconds(300), record.Worst);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, record.Worst);
    }

    [Fact]
    public void Note_Early_IsNoLateness()
    {
        var record = new LatenessRecord(_time);
        record.Note(TimeSpan.FromMilliseconds(-3));
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (record.Last, record.Worst));
    }
}
