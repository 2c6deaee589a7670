using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Tests.Vrrp;

public sealed class PresetTimingTests
{
    public static TheoryData<TimingPreset> Presets => [.. Enum.GetValues<TimingPreset>()];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Of_APreset_EveryInequalityOfTheGuardHoldsWithAllItsReplicas(TimingPreset preset)
    {
        var values = PresetTiming.Of(preset);
        for (var replicas = 2; replicas <= Math.Min(values.MostReplicas, VoterGroup.MostVoters); replicas++)
        {
            var timers = GuardTimers.For(TimingRouter.Of(preset));
            var plan = PriorityPlan.For(replicas, values.LargestStep);

            // More than ten replicas have priorities above 200, whose skew leaves little time after a goodbye.
            Assert.All(GuardInequalities.Of(timers, plan).Where(inequality => inequality.Severity == Severity.Error || replicas <= 3),
                inequality => Assert.True(inequality.Holds, $"{replicas} replicas: {inequality.Sentence}"));
        }
    }

    [Theory]
    [InlineData(TimingPreset.Lan, 700, 50, 5000)]
    [InlineData(TimingPreset.Fast, 64, 2, 5000)]
    [InlineData(TimingPreset.Wan, 2250, 125, 10_000)]
    public void Of_APreset_ItsTimersAreThoseOfTheDocumentation(TimingPreset preset, int lease, int delay, int leave)
    {
        var timers = GuardTimers.For(TimingRouter.Of(preset));

        Assert.Equal((lease, delay, leave),
            (timers.Lease.TotalMilliseconds, timers.MessageDelay.TotalMilliseconds, timers.LongPromise.TotalMilliseconds));
    }

    [Fact]
    public void Of_Fast_CrashToNewMasterTakesLessThan400Milliseconds()
    {
        var plan = PriorityPlan.For(3, PresetTiming.Of(TimingPreset.Fast).LargestStep);

        Assert.All(plan.Bases, priority => Assert.True(
            VrrpTiming.MasterDown(priority, PresetTiming.Of(TimingPreset.Fast).AdvertInterval) < TimeSpan.FromMilliseconds(400)));
    }
}
