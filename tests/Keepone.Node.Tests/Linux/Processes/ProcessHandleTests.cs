using System.Diagnostics;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Processes;

public sealed class ProcessHandleTests
{
    private const int Sigterm = 15;

    [Fact]
    public async Task OnExit_Signalled_IsCalledOnce()
    {
        using var reactor = new TestReactor();
        using var sleep = Process.Start("sleep", ["1000"]);
        using var handle = ProcessHandle.TryOpen(Assert.IsType<ProcessIdentity>(ProcFs.Identify(sleep.Id)));
        Assert.NotNull(handle);
        var exits = new Collected<bool>();
        handle.OnExit(reactor.Reactor, () => exits.Add(handle.HasExited));
        Assert.False(handle.HasExited);
        Assert.True(handle.Signal(0));
        Assert.True(handle.Signal(Sigterm));
        Assert.True(await exits.FirstAsync(_ => true));
        await sleep.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(128 + Sigterm, sleep.ExitCode);
        Assert.False(handle.Signal(Sigterm));
        Assert.Equal(0, reactor.Reactor.Count);
        Assert.Single(exits.Items);
    }

    [Fact]
    public void TryOpen_IdInUseByALaterProcess_Refused()
    {
        using var sleep = Process.Start("sleep", ["1000"]);
        try
        {
            var identity = Assert.IsType<ProcessIdentity>(ProcFs.Identify(sleep.Id));
            Assert.Null(ProcessHandle.TryOpen(identity with { StartTicks = identity.StartTicks - 1 }));
            using var right = ProcessHandle.TryOpen(identity);
            Assert.NotNull(right);
        }
        finally
        {
            sleep.Kill();
            sleep.WaitForExit();
        }
    }

    [Fact]
    public async Task TryOpen_Ended_IsNull()
    {
        using var sleep = Process.Start("sleep", ["1000"]);
        var identity = Assert.IsType<ProcessIdentity>(ProcFs.Identify(sleep.Id));
        sleep.Kill();
        await sleep.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Null(ProcessHandle.TryOpen(identity));
        Assert.Null(ProcessHandle.TryOpen(new ProcessIdentity(int.MaxValue, 1)));
    }

    [Fact]
    public void Signal_NoSuchSignal_NamesIt()
    {
        using var self = ProcessHandle.TryOpen(ProcFs.Identify(Environment.ProcessId)!.Value);
        var error = Assert.Throws<LinuxException>(() => self!.Signal(4711));
        Assert.Equal($"cannot send signal 4711 to process {Environment.ProcessId}: Invalid argument", error.Message);
    }
}
