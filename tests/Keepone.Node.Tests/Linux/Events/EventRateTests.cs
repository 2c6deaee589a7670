using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Events;

public sealed class EventRateTests
{
    private readonly EventRate _rate = new();

    [Theory]
    [InlineData(EventRate.Busy, true)]
    [InlineData(EventRate.Busy - 1, false)]
    public void IsBusy_AfterAWindow_IsByWhatHappenedInIt(int events, bool expected)
    {
        _ = _rate.IsBusy(EventRate.Window);
        _rate.Add(events - 10);
        _rate.Add(10);

        Assert.False(_rate.IsBusy((2 * EventRate.Window) - TimeSpan.FromMilliseconds(1)));
        Assert.Equal(expected, _rate.IsBusy(2 * EventRate.Window));
        Assert.Equal(expected, _rate.IsBusy((3 * EventRate.Window) - TimeSpan.FromMilliseconds(1)));
        Assert.False(_rate.IsBusy(3 * EventRate.Window));
    }

    [Fact]
    public void IsBusy_AWindowThatWasLeftLongAgo_WasNotBusy()
    {
        _ = _rate.IsBusy(EventRate.Window);
        _rate.Add(EventRate.Busy);

        Assert.False(_rate.IsBusy(3 * EventRate.Window));
    }
}
