using System.Diagnostics;
using System.Globalization;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Processes;

public sealed class ProcFsTests
{
    private const string Rest = "S 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 10 11 12";

    [Theory]
    [InlineData("keepalived")]
    [InlineData("a) S 9 (b")]
    [InlineData("()")]
    [InlineData("")]
    public void Parse_AnyName_FieldsAreFound(string name)
    {
        var status = ProcFs.Parse($"42 ({name}) {Rest}\n");
        Assert.Equal(new ProcessStatus(new ProcessIdentity(42, 987654), name, 'S', 1, 42, 42), status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("42 keepalived S 1")]
    [InlineData("42 (keepalived) S 1 42")]
    [InlineData("x (keepalived) " + Rest)]
    public void Parse_NotAStatLine_IsNull(string text) => Assert.Null(ProcFs.Parse(text));

    [Fact]
    public void ProportionalKilobytes_OwnProcessAndNone_IsSomethingAndNull()
    {
        Assert.InRange(ProcFs.ProportionalKilobytes(Environment.ProcessId)!.Value, 1000, 10_000_000);
        Assert.Null(ProcFs.ProportionalKilobytes(int.MaxValue));
    }

    [Fact]
    public void Read_Self_IsThisProcess()
    {
        var self = Assert.IsType<ProcessStatus>(ProcFs.Read(Environment.ProcessId));
        Assert.True(self.IsAlive);
        Assert.Equal(self.Identity, ProcFs.Identify(Environment.ProcessId));
        Assert.Contains(Environment.ProcessId, ProcFs.Processes());
        Assert.NotEmpty(ProcFs.CommandLine(Environment.ProcessId));
        using var current = NetworkNamespace.OpenOfProcess(Environment.ProcessId);
        Assert.Equal(current.Inode, ProcFs.NetworkNamespaceInode(Environment.ProcessId));
        Assert.Null(ProcFs.Read(int.MaxValue));
        Assert.Null(ProcFs.NetworkNamespaceInode(int.MaxValue));
        Assert.Empty(ProcFs.Children(int.MaxValue));
    }

    [Fact]
    public async Task Children_ChildWithGrandchild_DescendantsInOrder()
    {
        using var directory = new TestDirectory();
        using var fifo = Fifo.Open(directory.PathOf("pids"));
        using var reactor = new TestReactor();
        using var stop = new CancellationTokenSource();
        var lines = new Collected<string>();
        fifo.Attach(reactor.Reactor, lines.Add);
        var run = ChildProcess.RunAsync(
            null, "sh", ["-c", "sleep 1000 & echo $$ $! > \"$1\"; wait", "sh", fifo.Path], null,
            TimeSpan.FromMinutes(1), 4096, stop.Token);
        var line = await lines.FirstAsync(_ => true);
        var pids = line.Split(' ').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        Assert.Contains(pids[0], ProcFs.Children(Environment.ProcessId));
        Assert.Equal([pids[1]], ProcFs.Descendants(pids[0]));
        Assert.Equal(["sh", "-c", "sleep 1000 & echo $$ $! > \"$1\"; wait", "sh", fifo.Path], ProcFs.CommandLine(pids[0]));
        Assert.Equal(pids[0], ProcFs.Read(pids[1])?.Parent);
        Assert.Equal(pids[0], ProcFs.Read(pids[0])?.Session);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public void HasInotify_AWatcherOrNone_IsTold()
    {
        using var without = Process.Start("/bin/sleep", "60");
        try
        {
            using var watcher = new FileSystemWatcher("/tmp") { EnableRaisingEvents = true };
            Assert.True(ProcFs.HasInotify(Environment.ProcessId));
            Assert.False(ProcFs.HasInotify(without.Id));
            Assert.False(ProcFs.HasInotify(int.MaxValue));
        }
        finally
        {
            without.Kill();
        }
    }
}
