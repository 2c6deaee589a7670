using Keepone.Core.Model;
using Keepone.Simulation.Vrrp;
using static Keepone.Simulation.Tests.Settings;

namespace Keepone.Simulation.Tests.Vrrp;

/// <summary>The model of keepalived against RFC 5798 6.4 and what keepalived 2.2.7 was seen to do.</summary>
public sealed class VrrpReplicaTests
{
    // Skew of priority 120 at adverts of a second, and of 150 with a bonus of 30.
    private const double Skew = 531.25;
    private const double SkewWithBonus = 414.0625;

    [Theory]
    [InlineData(0, 1000 + Skew)]
    [InlineData(120, 1000 + 3000 + Skew)]
    [InlineData(200, 1000 + 3000 + Skew)]
    [InlineData(119, 3000 + Skew)]
    public void Hear_ABackup_ArmsItsTimer(int priority, double timer)
    {
        var replica = Backup();

        Assert.Equal(VrrpReplica.Silent, replica.Hear(Ms(1000), priority, isHigherAddress: false));

        Assert.Equal((VrrpState.Backup, Ms(timer)), (replica.State, replica.Timer));
    }

    [Theory]
    [InlineData(0, false, VrrpState.Master, 120)]
    [InlineData(119, false, VrrpState.Master, 120)]
    [InlineData(120, false, VrrpState.Master, 120)]
    [InlineData(120, true, VrrpState.Backup, VrrpReplica.Silent)]
    [InlineData(121, false, VrrpState.Backup, VrrpReplica.Silent)]
    public void Hear_AMaster_StaysOrGivesWay(int priority, bool isHigherAddress, VrrpState state, int sends)
    {
        var replica = Master();

        Assert.Equal(sends, replica.Hear(Ms(5000), priority, isHigherAddress));

        Assert.Equal((state, state == VrrpState.Master), (replica.State, replica.HoldsVip));
    }

    [Fact]
    public void ReadFiles_StopAMaster_ItSaysGoodbyeAndHoldsNothing()
    {
        var replica = Master();

        Assert.Equal(0, replica.ReadFiles(Ms(5000), stopped: true, adjustment: 0));

        Assert.Equal((VrrpState.Fault, false, TimeSpan.MaxValue), (replica.State, replica.HoldsVip, replica.Timer));
    }

    [Fact]
    public void ReadFiles_StopABackup_ItSaysNothing()
    {
        var replica = Backup();

        Assert.Equal(VrrpReplica.Silent, replica.ReadFiles(Ms(1), stopped: true, adjustment: 0));
        Assert.Equal(VrrpState.Fault, replica.State);
    }

    [Fact]
    public void ReadFiles_StopNoMore_WaitsAWholeMasterDownInterval()
    {
        var replica = Backup();
        replica.ReadFiles(Ms(1), stopped: true, adjustment: 0);

        replica.ReadFiles(Ms(7000), stopped: false, adjustment: 0);

        Assert.Equal((VrrpState.Backup, Ms(7000 + 3000 + Skew)), (replica.State, replica.Timer));
    }

    [Fact]
    public void ReadFiles_ANewPriority_ShiftsTheRunningTimer()
    {
        var replica = Backup();

        replica.ReadFiles(Ms(1000), stopped: false, adjustment: -30);

        Assert.Equal((150, Ms(3000 + SkewWithBonus)), (replica.Priority, replica.Timer));
    }

    [Fact]
    public void Kill_AMaster_LeavesItsAddressBehind()
    {
        var replica = Master();

        replica.Kill();

        Assert.Equal((VrrpState.Down, true), (replica.State, replica.HoldsVip));
        Assert.Equal(VrrpReplica.Silent, replica.ReadFiles(Ms(5000), stopped: true, adjustment: 0));
    }

    [Theory]
    [InlineData(200, 1)]
    [InlineData(-200, 254)]
    public void Priority_BeyondItsRange_IsHeldWithin(int adjustment, int priority)
    {
        var replica = VrrpReplica.Down(120, Ms(1000));
        replica.Start(TimeSpan.Zero, stopped: false, adjustment);

        Assert.Equal(priority, replica.Priority);
    }

    private static VrrpReplica Backup()
    {
        var replica = VrrpReplica.Down(120, Ms(1000));
        replica.Start(TimeSpan.Zero, stopped: false, adjustment: 0);
        return replica;
    }

    private static VrrpReplica Master()
    {
        var replica = Backup();
        Assert.Equal(120, replica.TimerEnds(Ms(4000)));
        Assert.Equal((VrrpState.Master, true, Ms(5000)), (replica.State, replica.HoldsVip, replica.Timer));
        return replica;
    }
}
