using Keepone.Agent.Supervision;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Keepalived;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Supervision;

public sealed class TrackFilesTests
{
    [Theory]
    [InlineData("-30\n", -30)]
    [InlineData("51\n", 51)]
    [InlineData("", 0)]
    [InlineData("nonsense", 0)]
    [InlineData("999\n", 0)]
    [InlineData(null, 0)]
    public void TrackFiles_WhatIsThere_IsKeptWhenGoodAndReplacedByZeroOtherwise(string? content, int expected)
    {
        using var directory = new TestDirectory();
        var files = Files(directory);
        if (content is not null)
        {
            File.WriteAllText(files.Health, content);
        }

        var tracks = new TrackFiles(files, Three().Priorities);

        Assert.Equal(expected, tracks.Health);
        Assert.Equal($"{expected}\n", File.ReadAllText(files.Health));
        Assert.Equal("0\n", File.ReadAllText(files.Quorum));
    }

    [Fact]
    public void SetHealth_AnotherValue_ReplacesTheFileAndSaysSo()
    {
        using var directory = new TestDirectory();
        var files = Files(directory);
        var plan = Three().Priorities;
        var tracks = new TrackFiles(files, plan);

        Assert.True(tracks.SetHealth(plan, 0, bonus: true));
        Assert.False(tracks.SetHealth(plan, 0, bonus: true));

        Assert.Equal("-30\n", File.ReadAllText(files.Health));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(files.Health));
        Assert.Equal(["health", "quorum"], Directory.GetFiles(files.Directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0, false, "0\n")]
    [InlineData(0, true, "-30\n")]
    [InlineData(51, false, "51\n")]
    [InlineData(51, true, "21\n")]
    [InlineData(1000, false, "99\n")]
    public void SetHealth_PenaltyAndBonus_AreOneNumberThatTheNextAgentTakesApart(int penalty, bool bonus, string content)
    {
        using var directory = new TestDirectory();
        var (files, plan) = (Files(directory), Three().Priorities);
        new TrackFiles(files, plan).SetHealth(plan, penalty, bonus);

        Assert.Equal(content, File.ReadAllText(files.Health));
        Assert.Equal(bonus, new TrackFiles(files, plan, penalty).HasBonus);
    }

    private static ReplicaFiles Files(TestDirectory directory)
    {
        var files = ReplicaFiles.For(directory.Root, RouterId.FromName("edge-1"));
        Directory.CreateDirectory(files.Directory);
        return files;
    }

    internal static Replica Three() => Replica.Of(SpecificationReader.Read("""
        router: edge-1
        vrid: 7
        replicas: [net-1, net-2, net-3]
        ha: { network: n, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18, net-3: 169.254.192.3/18 } }
        """, "edge-1.yaml").Routers[0], "net-1")!;
}
