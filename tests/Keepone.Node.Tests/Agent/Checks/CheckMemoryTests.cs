using Keepone.Agent.Checks;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Checks;

public sealed class CheckMemoryTests
{
    private static readonly KeptCheck Sick = new(
        new CheckReport("uplink", CheckVerdict.Sick, DateTimeOffset.UnixEpoch, CheckOutcome.Fail, "nobody there", Broken: false, Held: true),
        1900.5, TimeSpan.FromSeconds(77), TimeSpan.FromSeconds(70));

    [Fact]
    public void Read_WhatWasKept_IsTheStateToGoOnWith()
    {
        using var directory = new TestDirectory();
        var path = directory.PathOf("checks");
        new CheckMemory(path).Keep([Sick]);

        var kept = new CheckMemory(path).Read();

        Assert.Equal(Sick, Assert.Single(kept).Value);
        Assert.Equal(
            new CheckState(CheckVerdict.Sick, TimeSpan.FromSeconds(70), 0, 0, 1900.5, TimeSpan.FromSeconds(77), true, CheckOutcome.Fail), kept["uplink"].ToState());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"nodeBoot":"another","checks":[]}""")]
    public void Read_NothingGood_IsAFreshBeginning(string? content)
    {
        using var directory = new TestDirectory();
        var path = directory.PathOf("checks");
        if (content is not null)
        {
            File.WriteAllText(path, content);
        }

        Assert.Empty(new CheckMemory(path).Read());
    }

    [Fact]
    public void Read_AnotherBoot_IsAFreshBeginning()
    {
        using var directory = new TestDirectory();
        var path = directory.PathOf("checks");
        new CheckMemory(path).Keep([Sick]);
        var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        File.WriteAllText(path, File.ReadAllText(path).Replace(boot, "0" + boot[1..] + "x", StringComparison.Ordinal));

        Assert.Empty(new CheckMemory(path).Read());
    }
}
