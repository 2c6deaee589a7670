using Keepone.Agent.Voting;
using Keepone.Core.Guard;
using Keepone.Core.Vrrp;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Voting;

public sealed class PromiseFileTests
{
    private static readonly TimeSpan Now = TimeSpan.FromMinutes(1);
    private static readonly VoterGroup Group = new(2, ["net-1", "net-2", "w1"], 2, PriorityPlan.For(2).Bonus, Timers);

    private static GuardTimers Timers => new()
    {
        Advert = TimeSpan.FromSeconds(1),
        Beacon = TimeSpan.FromMilliseconds(200),
        WriteLatency = TimeSpan.FromMilliseconds(50),
        SchedulingDelay = TimeSpan.FromMilliseconds(20),
        Lease = TimeSpan.FromMilliseconds(700),
        Promise = TimeSpan.FromMilliseconds(772),
        StopLead = TimeSpan.FromMilliseconds(71),
        AskLead = TimeSpan.FromMilliseconds(500),
        Grace = TimeSpan.FromMilliseconds(320),
    };

    [Fact]
    public void Keep_APromise_TheNextLifeFindsIt()
    {
        using var directory = new TestDirectory();
        var path = directory.PathOf("promise");
        Assert.Equal("no promise was kept", new PromiseFile(path, Group).Read(Now).Sentence);

        new PromiseFile(path, Group).Keep(new VoterMemory(1, default, default));

        Assert.Equal(1, new PromiseFile(path, Group).Read(Now).Memory!.Value.Holder);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Keep_TheSameAgain_IsNotWrittenAgain()
    {
        using var directory = new TestDirectory();
        var file = new PromiseFile(directory.PathOf("promise"), Group);
        file.Keep(new VoterMemory(1, default, default));
        File.Delete(directory.PathOf("promise"));

        file.Keep(new VoterMemory(1, default, default));
        Assert.False(File.Exists(directory.PathOf("promise")));

        file.Keep(new VoterMemory(0, default, default));
        Assert.True(File.Exists(directory.PathOf("promise")));
    }

    [Fact]
    public void Keep_ItCannotBeWritten_ThrowsAndTriesAgainTheNextTime()
    {
        using var directory = new TestDirectory();
        var file = new PromiseFile(directory.PathOf("later/promise"), Group);
        Assert.Throws<LinuxException>(() => file.Keep(new VoterMemory(1, default, default)));

        Directory.CreateDirectory(directory.PathOf("later"));
        file.Keep(new VoterMemory(1, default, default));

        Assert.True(File.Exists(directory.PathOf("later/promise")));
    }

    [Fact]
    public void Read_SomethingElseInItsPlace_IsDoubtAndNotFreedom()
    {
        using var directory = new TestDirectory();
        Directory.CreateDirectory(directory.PathOf("promise"));

        Assert.Equal(Now + Timers.BootSilence, new PromiseFile(directory.PathOf("promise"), Group).Read(Now).StartAt);
    }
}
