using Keepone.Agent.Voting;
using Keepone.Node.Tests.Linux;
using Microsoft.Extensions.Time.Testing;

namespace Keepone.Node.Tests.Agent.Voting;

public sealed class BootNumberTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Next_StartAfterStart_Grows()
    {
        using var directory = new TestDirectory();
        var time = new FakeTimeProvider(Noon);

        var (first, trouble) = BootNumber.Next(directory.PathOf("state"), time);
        var (second, _) = BootNumber.Next(directory.PathOf("state"), time);

        Assert.Null(trouble);
        Assert.Equal((ulong)(Noon - DateTimeOffset.UnixEpoch).TotalMicroseconds, first);
        Assert.Equal(first + 1, second);
    }

    [Fact]
    public void Next_TheClockWasSetBack_GrowsAllTheSame()
    {
        using var directory = new TestDirectory();
        var (first, _) = BootNumber.Next(directory.PathOf("state"), new FakeTimeProvider(Noon));

        Assert.Equal(first + 1, BootNumber.Next(directory.PathOf("state"), new FakeTimeProvider(Noon.AddDays(-100))).Number);
    }

    [Fact]
    public void Next_TheFileIsGone_TheClockSeesToIt()
    {
        using var directory = new TestDirectory();
        var (first, _) = BootNumber.Next(directory.PathOf("state"), new FakeTimeProvider(Noon));
        File.Delete(directory.PathOf("state/boot-number"));

        Assert.True(BootNumber.Next(directory.PathOf("state"), new FakeTimeProvider(Noon.AddSeconds(1))).Number > first);
    }

    [Theory]
    [InlineData("twelve")]
    [InlineData("")]
    [InlineData("18446744073709551615")]
    public void Next_TheFileIsGarbled_SaysSoAndMendsIt(string text)
    {
        using var directory = new TestDirectory();
        Directory.CreateDirectory(directory.PathOf("state"));
        File.WriteAllText(directory.PathOf("state/boot-number"), text);

        Assert.Equal($"{directory.PathOf("state/boot-number")} does not hold a number", BootNumber.Next(directory.PathOf("state"), new FakeTimeProvider(Noon)).Trouble);
        Assert.Null(BootNumber.Next(directory.PathOf("state"), new FakeTimeProvider(Noon)).Trouble);
    }

    [Fact]
    public void Next_ItCannotBeKept_GivesTheClocksNumberAndSaysWhy()
    {
        using var directory = new TestDirectory();
        File.WriteAllText(directory.PathOf("state"), "a file where the directory should be");

        var (number, trouble) = BootNumber.Next(directory.PathOf("state"), new FakeTimeProvider(Noon));

        Assert.NotNull(trouble);
        Assert.Equal((ulong)(Noon - DateTimeOffset.UnixEpoch).TotalMicroseconds, number);
    }

    [Theory]
    [InlineData(0UL, 0, 1UL)]
    [InlineData(0UL, -5, 1UL)]
    [InlineData(7UL, 0, 8UL)]
    public void After_AClockBeforeItsEpoch_GrowsFromOne(ulong kept, int seconds, ulong expected) =>
        Assert.Equal(expected, BootNumber.After(kept, DateTimeOffset.UnixEpoch.AddSeconds(seconds)));
}
