using Keepone.Agent.Voting;
using Keepone.Node.Tests.Linux;
using Microsoft.Extensions.Time.Testing;

namespace Keepone.Node.Tests.Agent.Voting;

public sealed class VoterLivesTests
{
    [Fact]
    public void Next_ManyAndAfterARestartWithTheClockSetBack_AlwaysGrows()
    {
        using var directory = new TestDirectory();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        var lives = new VoterLives(directory.PathOf("state"), time);
        var last = 0UL;
        for (var i = 0; i < (2 * VoterLives.PerNumber) + 1; i++)
        {
            var next = lives.Next();
            Assert.True(next > last);
            last = next;
        }

        Assert.Null(lives.Trouble);
        var back = new FakeTimeProvider(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.True(new VoterLives(directory.PathOf("state"), back).Next() > last);
    }
}
