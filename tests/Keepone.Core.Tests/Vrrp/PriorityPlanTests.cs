using CsCheck;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Tests.Vrrp;

public sealed class PriorityPlanTests
{
    [Theory]
    [InlineData(1, 10, "100", 10, 11, 99)]
    [InlineData(2, 10, "110,100", 20, 31, 99)]
    [InlineData(3, 10, "120,110,100", 30, 51, 99)]
    [InlineData(5, 10, "140,130,120,110,100", 50, 91, 99)]
    public void For_TheSizesOfTheDesign_GivesItsFigures(int replicas, int step, string bases, int bonus, int leastPenalty,
        int cap)
    {
        var plan = PriorityPlan.For(replicas);

        Assert.Equal(step, plan.Step);
        Assert.Equal(bases, string.Join(',', plan.Bases));
        Assert.Equal(bonus, plan.Bonus);
        Assert.Equal(leastPenalty, plan.LeastPenalty);
        Assert.Equal(cap, plan.Cap);
        Assert.Equal(step * (replicas - 1), plan.Spread);
    }

    [Fact]
    public void For_EveryNumberOfReplicas_StaysWithin1To254WhateverTheHealth()
    {
        for (var replicas = 1; replicas <= PriorityPlan.MostReplicas; replicas++)
        {
            var plan = PriorityPlan.For(replicas);
            Assert.Equal(replicas, plan.Bases.Distinct().Count());
            Assert.InRange(plan.Step, 1, PriorityPlan.DefaultStep);
            Assert.True(plan.Cap >= plan.LeastPenalty, $"with {replicas} replicas no penalty moves a master");
            foreach (var priority in plan.Bases)
            {
                Assert.InRange(priority - plan.HealthValue(0, master: true), 1, 254);
                Assert.InRange(priority - plan.HealthValue(int.MaxValue, master: false), 1, 254);
            }
        }
    }

    [Theory]
    [InlineData(2, 25, "125,100", 50)]
    [InlineData(3, 25, "177,152,127", 75)]
    [InlineData(4, 18, "182,164,146,128", 72)]
    public void For_TheStepOfThePresetFast_IsTheLargestThatFits(int replicas, int step, string bases, int bonus)
    {
        var plan = PriorityPlan.For(replicas, PresetTiming.Of(TimingPreset.Fast).LargestStep);

        Assert.Equal((step, bases, bonus), (plan.Step, string.Join(',', plan.Bases), plan.Bonus));
        Assert.True(plan.Cap >= plan.LeastPenalty);
        Assert.True(plan.Bases[0] + plan.Bonus <= PriorityPlan.HighestPriority);
    }

    [Fact]
    public void For_ThreeReplicas_NoLargerStepThanThatOfThePresetFastFits() =>
        Assert.Equal(PresetTiming.Of(TimingPreset.Fast).LargestStep, PriorityPlan.For(3, PriorityPlan.HighestPriority).Step);

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void For_AStepOutOfRange_Throws(int step) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PriorityPlan.For(3, step));

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public void For_ANumberOutOfRange_Throws(int replicas) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PriorityPlan.For(replicas));

    [Fact]
    public void HealthValue_AnyPenalties_NeverReachesTheValueThatMeansFault() =>
        Gen.Select(Gen.Int[1, PriorityPlan.MostReplicas], Gen.Int[0, int.MaxValue], Gen.Bool)
            .Sample((replicas, penalties, master) =>
        {
            // keepalived takes an adjustment of 254 or more for FAULT.
            Assert.InRange(PriorityPlan.For(replicas).HealthValue(penalties, master), -253, 253);
        });

    [Fact]
    public void HealthValue_SickerByTheMargin_IsAlwaysBelow() =>
        Pairs.Sample((plan, a, b) =>
        {
            var sicker = Math.Min(a.Penalties, plan.Cap);
            var healthier = Math.Min(b.Penalties, plan.Cap);
            if (sicker >= healthier + plan.Bonus + plan.Spread + 1)
            {
                Assert.True(Effective(plan, a, a.Master) < Effective(plan, b, b.Master));
            }
        });

    [Fact]
    public void HealthValue_AHealthyMaster_IsAboveEveryHealthyBackup() =>
        Pairs.Sample((plan, a, b) =>
        {
            if (a.Rank != b.Rank)
            {
                var master = Effective(plan, a with { Penalties = 0 }, master: true);
                Assert.True(master > Effective(plan, b with { Penalties = 0 }, master: false));
            }
        });

    [Fact]
    public void HealthValue_EqualPenaltiesEverywhere_MovesNobody() =>
        Pairs.Sample((plan, a, b) =>
        {
            if (a.Rank != b.Rank)
            {
                Assert.True(
                    Effective(plan, a, master: true) > Effective(plan, b with { Penalties = a.Penalties }, master: false));
            }
        });

    [Fact]
    public void HealthValue_TheLeastPenalty_MovesAMasterFromTheFirstToTheLastPlace()
    {
        for (var replicas = 2; replicas <= PriorityPlan.MostReplicas; replicas++)
        {
            var plan = PriorityPlan.For(replicas);
            var sick = new Placed(0, plan.LeastPenalty, Master: true);
            var last = new Placed(replicas - 1, 0, Master: false);
            Assert.True(Effective(plan, sick, master: true) < Effective(plan, last, master: false));
            var lessSick = sick with { Penalties = plan.LeastPenalty - 1 };
            Assert.False(Effective(plan, lessSick, master: true) < Effective(plan, last, master: false));
        }
    }

    [Fact]
    public void ForPair_AnyPriority_AddsNothing()
    {
        var plan = PriorityPlan.ForPair(150);

        Assert.Equal(0, plan.HealthValue(0, master: true));
        Assert.Equal(149, plan.HealthValue(1000, master: true));
    }

    private sealed record Placed(int Rank, int Penalties, bool Master);

    private static readonly Gen<(PriorityPlan, Placed, Placed)> Pairs =
        from replicas in Gen.Int[2, PriorityPlan.MostReplicas]
        let placed =
            from rank in Gen.Int[0, replicas - 1]
            from penalties in Gen.OneOf(Gen.Int[0, 300], Gen.Const(0))
            from master in Gen.Bool
            select new Placed(rank, penalties, master)
        from a in placed
        from b in placed
        select (PriorityPlan.For(replicas), a, b);

    private static int Effective(PriorityPlan plan, Placed at, bool master) =>
        plan.Bases[at.Rank] - plan.HealthValue(at.Penalties, master);
}
