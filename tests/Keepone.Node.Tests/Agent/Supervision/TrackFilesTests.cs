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

        var tracks = new TrackFiles(files);

        Assert.Equal(expected, tracks.Health);
        Assert.Equal($"{expected}\n", File.ReadAllText(files.Health));
        Assert.Equal("0\n", File.ReadAllText(files.Quorum));
    }

    [Fact]
    public void SetHealth_AnotherValue_ReplacesTheFileAndSaysSo()
    {
        using var directory = new TestDirectory();
        var files = Files(directory);
        var tracks = new TrackFiles(files);

        Assert.True(tracks.SetHealth(-30));
        Assert.False(tracks.SetHealth(-30));

        Assert.Equal("-30\n", File.ReadAllText(files.Health));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(files.Health));
        Assert.Equal(["health", "quorum"], Directory.GetFiles(files.Directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(-30, 30)]
    [InlineData(-200, 30)]
    [InlineData(0, 0)]
    [InlineData(51, 0)]
    public void BonusOf_AHealthValue_IsAtMostThePlansBonus(int health, int bonus)
    {
        using var directory = new TestDirectory();
        var tracks = new TrackFiles(Files(directory));
        tracks.SetHealth(health);

        Assert.Equal(bonus, tracks.BonusOf(Three()));
    }

    private static ReplicaFiles Files(TestDirectory directory)
    {
        var files = ReplicaFiles.For(directory.Root, RouterId.FromName("edge-1"));
        Directory.CreateDirectory(files.Directory);
        return files;
    }

    private static Replica Three() => Replica.Of(SpecificationReader.Read("""
        router: edge-1
        vrid: 7
        replicas: [net-1, net-2, net-3]
        ha: { network: n, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18, net-3: 169.254.192.3/18 } }
        """, "edge-1.yaml").Routers[0], "net-1")!;
}
