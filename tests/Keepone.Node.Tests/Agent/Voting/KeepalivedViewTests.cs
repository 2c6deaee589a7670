using Keepone.Agent.Voting;
using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Node.Tests.Agent.Voting;

public sealed class KeepalivedViewTests
{
    private static readonly KeepalivedView Backup = KeepalivedView.Unseen.Say(VrrpState.Backup);

    [Fact]
    public void Unseen_NothingIsKnownOfIt() => Assert.Equal(new ReplicaView(VrrpState.Unknown, false), KeepalivedView.Unseen.ToReplicaView());

    [Fact]
    public void See_TheVipOfOneThatWasNeverHeard_MayBeAMasters() =>
        Assert.Equal(new ReplicaView(VrrpState.Unknown, true), KeepalivedView.Unseen.See(true).ToReplicaView());

    [Theory]
    [InlineData(VrrpState.Backup)]
    [InlineData(VrrpState.Fault)]
    [InlineData(VrrpState.Init)]
    public void See_AVipSetByHand_MakesNoMaster(VrrpState said) =>
        Assert.Equal(new ReplicaView(said, false), KeepalivedView.Unseen.Say(said).See(true).ToReplicaView());

    [Fact]
    public void Say_MasterAfterItsVipWasSeen_TheVipIsItsOwn() =>
        Assert.Equal(new ReplicaView(VrrpState.Master, true), Backup.See(true).Say(VrrpState.Master).ToReplicaView());

    [Fact]
    public void Say_MasterBeforeItsVipIsSeen_IsMaster()
    {
        var said = Backup.Say(VrrpState.Master);
        Assert.Equal(new ReplicaView(VrrpState.Master, false), said.ToReplicaView());
        Assert.Equal(new ReplicaView(VrrpState.Master, true), said.See(true).ToReplicaView());
    }

    [Fact]
    public void Say_FaultWhileItsVipIsStillThere_TheKernelsWordCounts()
    {
        var stopping = Backup.Say(VrrpState.Master).See(true).Say(VrrpState.Fault);

        Assert.Equal(new ReplicaView(VrrpState.Fault, true), stopping.ToReplicaView());
        Assert.Equal(new ReplicaView(VrrpState.Fault, false), stopping.See(false).ToReplicaView());
    }

    [Fact]
    public void See_TheVipGoesAndComesBackOnABackup_IsSomebodyElses() =>
        Assert.False(Backup.Say(VrrpState.Master).See(true).Say(VrrpState.Backup).See(false).See(true).ToReplicaView().HoldsVip);

    [Fact]
    public void Lose_WhatItSaid_AVipThatComesThenIsItsOwn() =>
        Assert.Equal(new ReplicaView(VrrpState.Unknown, true), Backup.Lose().See(true).ToReplicaView());

    [Fact]
    public void Run_ItEnded_IsDownAndItsVipIsStillAMatterOfItsOwn()
    {
        var dead = Backup.Say(VrrpState.Master).See(true).Run(false);
        Assert.Equal(new ReplicaView(VrrpState.Down, true), dead.ToReplicaView());

        // What the dead one said is not what the next one is; what the next one said before it was seen is.
        Assert.Equal(VrrpState.Unknown, dead.Run(true).ToReplicaView().State);
        Assert.Equal(new ReplicaView(VrrpState.Fault, false), dead.See(false).Say(VrrpState.Fault).Run(true).ToReplicaView());
    }

    [Theory]
    [InlineData(VrrpState.Backup, false, false)]
    [InlineData(VrrpState.Fault, true, true)]
    [InlineData(VrrpState.Master, false, true)]
    public void Answer_WhoSetTheVip_IsBelieved(VrrpState state, bool holds, bool own) =>
        Assert.Equal(new ReplicaView(state, own), KeepalivedView.Unseen.See(true).Answer(state, holds).ToReplicaView());

    [Fact]
    public void Say_ItsEnd_IsNoStateThatEndsAPromise() =>
        Assert.Equal(VrrpState.Init, Backup.Say(VrrpState.Down).ToReplicaView().State);
}
