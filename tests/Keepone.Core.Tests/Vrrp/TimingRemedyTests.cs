using CsCheck;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Tests.Vrrp;

public sealed class TimingRemedyTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("advertInterval: 100ms", "advertInterval: 490ms")]
    [InlineData("guard: { interval: 600ms }", "guard.interval: 450ms")]
    [InlineData("guard: { mode: off, interval: 10s }", "")]
    public void For_ARouter_GivesTheNearestValues(string more, string expected) =>
        Assert.Equal(expected, string.Join(", ", TimingRemedy.For(TimingRouter.Read(more), measured: null)
            .Select(remedy => $"{remedy.Key}: {remedy.Value}")));

    [Fact]
    public void For_AnyRouter_EachRemedyIsEnoughAndTheNextNearerValueIsNot() =>
        Gen.Select(Gen.Enum<TimingPreset>(), Gen.Int[1, 400], Gen.Int[5, 3000], Gen.Int[1, 10], Gen.Bool).Sample((preset, advert, interval, fall, promise) =>
        {
            var router = TimingRouter.Of(preset) with
            {
                AdvertInterval = TimeSpan.FromMilliseconds(10 * advert),
                Guard = new GuardSpecification
                {
                    Mode = promise ? GuardMode.Promise : GuardMode.Reachability,
                    Interval = TimeSpan.FromMilliseconds(interval),
                    Fall = fall,
                },
            };
            foreach (var remedy in TimingRemedy.For(router, measured: null))
            {
                Assert.True(TimingReport.For(With(router, remedy, 0)).Holds, $"{remedy} is not enough");
                Assert.False(TimingReport.For(With(router, remedy, 1)).Holds, $"{remedy} is more than is needed");
            }
        }, iter: 60, threads: 1);

    private static RouterSpecification With(RouterSpecification router, TimingRemedy remedy, int nearer)
    {
        _ = Duration.TryParse(remedy.Value, out var value);
        return remedy.Key switch
        {
            "advertInterval" => router with { AdvertInterval = value - TimeSpan.FromMilliseconds(10 * nearer) },
            "guard.interval" => router with { Guard = router.Guard with { Interval = value + TimeSpan.FromMilliseconds(nearer) } },
            _ => router with { Guard = router.Guard with { Fall = int.Parse(remedy.Value, System.Globalization.CultureInfo.InvariantCulture) + nearer } },
        };
    }
}
