using Keepone.Core.Model;
using Keepone.Core.Observing;

namespace Keepone.Core.Tests.Observing;

public sealed class WatchedJudgeTests
{
    private static readonly HeardAdvert Peer = new("169.254.192.2", null, 50, DateTimeOffset.UnixEpoch);
    private static readonly HeardAdvert Other = new("169.254.192.3", null, 50, DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData("vip advertises primary", VrrpState.Master, "169.254.0.7 is on ha0 and keepalived advertises", "")]
    [InlineData("vip primary", VrrpState.Master, "169.254.0.7 is on ha0 and keepalived runs", "169.254.0.7 is on ha0, but keepalived sends no adverts")]
    [InlineData("heard backup", VrrpState.Backup, "169.254.0.7 is not on ha0 and keepalived runs", "")]
    [InlineData("backup", VrrpState.Backup, "169.254.0.7 is not on ha0 and keepalived runs", "this replica is a backup, but it hears no master")]
    [InlineData("advertises heard backup", VrrpState.Backup, "169.254.0.7 is not on ha0, though keepalived advertises", "169.254.0.7 is not on ha0, but keepalived advertises")]
    [InlineData("down backup", VrrpState.Fault, "ha0 is down, and keepalived tracks it", "")]
    [InlineData("missing backup", VrrpState.Fault, "ha0 does not exist, and keepalived tracks it", "")]
    [InlineData("vip dead primary", VrrpState.Down, "keepalived does not run", "169.254.0.7 is on ha0, but no keepalived runs that could give it up")]
    [InlineData("vip stalled primary", VrrpState.Down, "keepalived 1 is stalled: it neither sends nor hears adverts", "169.254.0.7 is on ha0, but keepalived is stalled and cannot give it up")]
    [InlineData("nowhere dead", VrrpState.Down, "the namespace edge does not exist", "")]
    [InlineData("vip advertises heard primary", VrrpState.Master, "169.254.0.7 is on ha0 and keepalived advertises", "this replica is master, but 169.254.192.2 advertises as master too")]
    [InlineData("heard heard2 backup", VrrpState.Backup, "169.254.0.7 is not on ha0 and keepalived runs", "2 masters are heard: 169.254.192.2 and 169.254.192.3")]
    [InlineData("vip advertises backup", VrrpState.Master, "169.254.0.7 is on ha0 and keepalived advertises", "169.254.0.7 is on ha0, but Neutron's monitor says backup")]
    [InlineData("heard primary", VrrpState.Backup, "169.254.0.7 is not on ha0 and keepalived runs", "169.254.0.7 is not on ha0, but Neutron's monitor says primary")]
    [InlineData("heard", VrrpState.Backup, "169.254.0.7 is not on ha0 and keepalived runs", "Neutron's monitor has written no state: it does not run, or hangs")]
    [InlineData("heard backup elsewhere", VrrpState.Backup, "169.254.0.7 is not on ha0 and keepalived runs", "keepalived 1 runs in another namespace than edge")]
    [InlineData("vip advertises gone", VrrpState.Master, "169.254.0.7 is on ha0 and keepalived advertises", "Neutron took the configuration away, but keepalived 1 runs")]
    public void Judge_Evidence_GivesStateReasonAndDoubt(string facts, VrrpState state, string reason, string doubt)
    {
        var verdict = WatchedJudge.Judge(EvidenceJudgeTests.Router, Evidence(facts.Split(' ')));

        Assert.Equal((state, reason), (verdict.State, verdict.Reason));
        Assert.Equal(doubt, string.Join("|", verdict.Doubts.Select(one => one.Sentence)));
    }

    [Theory]
    [InlineData("vip primary")]
    [InlineData("backup")]
    public void Judge_AdvertsThatNobodyCanSee_AreNotMissed(string facts) =>
        Assert.Empty(WatchedJudge.Judge(EvidenceJudgeTests.Router, Evidence(facts.Split(' ')), hearsAdverts: false).Doubts);

    [Fact]
    public void Judge_Doubts_AreHeldForAsLongAsTheEvidenceMayBeLate()
    {
        var doubts = WatchedJudge.Judge(EvidenceJudgeTests.Router, Evidence(["vip", "backup"])).Doubts;

        Assert.Equal([TimeSpan.FromSeconds(3), WatchedJudge.StatePatience], doubts.Select(doubt => doubt.Hold));
    }

    private static WatchedEvidence Evidence(string[] facts)
    {
        bool Is(string fact) => facts.Contains(fact, StringComparer.Ordinal);
        var kernel = new KernelEvidence(!Is("nowhere"), !Is("missing"), !Is("down"), Is("vip"));
        var heard = new[] { (Is("heard"), Peer), (Is("heard2"), Other) }.Where(pair => pair.Item1).Select(pair => pair.Item2);
        return new WatchedEvidence(
            kernel, Is("dead") ? null : 1, Is("stalled"), Is("elsewhere"), Is("advertises") ? 50 : null, new WireEvidence([.. heard], 0),
            facts.FirstOrDefault(fact => fact is "primary" or "backup"), Is("gone"));
    }
}
