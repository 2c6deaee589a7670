using CsCheck;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Tests.Vrrp;

public sealed class VrrpTimingTests
{
    // reference/keepalived.md E.
    [Theory]
    [InlineData(100, 1000, 3609.375, 609.375)]
    [InlineData(254, 1000, 3007.8125, 7.8125)]
    [InlineData(50, 2000, 7609.375, 1609.375)]
    [InlineData(254, 10, 30.0781, 0.0781)]
    [InlineData(1, 10, 39.9609, 9.9609)]
    [InlineData(255, 1000, 3003.9062, 3.9062)]
    public void MasterDown_KnownFigures_AreThose(int priority, int advertMs, double downMs, double skewMs)
    {
        var advert = TimeSpan.FromMilliseconds(advertMs);

        Assert.Equal(downMs, VrrpTiming.MasterDown(priority, advert).TotalMilliseconds, 3);
        Assert.Equal(skewMs, VrrpTiming.Skew(priority, advert).TotalMilliseconds, 3);
        Assert.Equal(downMs - advertMs, VrrpTiming.EarliestTakeover(priority, advert).TotalMilliseconds, 3);
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(256, 1000)]
    [InlineData(100, 0)]
    public void Skew_OutOfRange_Throws(int priority, int advertMs) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => VrrpTiming.Skew(priority, TimeSpan.FromMilliseconds(advertMs)));

    [Fact]
    public void MasterDown_TheHigherPriority_IsAlwaysEarlier() =>
        Gen.Select(Gen.Int[1, 254], Gen.Int[1, 4095]).Sample((priority, centiseconds) =>
        {
            var advert = TimeSpan.FromMilliseconds(centiseconds * 10);
            Assert.True(VrrpTiming.MasterDown(priority + 1, advert) < VrrpTiming.MasterDown(priority, advert));
            Assert.InRange(VrrpTiming.Skew(priority, advert), TimeSpan.FromTicks(1), advert);
        });
}
