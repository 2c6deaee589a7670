using Keepone.Core.Guard;
using Keepone.Core.Vrrp;
using static Keepone.Core.Tests.Guard.Bench;

namespace Keepone.Core.Tests.Guard;

public sealed class GuardInequalitiesTests
{
    [Fact]
    public void Of_TheDefaults_AllHold() => Assert.All(Inequalities(Timers), inequality => Assert.True(inequality.Holds, inequality.Sentence));

    [Theory]
    [InlineData("guard-promise", 771)]
    [InlineData("guard-promise", 700)]
    public void Of_APromiseThatEndsBeforeItsHolderStopped_IsBroken(string name, int promise)
    {
        var broken = Assert.Single(Inequalities(Timers with { Promise = Ms(promise) }), inequality => !inequality.Holds);

        Assert.Equal((name, Severity.Error), (broken.Name, broken.Severity));
        Assert.Contains("two masters can overlap", broken.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AStopThatComesTooLate_IsBroken()
    {
        var broken = Assert.Single(Inequalities(Timers with { StopLead = Ms(70) }), inequality => !inequality.Holds);

        Assert.Equal("guard-stop-lead", broken.Name);
    }

    [Theory]
    [InlineData(100, "guard-expiry")]
    [InlineData(500, "guard-loss")]
    public void Of_OtherTimersThatDoNotFit_AreBroken(int beacon, string name)
    {
        var timers = name == "guard-expiry" ? Timers with { Advert = Ms(beacon) } : Timers with { Beacon = Ms(beacon) };

        Assert.Contains(Inequalities(timers), inequality => inequality.Name == name && !inequality.Holds);
    }

    [Theory]
    [InlineData(772, true)]
    [InlineData(771, false)]
    public void KernelLeaseEnds_AgainstThePromise_HoldsWhenAMasterThatObeysHasStopped(int promise, bool holds)
    {
        var inequality = GuardInequalities.KernelLeaseEnds(Timers with { Promise = Ms(promise) }, Severity.Error);

        Assert.Equal(("guard-kernel-lease", holds, Severity.Error), (inequality.Name, inequality.Holds, inequality.Severity));
        Assert.Contains(holds ? "770 ms after the last claim" : "769.5 ms after the last claim", inequality.Sentence, StringComparison.Ordinal);
        Assert.Contains(holds ? "The price" : "and is cut short", inequality.Sentence, StringComparison.Ordinal);
    }

    private static IEnumerable<Inequality> Inequalities(GuardTimers timers) =>
        GuardInequalities.Of(timers, PriorityPlan.For(3));
}
