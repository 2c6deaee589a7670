using Keepone.Core.Guard;
using Keepone.Core.Model;
using static Keepone.Core.Tests.Guard.Bench;

namespace Keepone.Core.Tests.Guard;

public sealed class VoterElectionTests
{
    [Fact]
    public void Look_NearTheEndOfTheTimer_AsksThenStopsWithoutAMajority()
    {
        var bench = Candidate();
        Assert.False(bench.Last.Stop);
        Assert.Equal(0, bench.State.Holder);

        // Armed 20 ms before it was seen, 3 adverts and the skew of the former bonus or of the base, less the lead of the stop.
        bench.After(3531.25 - 20 - 71 - 3000 - 1);
        Assert.False(bench.Last.Stop);
        bench.After(2);
        Assert.True(bench.Last.Stop);
        Assert.Equal(GuardRole.Stopping, bench.State.Role);
        Assert.True(bench.Becomes(VrrpState.Fault).Send);
        Assert.Equal((GuardRole.Neutral, VoterState.Nobody), (bench.Last.Beacon.Role, bench.State.Holder));
    }

    [Fact]
    public void Observe_MasterWithALease_IsMasterWithTheBonusUntilTheLeaseEnds()
    {
        var bench = Master();
        Assert.True(bench.Last.Bonus);
        var end = bench.Last.LeaseUntil;

        Assert.False(bench.After((end - bench.Now).TotalMilliseconds - 1).Stop);
        var verdict = bench.After(1);
        Assert.Equal(GuardReason.LeaseEnded, verdict.Reason);
        Assert.True(verdict.Stop);
        Assert.False(verdict.Bonus);
        Assert.Equal((GuardRole.Stopping, 0), (bench.State.Role, bench.State.Holder));
    }

    [Fact]
    public void Observe_MasterWithoutALease_StopsAtOnce()
    {
        var bench = Candidate();

        Assert.Equal(GuardReason.LeaseEnded, bench.Becomes(VrrpState.Master).Reason);
    }

    [Theory]
    [InlineData(VrrpState.Backup, 0b111, false)]
    [InlineData(VrrpState.Fault, 0b111, true)]
    [InlineData(VrrpState.Fault, 0b001, false)]
    public void Look_Stopped_ReturnsWhenSeenStoppedAndHeardByAMajority(VrrpState vrrp, int hears, bool returns)
    {
        var bench = new Bench(2, vrrp, stopped: true, Free);

        bench.Hear(0, GuardRole.Neutral, hears: (ushort)hears);

        Assert.Equal(!returns, bench.Last.Stop);
    }

    [Fact]
    public void Look_StoppedWhileOthersHearAMasterThatItDoesNot_StaysAway()
    {
        var bench = new Bench(2, VrrpState.Fault, stopped: true, Free);

        Assert.True(bench.Hear(1, GuardRole.Neutral, 0).Stop);
        bench.Advert(0, 150);
        Assert.False(bench.Last.Stop);
    }

    [Fact]
    public void Observe_KeepalivedDown_StopsAndGivesBack()
    {
        var bench = Master();

        var verdict = bench.Becomes(VrrpState.Down);

        Assert.Equal((GuardReason.KeepalivedDown, true, GuardRole.Neutral), (verdict.Reason, verdict.Stop, verdict.Beacon.Role));
    }

    [Fact]
    public void Leave_AMaster_WaitsForLongPromisesAndLeavesItsLeaseBehind()
    {
        var bench = Master();
        bench.Leave();
        Assert.True(bench.Last.Send && bench.Last.Beacon.Leaving);
        Assert.False(bench.Last.MayGo);
        var asked = bench.LastSent;
        bench.After(20);

        var verdict = bench.Answer(1, asked);

        Assert.True(verdict.MayGo);
        Assert.Equal(asked + Timers.LongLease, verdict.Memory.LeaseUntil);
        Assert.False(verdict.Stop);
    }

    [Fact]
    public void Leave_AMasterThatNobodyAnswers_StopsInTheEnd()
    {
        var bench = new Bench(0, VrrpState.Master, kept: new VoterMemory(0, default, Ms(80_000)));
        bench.Leave();

        bench.After(9_999);
        Assert.False(bench.Last.Stop);
        Assert.True(bench.After(2).Stop);
    }

    [Fact]
    public void Leave_ABackup_IsStoppedFirstAndLeavesALongPromise()
    {
        var bench = new Bench(2, VrrpState.Fault, stopped: true, Free);
        bench.Advert(0, 150);
        bench.Hear(0, GuardRole.Master, 0, priority: 150);
        bench.Becomes(VrrpState.Backup);

        Assert.Equal((true, false), (bench.Leave().Stop, bench.Last.MayGo));
        var verdict = bench.Becomes(VrrpState.Fault);
        Assert.True(verdict is { MayGo: true, Stop: true, Send: true } && verdict.Beacon.Leaving);
        Assert.Equal(new VoterMemory(0, bench.Now + Timers.LongPromise, default), verdict.Memory);
    }
}
