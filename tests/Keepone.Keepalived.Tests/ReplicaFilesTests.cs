using Keepone.Core.Model;

namespace Keepone.Keepalived.Tests;

public sealed class ReplicaFilesTests
{
    [Fact]
    public void For_ARouter_KeepsEverythingInItsOwnDirectory()
    {
        var id = RouterId.FromName("edge-1");
        var files = ReplicaFiles.For("/run/keepone", id);

        string[] all =
        [
            files.Configuration, files.Health, files.Quorum, files.NotifyFifo, files.TemporaryDirectory, files.Dump,
            files.ParentPid, files.VrrpPid, files.Log,
        ];
        Assert.Equal($"/run/keepone/routers/{id}", files.Directory);
        Assert.All(all, path => Assert.StartsWith(files.Directory + "/", path, StringComparison.Ordinal));
        Assert.Equal(all.Length, all.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("run/keepone")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("/")]
    [InlineData("/run/my routers")]
    [InlineData("/run/\"quoted\"")]
    [InlineData("/run/a{b")]
    [InlineData("/run/a\nb")]
    public void For_ADirectoryThatKeepalivedCannotName_Throws(string? directory)
    {
        Assert.False(ReplicaFiles.IsUsable(directory));
        Assert.Throws<ArgumentException>(() => ReplicaFiles.For(directory!, RouterId.FromName("edge-1")));
    }
}
