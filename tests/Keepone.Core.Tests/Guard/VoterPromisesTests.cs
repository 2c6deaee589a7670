using Keepone.Core.Guard;
using Keepone.Core.Model;
using static Keepone.Core.Tests.Guard.Bench;

namespace Keepone.Core.Tests.Guard;

public sealed class VoterPromisesTests
{
    [Fact]
    public void HearBeacon_AfterBootWithNothingKept_PromisesNothingUntilAllThatWasForgottenExpired()
    {
        var bench = new Bench(2, VrrpState.Fault, stopped: true, kept: null, now: Ms(100));
        bench.After(4900);
        bench.Hear(0, GuardRole.Candidate);
        Assert.Equal(VoterState.Nobody, bench.State.Holder);

        bench.After(20);
        bench.Hear(0, GuardRole.Candidate);
        Assert.Equal(0, bench.State.Holder);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 3)]
    public void HearBeacon_AClaim_IsPromisedToAndAnsweredAtOnce(bool witness, int replicas)
    {
        var bench = new Bench(2, VrrpState.Fault, stopped: true, Free, witness ? 2 : replicas);

        var verdict = bench.Hear(0, GuardRole.Candidate, 0, priority: 120);

        Assert.Equal(GuardReason.Promised, verdict.Reason);
        Assert.Equal("Promised to net-1 for 772 ms, renewed by each of its claims.", bench.Sentence);
        Assert.True(verdict.Send);
        Assert.Equal((0, bench.Now), (verdict.Beacon.Holder, verdict.Beacon.Echo));
        Assert.Equal(0, verdict.Memory.Holder);
    }

    // G15: a claim that is as late as it may be finds an answer that was not sent in vain a moment before.
    [Fact]
    public void Look_PromisedToAnother_WaitsForItsClaimADelayLonger()
    {
        var bench = new Bench(2, VrrpState.Fault, stopped: true, Free);
        var promised = bench.Hear(0, GuardRole.Master, 0);
        Assert.Equal(promised.Beacon.Sent + Ms(250), promised.WakeAt);

        Assert.False(bench.After(245).Send);
        var answered = bench.Hear(0, GuardRole.Master, 0);
        Assert.Equal((true, bench.Now), (answered.Send, answered.Beacon.Echo));
        Assert.False(bench.After(249).Send);
        Assert.True(bench.After(1).Send);
    }

    [Fact]
    public void Look_PromiseHasEnded_BeatsAsBefore()
    {
        var bench = new Bench(2, VrrpState.Fault, stopped: true, Free);
        bench.Hear(0, GuardRole.Master, 0);
        bench.After(250);
        bench.After(250);
        bench.After(250);

        var ended = bench.After(22);

        Assert.Equal(VoterState.Nobody, bench.State.Holder);
        Assert.Equal(bench.State.LastSent + Ms(200), ended.WakeAt);
    }

    [Fact]
    public void HearBeacon_AHigherClaimWhilePromised_IsRefused()
    {
        var bench = new Bench(2, VrrpState.Fault, stopped: true, Free);
        bench.Hear(1, GuardRole.Candidate, 1, priority: 110);
        bench.After(300);

        bench.Hear(0, GuardRole.Candidate, 0, priority: 120);
        Assert.Equal(1, bench.State.Holder);
        bench.After(500);
        bench.Hear(0, GuardRole.Candidate, 0, priority: 120);
        Assert.Equal(0, bench.State.Holder);
    }

    [Theory]
    [InlineData(GuardRole.Neutral, VoterState.Nobody)]
    [InlineData(GuardRole.Stopping, 1)]
    public void HearBeacon_TheHolderClaimsNoMore_IsFreeOnlyWhenItSaysSo(GuardRole role, int holder)
    {
        var bench = new Bench(2, VrrpState.Fault, stopped: true, Free);
        bench.Hear(1, GuardRole.Master, 1);
        bench.After(10);

        bench.Hear(1, role);

        Assert.Equal(holder, bench.State.Holder);
    }

    [Fact]
    public void HearBeacon_AnOlderOne_ChangesNothing()
    {
        var bench = new Bench(2, VrrpState.Fault, stopped: true, Free);
        bench.After(10);
        bench.Hear(1, GuardRole.Master, 1);
        var late = bench.Now - Ms(5);

        bench.Hear(1, GuardRole.Neutral, sent: late);
        Assert.Equal(1, bench.State.Holder);
        bench.Hear(1, GuardRole.Neutral, sent: late, boot: 2);
        Assert.Equal(VoterState.Nobody, bench.State.Holder);
    }

    [Fact]
    public void Look_ALease_CountsFromTheSendingOfTheClaim()
    {
        var bench = Candidate();
        var claim = bench.LastSent;
        bench.After(100);

        Assert.Equal(claim + Ms(700), bench.Answer(1, claim).LeaseUntil);
        Assert.Equal(2, bench.Last.Votes);
    }

    [Fact]
    public void HearBeacon_AHigherCandidateWhileStandingWithoutALease_IsGivenWayTo()
    {
        var bench = Candidate(self: 1);

        bench.Hear(0, GuardRole.Candidate, 0, priority: 120);

        Assert.Equal((GuardRole.Neutral, 0), (bench.State.Role, bench.State.Holder));
        Assert.Equal("Gives way to net-1, whose priority is higher.", bench.Sentence);
    }

    [Fact]
    public void HearBeacon_ALowerCandidateWhileStanding_IsRefused()
    {
        var bench = Candidate();

        bench.Hear(1, GuardRole.Candidate, 1, priority: 110);

        Assert.Equal((GuardRole.Candidate, 0), (bench.State.Role, bench.State.Holder));
    }

    [Theory]
    [InlineData(130, 0b111, false)]
    [InlineData(199, 0b111, true)]
    [InlineData(199, 0b000, false)]
    public void HearBeacon_ACandidateWhileMaster_IsGivenWayToWhenHigherAndAbleToWin(int priority, int hears, bool yields)
    {
        var bench = Master();
        bench.After(10);

        bench.Hear(1, GuardRole.Candidate, 0, priority: priority, hears: (ushort)hears);

        Assert.Equal(yields, bench.Last.Stop);
        Assert.Equal(0, bench.State.Holder); // the own vote is free when keepalived was seen stopped, not before
        Assert.Equal(yields ? GuardRole.Stopping : GuardRole.Master, bench.State.Role);
    }

    [Fact]
    public void HearBeacon_AnAnswerToAFormerCandidacy_DoesNotCount()
    {
        // The promise that this answer speaks of was given back, and may be another's by now: a stray router's advert and its
        // goodbye made the candidate step back and stand again, and the answer was slow.
        TimeSpan LeaseOf(GuardRules rules)
        {
            var bench = Candidate(rules: rules);
            var claim = bench.LastSent;
            bench.After(10);
            bench.Advert(-1, 200);
            Assert.Equal(GuardRole.Neutral, bench.State.Role);
            bench.After(10);
            bench.Advert(-1, 0);
            bench.After(100);
            Assert.Equal(GuardRole.Candidate, bench.State.Role);
            return bench.Answer(1, claim).LeaseUntil - bench.Now;
        }

        Assert.True(LeaseOf(GuardRules.All) < TimeSpan.Zero);
        Assert.True(LeaseOf(GuardRules.All with { AnswersOfThisCandidacy = false }) > TimeSpan.Zero);
    }
}
