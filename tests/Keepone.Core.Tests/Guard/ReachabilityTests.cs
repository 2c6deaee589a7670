using Keepone.Core.Guard;

namespace Keepone.Core.Tests.Guard;

public sealed class ReachabilityTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    [Fact]
    public void Start_FreshReplica_StaysStoppedUntilAMajorityWasReachedForARise()
    {
        var bench = new ReachabilityBench(stopped: true, isMaster: false);

        bench.Run(ReachabilityGroup.Rise * Interval, answering: [1]);
        Assert.True(bench.Last.Stop);
        bench.Run(Interval, answering: [1]);

        Assert.False(bench.Last.Stop);
        Assert.Equal(
            "Returns to the election: reaches 2 of 3 replicas, itself included, 2 are needed, for 600 ms without a gap.", bench.LastChange);
    }

    [Fact]
    public void Start_CutOffFromTheBeginning_NeverReturns()
    {
        var bench = new ReachabilityBench(stopped: true, isMaster: false);

        bench.Run(TimeSpan.FromMinutes(1), answering: []);

        Assert.True(bench.Last.Stop);
    }

    [Fact]
    public void Start_AfterARestart_KeepsWhatTheFileHoldsForAWindow()
    {
        var bench = new ReachabilityBench(stopped: false, isMaster: true);

        bench.Run(bench.Group.Window - TimeSpan.FromTicks(1), answering: []);
        Assert.False(bench.Last.Stop);
        bench.Run(TimeSpan.FromTicks(1), answering: []);

        Assert.True(bench.Last.Stop);
    }

    [Fact]
    public void Look_MasterIsCutOff_StopsWithinAWindowAndSaysWhoIsMissing()
    {
        var bench = Running(isMaster: true);

        bench.Run(bench.Group.Window, answering: []);

        Assert.True(bench.Last.Stop);
        Assert.Equal(
            "Keeps out of the election: reaches 1 of 3 replicas, itself included, 2 are needed; no life of net-2, net-3 for 600 ms.", bench.LastChange);
    }

    [Fact]
    public void Look_OneOfTwoPeersFallsSilent_StaysMaster()
    {
        var bench = Running(isMaster: true);

        bench.Run(TimeSpan.FromSeconds(30), answering: [2]);

        Assert.False(bench.Last.Stop);
        Assert.Equal(0b101, bench.Last.Reached);
    }

    [Fact]
    public void HearAdvert_OfABackup_IsLifeUntilTheNextIsMissed()
    {
        var bench = Running(isMaster: false);

        bench.Advert(1, 150);
        bench.Run(bench.Group.AdvertWindow - TimeSpan.FromTicks(1), answering: []);
        Assert.False(bench.Last.Stop);
        bench.Run(TimeSpan.FromTicks(1), answering: []);

        Assert.True(bench.Last.Stop);
    }

    [Fact]
    public void HearAdvert_OfASecondMaster_IsNoLifeToAMaster()
    {
        var bench = Running(isMaster: true);

        for (var i = 0; i < 4; i++)
        {
            bench.Advert(1, 150);
            bench.Run(Interval, answering: []);
        }

        Assert.True(bench.Last.Stop);
    }

    [Fact]
    public void HearAdvert_Goodbye_IsNoLife()
    {
        var bench = Running(isMaster: false);

        bench.Advert(1, 150);
        bench.Advert(1, 0);
        bench.Run(bench.Group.Window, answering: []);

        Assert.True(bench.Last.Stop);
    }

    [Fact]
    public void HearEcho_AnswerToAnOldQuestion_ProvesNothingOfNow()
    {
        var bench = Running(isMaster: true);
        var old = bench.State.LastSequence;

        bench.Run(bench.Group.Window, answering: []);
        Assert.True(bench.Last.Stop);
        bench.Echo(1, old);
        bench.Echo(1, (ushort)(old - 40));
        bench.Echo(1, (ushort)(bench.State.LastSequence + 1));

        Assert.Equal(0b001, bench.Last.Reached);
    }

    [Fact]
    public void Look_AfterAPause_StopsBeforeItBelievesWhatWasWaiting()
    {
        var bench = Running(isMaster: true);
        var before = bench.State.LastSequence;

        bench.Pause(TimeSpan.FromSeconds(3));
        bench.Echo(1, before);
        bench.Echo(2, before);

        Assert.True(bench.Last.Stop);
    }

    [Fact]
    public void Look_AfterAPause_AsksOnceAndNotForEachMissedInterval()
    {
        var bench = Running(isMaster: true);
        var before = bench.State.LastSequence;

        bench.Pause(TimeSpan.FromSeconds(3));

        Assert.Equal(before + 1, bench.State.LastSequence);
    }

    [Fact]
    public void HearEcho_AGapDuringTheRise_BeginsItAnew()
    {
        var bench = new ReachabilityBench(stopped: true, isMaster: false);
        bench.Run(2 * Interval, answering: [1]);
        bench.Run(bench.Group.Window + Interval, answering: []);

        bench.Run(ReachabilityGroup.Rise * Interval, answering: [1]);

        Assert.True(bench.Last.Stop);
    }

    [Fact]
    public void HearEcho_OfItself_IsRefused()
    {
        var bench = Running(isMaster: true);

        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Echo(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Echo(3, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Advert(0, 1));
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 3)]
    public void Needed_OfReplicas_IsAMajority(int replicas, int needed) =>
        Assert.Equal(needed, new ReachabilityGroup(0, [.. Enumerable.Range(1, replicas).Select(i => $"net-{i}")], Interval, 3, Interval).Needed);

    private static ReachabilityBench Running(bool isMaster)
    {
        var bench = new ReachabilityBench(stopped: false, isMaster);
        bench.Run(TimeSpan.FromSeconds(2), answering: [1, 2]);
        Assert.False(bench.Last.Stop);
        return bench;
    }
}
