using Keepone.Core.Guard;
using Keepone.Core.Model;
using static Keepone.Core.Tests.Guard.Bench;

namespace Keepone.Core.Tests.Guard;

public sealed class VoterTimerTests
{
    [Fact]
    public void HearAdvert_OfNoLowerPriority_ArmsTheTimer()
    {
        var bench = Candidate();

        bench.Advert(1, 110);
        Assert.Equal(GuardRole.Candidate, bench.State.Role);
        bench.Advert(1, 140);
        Assert.Equal(GuardRole.Neutral, bench.State.Role);
        Assert.Equal(GuardReason.StandsNoMore, bench.Last.Reason);
    }

    [Fact]
    public void HearAdvert_AGoodbye_LeavesTheSkew()
    {
        var bench = new Bench(0, VrrpState.Fault, stopped: true, Free);
        bench.Hear(1, GuardRole.Neutral);
        bench.Becomes(VrrpState.Backup);
        bench.After(200);
        bench.Advert(1, 0);

        bench.After(531.25 - 20 - 71 - 1);
        Assert.Equal((GuardRole.Candidate, false), (bench.State.Role, bench.Last.Stop));
        Assert.True(bench.After(2).Stop);
    }

    [Fact]
    public void HearAdvert_AGoodbyeBeforeTheChangeToBackupWasSeen_IsNotForgotten()
    {
        var bench = new Bench(0, VrrpState.Fault, stopped: true, Free);
        bench.Hear(1, GuardRole.Neutral);
        bench.Advert(1, 0);
        bench.After(15);
        bench.Becomes(VrrpState.Backup);

        Assert.True(bench.After(531.25 - 20 - 71 + 1).Stop);
    }
}
