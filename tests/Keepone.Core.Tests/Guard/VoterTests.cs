using Keepone.Core.Guard;
using Keepone.Core.Model;
using static Keepone.Core.Tests.Guard.Bench;

namespace Keepone.Core.Tests.Guard;

public sealed class VoterTests
{
    [Fact]
    public void Start_ABackupWhoseTimerNobodyWatched_IsStoppedAtOnce()
    {
        var bench = new Bench(1, kept: Free);

        Assert.True(bench.Last.Stop);
        Assert.Equal(GuardReason.NoMajority, bench.Last.Reason);
        Assert.Equal("Keeps out of the election: 1 of 3 votes, 2 are needed.", bench.Sentence);
        Assert.Equal(GuardRole.Stopping, bench.State.Role);
    }

    [Fact]
    public void Start_AMasterAndNoAnswer_GoesOnForItsGraceAndStops()
    {
        var bench = new Bench(0, VrrpState.Master, kept: Free);
        Assert.False(bench.Last.Stop);
        Assert.Equal(GuardRole.Master, bench.State.Role);

        Assert.False(bench.After(319).Stop);
        Assert.True(bench.After(2).Stop);
    }

    [Fact]
    public void Start_ALeaseLeftBehind_CountsOn()
    {
        var bench = new Bench(0, VrrpState.Master, kept: new VoterMemory(0, default, Ms(63_000)));

        Assert.False(bench.After(2999).Stop);
        Assert.True(bench.After(2).Stop);
    }

    [Theory]
    [InlineData(771, false)]
    [InlineData(773, true)]
    public void Start_APromiseKept_LastsAsLongAsIfItHadJustBeenGiven(int after, bool free)
    {
        var bench = new Bench(2, VrrpState.Fault, stopped: true, new VoterMemory(0, default, default));
        bench.After(after);

        bench.Hear(1, GuardRole.Candidate, priority: 110);

        Assert.Equal(free ? 1 : 0, bench.State.Holder);
    }

    [Fact]
    public void Start_ALongPromiseKept_LastsToItsEnd()
    {
        var bench = new Bench(2, VrrpState.Fault, stopped: true, new VoterMemory(0, Ms(64_000), default));

        bench.After(3999);
        Assert.Equal(0, bench.State.Holder);
        bench.After(2);
        Assert.Equal(VoterState.Nobody, bench.State.Holder);
    }

    [Theory]
    [InlineData(3, GuardRole.Master, 0b001)]
    [InlineData(-2, GuardRole.Master, 0b001)]
    [InlineData(0, (GuardRole)4, 0b001)]
    [InlineData(0, GuardRole.Master, 0b1000)]
    public void HearBeacon_ContentThatMakesNoSense_IsNotHeard(int holder, GuardRole role, int hears)
    {
        var bench = new Bench(2, VrrpState.Fault, stopped: true, Free);

        bench.Hear(0, role, holder, hears: (ushort)hears);

        Assert.Equal(VoterState.Nobody, bench.State.Holder);
        Assert.Equal(0, bench.After(300).Beacon.Hears);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(-1)]
    public void HearBeacon_OfNoOtherVoter_IsAMistakeOfTheCaller(int from)
    {
        var bench = new Bench(2, VrrpState.Fault, stopped: true, Free);

        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Hear(from, GuardRole.Neutral));
    }

    [Theory]
    [InlineData(VrrpState.Fault, 200)]
    [InlineData(VrrpState.Backup, 200)]
    public void WakeAt_NothingSpecial_IsTheNextBeaconAndNeverThePast(VrrpState vrrp, double beacon)
    {
        var bench = new Bench(2, vrrp, stopped: true, Free);

        Assert.Equal(bench.Now + Ms(beacon), bench.Last.WakeAt);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(bench.After(7).WakeAt > bench.Now);
        }
    }

    [Fact]
    public void Sentence_EveryReason_IsASentence()
    {
        var bench = new Bench(2);
        foreach (var reason in Enum.GetValues<GuardReason>())
        {
            var sentence = (bench.Last with { Reason = reason, Other = 0 }).Sentence(bench.Group);
            Assert.EndsWith(".", sentence, StringComparison.Ordinal);
            Assert.Equal(reason == GuardReason.Unchanged, sentence == "Nothing changed.");
        }
    }

    [Fact]
    public void HearBeacon_SteadyState_AllocatesNothing()
    {
        var bench = new Bench(2, VrrpState.Fault, stopped: true, Free);
        bench.Hear(0, GuardRole.Master, 0);
        var (state, now) = (bench.State, bench.Now);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i <= 1000; i++)
        {
            var at = now + Ms(i);
            Voter.HearBeacon(ref state, bench.Group, at, 0, new Beacon(1, at, GuardRole.Master, 150, 0, at, 0b111, false));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, state.Holder);
    }
}
