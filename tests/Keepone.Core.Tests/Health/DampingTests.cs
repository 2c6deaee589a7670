using CsCheck;
using Keepone.Core.Health;

namespace Keepone.Core.Tests.Health;

public sealed class DampingTests
{
    [Fact]
    public void Limits_OfTheDesign_AreThese()
    {
        // Documented in docs/checks.md with what follows from them.
        Assert.Equal((1000, 1500, 750, 6000), (Damping.Relapse, Damping.Suppress, Damping.Reuse, Damping.Ceiling));
        Assert.Equal((TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(6)), (Damping.HalfLife, Damping.MaximumHold));
    }

    [Theory]
    [InlineData(1000, 0, 1000)]
    [InlineData(1000, 120, 500)]
    [InlineData(1000, 240, 250)]
    [InlineData(1000, -5, 1000)]
    public void Decay_SomeTime_HalvesEachHalfLife(double figure, int seconds, double after) =>
        Assert.Equal(after, Damping.Decay(figure, TimeSpan.FromSeconds(seconds)), 6);

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(4999, 5999)]
    [InlineData(5001, 6000)]
    [InlineData(6000, 6000)]
    public void Add_ARelapse_IsBounded(double before, double after) => Assert.Equal(after, Damping.Add(before));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(750, 0)]
    [InlineData(1500, 120)]
    [InlineData(6000, 360)]
    public void UntilReuse_AFigure_IsTheTimeItTakes(double figure, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Damping.UntilReuse(figure));

    [Fact]
    public void UntilReuse_AnyFigure_IsWhenItHasDecayedToTheLimit() =>
        Gen.Double[Damping.Reuse, Damping.Ceiling].Sample(figure =>
            Assert.Equal(Damping.Reuse, Damping.Decay(figure, Damping.UntilReuse(figure)), 3));

    [Fact]
    public void Decay_InTwoSteps_IsTheSameAsInOne() =>
        Gen.Select(Gen.Double[0, Damping.Ceiling], Gen.Int[0, 1000], Gen.Int[0, 1000]).Sample((figure, one, two) =>
            Assert.Equal(
                Damping.Decay(figure, TimeSpan.FromSeconds(one + two)),
                Damping.Decay(Damping.Decay(figure, TimeSpan.FromSeconds(one)), TimeSpan.FromSeconds(two)), 6));
}
