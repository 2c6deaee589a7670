using Keepone.Core.Model;

namespace Keepone.Keepalived.Tests.Process;

public sealed class KeepalivedCommandTests
{
    private static readonly ReplicaFiles Files = ReplicaFiles.For("/run/keepone", RouterId.FromName("edge-1"));

    [Fact]
    public void Start_ToSyslog_Daemonizes()
    {
        var start = KeepalivedCommand.Start(Files, KeepalivedVersion.Debian12, KeepalivedLog.Syslog);

        Assert.False(start.Foreground);
        Assert.Null(start.StandardError);
        Assert.DoesNotContain("--dont-fork", start.Arguments);
        Assert.Equal(Files.TemporaryDirectory, start.Environment["TMPDIR"]);
    }

    [Fact]
    public void Start_ToAFile_StaysInTheForegroundAndWritesToIt()
    {
        var start = KeepalivedCommand.Start(Files, KeepalivedVersion.Debian12, KeepalivedLog.File);

        Assert.True(start.Foreground);
        Assert.Equal(Files.Log, start.StandardError);
        Assert.Contains("--no-syslog", start.Arguments);
    }

    [Fact]
    public void Start_Always_NamesItsOwnFiles() =>
        Assert.Equal(
            [Files.Configuration, Files.ParentPid, Files.VrrpPid],
            KeepalivedCommand.Start(Files, KeepalivedVersion.Debian12, KeepalivedLog.Syslog)
                .Arguments.Where(argument => argument.StartsWith('/')));
}
