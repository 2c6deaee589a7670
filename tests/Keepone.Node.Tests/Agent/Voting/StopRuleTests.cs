using Keepone.Agent.Voting;
using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Node.Tests.Agent.Voting;

public sealed class StopRuleTests
{
    private static readonly GuardTimers Timers = VoterSeatTests.Timers;

    [Theory]
    // A master that does not show the stop within four times w is looked at; one that cannot hear of its files is ended, again after a second.
    [InlineData(true, true, VrrpState.Master, true, 199, null, StopMeans.Wait, 200)]
    [InlineData(true, true, VrrpState.Master, true, 200, null, StopMeans.LookAtEar, 200)]
    [InlineData(true, true, VrrpState.Master, true, 200, null, StopMeans.End, 1200, false)]
    [InlineData(true, true, VrrpState.Fault, true, 200, null, StopMeans.End, 1200, false)]
    // One that hears is late, and would hear nothing else sooner.
    [InlineData(true, true, VrrpState.Master, true, 200, null, StopMeans.Wait, 5000, true)]
    [InlineData(true, true, VrrpState.Master, true, 4999, null, StopMeans.Wait, 5000, true)]
    [InlineData(true, true, VrrpState.Master, true, 5000, null, StopMeans.End, 6000, true)]
    [InlineData(true, true, VrrpState.Master, true, 5999, 5000, StopMeans.Wait, 6000, true)]
    [InlineData(true, true, VrrpState.Backup, true, 900, 200, StopMeans.Wait, 1200)]
    [InlineData(true, true, VrrpState.Master, true, 1200, 200, StopMeans.End, 2200, false)]
    // One whose file cannot be written at once; a backup of that kind has done no harm yet.
    [InlineData(true, false, VrrpState.Master, true, 0, null, StopMeans.End, 1000)]
    [InlineData(true, false, VrrpState.Backup, false, 9000, null, StopMeans.Wait, null)]
    // Without the addresses its word may be lost: it is asked.
    [InlineData(true, true, VrrpState.Backup, false, 999, null, StopMeans.Wait, 1000)]
    [InlineData(true, true, VrrpState.Master, false, 1000, null, StopMeans.Ask, 2000)]
    [InlineData(true, true, VrrpState.Unknown, false, 1000, null, StopMeans.Ask, 2000)]
    // Who is stopped, or does not run, has obeyed.
    [InlineData(true, true, VrrpState.Fault, false, 9000, null, StopMeans.Wait, null)]
    [InlineData(true, true, VrrpState.Down, true, 9000, null, StopMeans.Wait, null)]
    // A return without effect: a reload, once.
    [InlineData(false, true, VrrpState.Fault, false, 4999, null, StopMeans.Wait, 5000)]
    [InlineData(false, true, VrrpState.Fault, false, 5000, null, StopMeans.Reload, null)]
    [InlineData(false, true, VrrpState.Fault, false, 9999, 5000, StopMeans.Wait, null)]
    [InlineData(false, true, VrrpState.Backup, false, 9000, null, StopMeans.Wait, null)]
    [InlineData(false, true, VrrpState.Master, true, 9000, null, StopMeans.Wait, null)]
    internal void Decide_Cases(
        bool wanted, bool written, VrrpState state, bool vip, int after, int? last, StopMeans means, int? again, bool? hears = null)
    {
        var verdict = StopRule.Decide(
            wanted, written, TimeSpan.Zero, last is { } then ? TimeSpan.FromMilliseconds(then) : null, hears, new ReplicaView(state, vip),
            Timers, TimeSpan.FromMilliseconds(after));

        Assert.Equal(means, verdict.Means);
        Assert.Equal(again is { } at ? TimeSpan.FromMilliseconds(at) : TimeSpan.MaxValue, verdict.At);
        Assert.Equal(means is StopMeans.End or StopMeans.Reload, verdict.Sentence is not null);
    }

    [Fact]
    public void Decide_SubSecondTimers_HasTimeToReadWhatKeepalivedDid() =>
        Assert.Equal(
            StopRule.LeastPatience,
            StopRule.Decide(
                true, true, TimeSpan.Zero, null, null, new ReplicaView(VrrpState.Master, true),
                Timers with { WriteLatency = TimeSpan.FromMilliseconds(5) }, TimeSpan.Zero).At);
}
