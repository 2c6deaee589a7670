using Keepone.Core.Diagnosis;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Diagnosis;

/// <summary>Routers that no specification describes: who is who is learnt from the addresses that the replicas tell.</summary>
public sealed class RouterViewTests
{
    [Fact]
    public void Named_ReplicasThatTellTheirAddresses_NameWhomTheOthersHear()
    {
        var fleet = Watched();

        var view = fleet.View.Named();

        Assert.Equal(["net-1"], view.Replicas.Single(replica => replica.Node == "net-2").Hears);
        Assert.False(view.Replicas.Single(replica => replica.Node == "net-2").HearsStranger);
        Assert.Equal(RouterStatus.Ok, fleet.Diagnosis.Status);
    }

    [Fact]
    public void Named_AnAddressThatNobodyOrTwoHave_StaysAStranger()
    {
        var fleet = Watched().Report(Watched("net-3", VrrpState.Backup, "169.254.192.1") with { HaAddress = "169.254.192.1" });

        Assert.All(fleet.View.Named().Replicas.Where(replica => replica.Node != "net-1"), replica => Assert.True(replica.HearsStranger));
    }

    [Fact]
    public void Step_TwoMastersOfAWatchedRouter_TheCauseNamesWhoIsCutOff()
    {
        var fleet = Watched().Report(Watched("net-1", VrrpState.Master))
            .Report(Watched("net-3", VrrpState.Master)).Report(Watched("net-2", VrrpState.Backup, "169.254.192.3"));

        fleet.After(2, "net-1", "net-2", "net-3");

        Assert.Contains("Cause: HA network partition; net-1 hears nobody.", Assert.Single(fleet.Events).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_AWatchedMasterWhoseAgentDied_IsStillHeardByItsAddress()
    {
        var fleet = Watched().Agent("net-1", AgentState.Dead);

        Assert.Equal([("net-1", MasterEvidence.Heard)], fleet.Diagnosis.Masters.Select(master => (master.Node, master.Evidence)));
    }

    private static Fleet Watched() => new Fleet().Report(Watched("net-1", VrrpState.Master))
        .Report(Watched("net-2", VrrpState.Backup, "169.254.192.1")).Report(Watched("net-3", VrrpState.Backup, "169.254.192.1"));

    private static Observation Watched(string node, VrrpState state, params string[] hears) => Fleet.Observation(node, state, Fleet.Noon) with
    {
        Replicas = [],
        Keeper = Keeper.Neutron,
        HaAddress = $"169.254.192.{node[^1]}",
        Wire = new WireEvidence([.. hears.Select(address => new HeardAdvert(address, null, 50, Fleet.Noon))], 0),
    };
}
