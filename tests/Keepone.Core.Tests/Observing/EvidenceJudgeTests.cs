using Keepone.Core.Model;
using Keepone.Core.Observing;
using Keepone.Core.Specification;

namespace Keepone.Core.Tests.Observing;

public sealed class EvidenceJudgeTests
{
    internal static readonly RouterSpecification Router = SpecificationReader.Read("""
        router: edge-1
        namespace: edge
        vrid: 7
        replicas: [net-1, net-2]
        ha: { network: ha-a, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18 } }
        """, "edge-1.yaml").Routers[0];

    private static readonly HeardAdvert Peer = new("169.254.192.2", "net-2", 110, DateTimeOffset.UnixEpoch);
    private static readonly HeardAdvert Stranger = new("169.254.192.9", null, 200, DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData(true, true, 1, VrrpState.Master, 0, VrrpState.Master, "169.254.0.7 is on ha0 and keepalived says Master", "")]
    [InlineData(true, false, 1, VrrpState.Backup, 1, VrrpState.Backup, "169.254.0.7 is not on ha0 and keepalived says Backup", "")]
    [InlineData(true, false, 1, VrrpState.Fault, 1, VrrpState.Fault, "169.254.0.7 is not on ha0 and keepalived says Fault", "")]
    [InlineData(true, true, 1, VrrpState.Backup, 0, VrrpState.Master, "169.254.0.7 is on ha0, though keepalived says Backup", "169.254.0.7 is on ha0, but keepalived says Backup")]
    [InlineData(true, false, 1, VrrpState.Master, 1, VrrpState.Backup, "169.254.0.7 is not on ha0, though keepalived says Master", "169.254.0.7 is not on ha0, but keepalived says Master")]
    [InlineData(true, true, 0, VrrpState.Down, 0, VrrpState.Down, "keepalived does not run", "169.254.0.7 is on ha0, but no keepalived runs that could give it up")]
    [InlineData(true, false, 0, VrrpState.Down, 1, VrrpState.Down, "keepalived does not run", "")]
    [InlineData(false, false, 0, VrrpState.Down, 0, VrrpState.Down, "the namespace edge does not exist", "")]
    [InlineData(true, false, 1, VrrpState.Unknown, 1, VrrpState.Unknown, "169.254.0.7 is not on ha0 and keepalived has not said its state yet", "")]
    [InlineData(true, true, 1, VrrpState.Master, 1, VrrpState.Master, "169.254.0.7 is on ha0 and keepalived says Master", "this replica is master, but net-2 (169.254.192.2, priority 110) advertises as master too")]
    [InlineData(true, false, 1, VrrpState.Backup, 0, VrrpState.Backup, "169.254.0.7 is not on ha0 and keepalived says Backup", "this replica is a backup, but it hears no master")]
    [InlineData(true, false, 1, VrrpState.Backup, 2, VrrpState.Backup, "169.254.0.7 is not on ha0 and keepalived says Backup", "2 masters are heard: net-2 (169.254.192.2, priority 110) and a stranger (169.254.192.9, priority 200)")]
    public void Judge_Evidence_GivesStateReasonAndDisagreement(
        bool nameSpace, bool vip, int pid, VrrpState reported, int heard, VrrpState state, string reason, string disagreement)
    {
        var verdict = EvidenceJudge.Judge(
            Router,
            new KernelEvidence(nameSpace, nameSpace, nameSpace, vip),
            new KeepalivedEvidence(pid == 0 ? null : pid, reported, null, null),
            new WireEvidence([.. new[] { Peer, Stranger }.Take(heard)], 0));

        Assert.Equal(state, verdict.State);
        Assert.Equal(reason, verdict.Reason);
        Assert.Equal(disagreement, string.Join("|", verdict.Disagreements));
    }

    [Theory]
    [InlineData(true, 1, VrrpState.Master, ProcessCondition.Stalled, "keepalived 1 is stalled: it neither sends nor hears adverts", "169.254.0.7 is on ha0, but keepalived is stalled and cannot give it up")]
    [InlineData(false, 1, VrrpState.Backup, ProcessCondition.Stalled, "keepalived 1 is stalled: it neither sends nor hears adverts", "")]
    [InlineData(false, 0, VrrpState.Down, ProcessCondition.Stopped, "keepalived was told to end and does not run", "")]
    [InlineData(true, 0, VrrpState.Down, ProcessCondition.Stopped, "keepalived was told to end and does not run", "169.254.0.7 is on ha0, but no keepalived runs that could give it up")]
    public void Judge_AKeepalivedThatDoesNothing_IsDownWhateverItSaidLast(
        bool vip, int pid, VrrpState reported, ProcessCondition condition, string reason, string disagreement)
    {
        var verdict = EvidenceJudge.Judge(
            Router,
            new KernelEvidence(true, true, true, vip),
            new KeepalivedEvidence(pid == 0 ? null : pid, reported, null, null, condition),
            WireEvidence.Silence);

        Assert.Equal((VrrpState.Down, reason), (verdict.State, verdict.Reason));
        Assert.Equal(disagreement, string.Join("|", verdict.Disagreements));
    }

    [Fact]
    public void Judge_AMasterThatLeaves_IsNoSecondMaster()
    {
        var verdict = EvidenceJudge.Judge(
            Router, new KernelEvidence(true, true, true, true), new KeepalivedEvidence(1, VrrpState.Master, 140, null), new WireEvidence([Peer with { Priority = 0 }], 0));

        Assert.Empty(verdict.Disagreements);
    }
}
