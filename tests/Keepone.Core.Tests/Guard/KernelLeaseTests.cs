using CsCheck;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using static Keepone.Core.Tests.Guard.Bench;

namespace Keepone.Core.Tests.Guard;

public sealed class KernelLeaseTests
{
    [Fact]
    public void After_AMasterWithALease_EndsWhenItsKeepalivedWouldHaveStopped()
    {
        var bench = Master();

        Assert.Equal(bench.Last.LeaseUntil + Ms(70), After(bench));
        Assert.True(bench.Last.LeaseUntil > bench.Now);
    }

    [Fact]
    public void After_AMasterWhoseLeaseEnded_StaysSoThatItCanSayGoodbye()
    {
        var bench = Master();
        bench.After(701);

        Assert.True(bench.Last.Stop);
        Assert.Null(After(bench));
    }

    [Fact]
    public void After_AMasterThatWasSeenStopped_IsClosedBeforeItsBeaconSetsThePromisesFree()
    {
        var bench = Master();
        bench.After(701);
        bench.Becomes(VrrpState.Fault);

        Assert.True(bench.Last.Send);
        Assert.Equal(GuardRole.Neutral, bench.Last.Beacon.Role);
        Assert.Equal(TimeSpan.Zero, After(bench));
    }

    [Fact]
    public void After_ACandidate_OpensWithTheLeaseAndNotBefore()
    {
        var bench = Candidate();
        Assert.Null(After(bench));

        bench.Answer(1);

        Assert.Equal(bench.Last.LeaseUntil + Ms(70), After(bench));
    }

    [Fact]
    public void After_ABackup_IsClosed()
    {
        var bench = new Bench(1, VrrpState.Fault, stopped: true, Free);
        bench.After(100);

        Assert.Equal(TimeSpan.Zero, After(bench));
    }

    [Fact]
    public void After_AnAgentThatMayGo_LiftsIt()
    {
        var bench = Master();
        bench.Leave();
        var asked = bench.LastSent;
        bench.After(20);
        bench.Answer(1, asked);

        Assert.True(bench.Last.MayGo);
        Assert.Equal(KernelLease.Forever, After(bench));
    }

    [Theory]
    [InlineData(20, 70)]
    [InlineData(500, 70.459)]
    public void Overhang_AnAgentThatMeasuresItselfLate_NeverOutlastsThePromise(double late, double expected)
    {
        var timers = Timers with { SchedulingDelay = Ms(late) };

        var overhang = KernelLease.Overhang(timers);

        Assert.Equal(expected, overhang.TotalMilliseconds, 0.001);
        Assert.True((timers.Lease + overhang) * (1 + GuardTimers.ClockRateError) <= timers.Promise);
    }

    // What an agent that leaves may count on is no exception: clocks that differ have all of Q to do so.
    [Fact]
    public void LongLease_WhatAMasterTakesToStopAndClocksThatDiffer_NeverOutlastsTheLongPromise()
    {
        Gen.Select(Gen.Double[1, 5_000], Gen.Double[0, 500], Gen.Double[0, 500], Gen.Double[0, 10_000], Gen.Double[0, 2_000]).Sample(
            (lease, write, late, longer, measured) =>
            {
                var promise = Ms(Math.Ceiling((lease + write + late) * (1 + GuardTimers.ClockRateError)));
                var timers = Timers with
                {
                    Lease = Ms(lease),
                    WriteLatency = Ms(write),
                    SchedulingDelay = Ms(late),
                    Promise = promise,
                    LongPromise = promise + Ms(longer),
                };
                var (behind, _) = LatenessRule.Decide(timers, Ms(measured));
                foreach (var one in new[] { timers, behind })
                {
                    Assert.True(one.LongLease >= one.Lease, $"{one.LongLease}");
                    AssertWithin(one.LongLease + KernelLease.Overhang(one), one.LongPromise);
                    AssertWithin(one.Lease + KernelLease.Overhang(one), one.Promise);
                }

                AssertWithin(timers.LongLease + Ms(write + late), timers.LongPromise);
            });

        // Each of three divisions may round by a tick.
        static void AssertWithin(TimeSpan lease, TimeSpan promise) =>
            Assert.True(lease * (1 + GuardTimers.ClockRateError) <= promise + TimeSpan.FromTicks(4), $"{lease} and clocks that differ outlast {promise}");
    }

    [Theory]
    [InlineData(VrrpState.Master, true, 0, 390)]
    [InlineData(VrrpState.Backup, true, 0, 390)]
    [InlineData(VrrpState.Master, false, 4000, 4070)]
    [InlineData(VrrpState.Backup, false, 0, 0)]
    [InlineData(VrrpState.Backup, false, 4000, 0)]
    [InlineData(VrrpState.Fault, false, 0, 0)]
    public void AtStart_OnlyAMasterGoesOnSpeaking(VrrpState state, bool vip, int lease, int expected)
    {
        var now = Ms(60_000);
        var kept = lease == 0 ? (VoterMemory?)null : new VoterMemory(0, default, now + Ms(lease));

        var until = KernelLease.AtStart(Timers, now, kept, new ReplicaView(state, vip));

        Assert.Equal(expected == 0 ? TimeSpan.Zero : now + Ms(expected), until);
    }

    private static TimeSpan? After(Bench bench) => KernelLease.After(bench.State, bench.Last, Timers, bench.Now);
}
