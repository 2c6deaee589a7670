using Keepone.Core.Specification;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Tests.Vrrp;

public sealed class TimingRefusalTests
{
    [Fact]
    public void Of_AGuardThatHolds_IsNone() => Assert.Null(TimingRefusal.Of(Loaded("")));

    [Fact]
    public void Of_ABrokenGuard_SaysWhatIsBrokenAndWhatToChange() => Assert.Equal(
        "edge-1.yaml:2: guard: found timers with which it does not hold (guard-step-down lacks 516.9 ms, guard-expiry lacks 979.9 ms), expected "
        + "timers with which it holds; set advertInterval to 490ms; guard.allowOverlap: true runs router edge-1 all the same",
        TimingRefusal.Of(Loaded("advertInterval: 100ms"))?.ToString());

    [Theory]
    [InlineData("guard: { mode: off }")]
    [InlineData("guard: { allowOverlap: true }")]
    public void Of_ABrokenGuardThatIsOffOrAllowed_IsNone(string guard) =>
        Assert.Null(TimingRefusal.Of(Loaded($"advertInterval: 100ms\n{guard}")));

    private static LoadedRouter Loaded(string more) => new(TimingRouter.Read(more), "edge-1.yaml", 2);
}
