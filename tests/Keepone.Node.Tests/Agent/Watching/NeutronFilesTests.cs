using Keepone.Agent.Watching;
using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Watching;

/// <summary>Files that any local user may have written.</summary>
public sealed class NeutronFilesTests : IDisposable
{
    private const string Id = "b0a9d2f2-6a0a-4b7b-9a3e-1f1f3d6f5c11";
    private readonly TestDirectory _directory = new();
    private readonly NeutronFiles _files;
    private readonly RouterId _router;

    public NeutronFilesTests()
    {
        _files = new NeutronFiles(_directory.Root);
        Assert.True(RouterId.TryParse(Id, out _router));
        Directory.CreateDirectory(_directory.PathOf(Id));
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("primary", "primary")]
    [InlineData("backup\n", "backup")]
    [InlineData("fault", "fault")]
    [InlineData("", null)]
    [InlineData("master", null)]
    public void State_AWord_IsOneThatNeutronWritesOrNone(string text, string? expected)
    {
        File.WriteAllText(_directory.PathOf($"{Id}/state"), text);

        Assert.Equal(expected, _files.State(_router));
    }

    [Fact]
    public void State_AFloodOrADirectory_IsNone()
    {
        File.WriteAllText(_directory.PathOf($"{Id}/state"), new string('x', 10_000));
        Assert.Null(_files.State(_router));

        File.Delete(_directory.PathOf($"{Id}/state"));
        Directory.CreateDirectory(_directory.PathOf($"{Id}/state"));
        Assert.Null(_files.State(_router));
    }

    [Fact]
    public void Read_AFifoInPlaceOfTheFile_DoesNotWait()
    {
        using (Fifo.Open(_files.ConfigurationOf(_router)))
        {
            Assert.NotEqual("it is gone", _files.Read(_router).Trouble);
        }
    }

    [Theory]
    [InlineData("4711\n", 4711)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("4711 4712", null)]
    public void Pid_ANumber_IsOneOrNone(string text, int? expected)
    {
        File.WriteAllText(_directory.PathOf($"{Id}.pid.keepalived"), text);

        Assert.Equal(expected, _files.Pid(_router));
    }

    [Fact]
    public void Routers_OtherDirectoriesAndFiles_AreNone()
    {
        Directory.CreateDirectory(_directory.PathOf("not-a-router"));
        File.WriteAllText(_directory.PathOf("not-a-router/keepalived.conf"), "");
        Assert.Empty(_files.Routers());

        File.WriteAllText(_files.ConfigurationOf(_router), "");
        Assert.Equal([_router], _files.Routers());
    }
}
