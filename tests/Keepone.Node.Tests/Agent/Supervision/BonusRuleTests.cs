using Keepone.Agent.Supervision;
using Keepone.Core.Model;

namespace Keepone.Node.Tests.Agent.Supervision;

public sealed class BonusRuleTests
{
    [Theory]
    [InlineData(true, VrrpState.Master, false, true, "this replica is master")]
    [InlineData(true, VrrpState.Master, true, true, "this replica is master")]
    [InlineData(false, VrrpState.Master, true, false, "the VIP is not here")]
    [InlineData(false, VrrpState.Backup, true, false, "the VIP is not here")]
    [InlineData(true, VrrpState.Down, true, false, "keepalived does not run")]
    [InlineData(true, VrrpState.Unknown, false, true, "the VIP is here, and keepalived, which was taken over, has not said what it is")]
    [InlineData(true, VrrpState.Backup, false, false, "the VIP is here, but keepalived says Backup and did not set it")]
    [InlineData(true, VrrpState.Fault, false, false, "the VIP is here, but keepalived says Fault and did not set it")]
    [InlineData(true, VrrpState.Backup, true, true, "the VIP is still here, though keepalived says Backup")]
    public void Decide_Facts_GivesVerdictWithItsReason(bool vip, VrrpState reported, bool has, bool expected, string sentence) =>
        Assert.Equal(new BonusVerdict(expected, sentence), BonusRule.Decide(vip, reported, has));
}
