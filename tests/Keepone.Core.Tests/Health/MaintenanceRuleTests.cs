using System.Collections.Immutable;
using Keepone.Core.Diagnosis;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Health;

public sealed class MaintenanceRuleTests
{
    [Fact]
    public void Warnings_SomebodyElseIsFit_AreNone()
    {
        Assert.Empty(Warnings(new Group()));
        Assert.Empty(Warnings(new Group().Sick("net-2")));
        Assert.Empty(Warnings(new Group().Remove("net-1").Sick("net-2").Sick("net-3")));
    }

    [Fact]
    public void Warnings_NobodyElseIsFit_SaysWhatEachOtherIs()
    {
        var group = new Group().Sick("net-2").Ordered("net-3", Group.Failover());
        Assert.Equal(
            "Router edge-1 has nobody else who is fit (net-2 is sick, net-3 is giving way by an order): net-1 stays its master if it is.",
            Assert.Single(Warnings(group)));

        group = new Group().State("net-2", VrrpState.Fault).Agent("net-3", AgentState.Dead);
        Assert.Contains("(net-2 is Fault)", Assert.Single(Warnings(group)), StringComparison.Ordinal);

        group = new Group().Remove("net-2").Remove("net-3");
        Assert.Contains("(no other replica is reported by an alive agent)", Assert.Single(Warnings(group)), StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_ARouterOfNeutrons_StaysWhereItsMasterIs()
    {
        var group = new Group().Change("net-1", seen => seen with { Keeper = Keeper.Neutron });
        Assert.Equal("Router edge-1 is Neutron's and only watched: net-1 stays its master.", Assert.Single(Warnings(group)));

        Assert.Empty(Warnings(new Group().State("net-1", VrrpState.Backup).Change("net-1", seen => seen with { Keeper = Keeper.Neutron })));
    }

    private static ImmutableArray<string> Warnings(Group group) => MaintenanceRule.Warnings([group.View], "net-1", Group.Noon);
}
