using System.Globalization;
using Keepone.Agent.Scripts;
using Keepone.Core.Health;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Scripts;

public sealed class ScriptMeansTests : IDisposable
{
    private readonly ScriptBench? _bench = Environment.IsPrivilegedProcess ? new ScriptBench() : null;
    private readonly TestReactor _reactor = new();
    private readonly Collected<(uint Run, CheckResult Result)> _ended = new();

    private ScriptBench Bench
    {
        get
        {
            Assert.SkipUnless(_bench is not null, "needs root");
            return _bench!;
        }
    }

    public void Dispose()
    {
        _reactor.Dispose();
        _bench?.Dispose();
    }

    [Fact]
    public async Task Begin_AScript_ItsEndIsToldOnTheReactor()
    {
        using var services = Services(1);
        var onReactor = false;
        var means = new ScriptMeans(ScriptBench.Check(Bench.Write("echo fine")), services, _ => onReactor = _reactor.Reactor.IsCurrent);
        Begin(means, 7);
        var ended = await _ended.FirstAsync(_ => true);
        Assert.Equal((7u, CheckOutcome.Pass, "fine"), (ended.Run, ended.Result.Outcome, ended.Result.Message));
        Assert.True(onReactor && means.EndsByItself);
        Assert.True(ended.Result.Duration > TimeSpan.Zero);
        await DisposeAsync(means);
    }

    [Fact]
    public async Task Begin_ItGetsNoTurnWithinItsInterval_ErrorThatSaysSo()
    {
        using var services = Services(1);
        var hangs = new ScriptMeans(ScriptBench.Check(Bench.Write("exec sleep 1000", "hangs.sh")), services);
        var waits = new ScriptMeans(ScriptBench.Check(Bench.Write("echo fine")) with { Interval = TimeSpan.FromMilliseconds(150) }, services);
        Begin(hangs, 1);
        Begin(waits, 2);
        var ended = await _ended.FirstAsync(_ => true);
        Assert.Equal((2u, CheckOutcome.Error), (ended.Run, ended.Result.Outcome));
        Assert.StartsWith("it did not get its turn within 150ms: 1 scripts run on this node", ended.Result.Message, StringComparison.Ordinal);

        // The one that hangs is killed with its means, and its slot serves the next.
        await DisposeAsync(hangs);
        Begin(waits, 3);
        Assert.Equal(3u, (await _ended.FirstAsync(end => end.Run != 2)).Run);
        await DisposeAsync(waits);
        Assert.DoesNotContain(_ended.Items, end => end.Run == 1);
    }

    [Fact]
    public async Task Dispose_WhileItRuns_NothingIsLeftAndNothingIsTold()
    {
        using var services = Services(1);
        using var directory = new TestDirectory();
        using var fifo = Fifo.Open(directory.PathOf("pids"));
        File.SetUnixFileMode(directory.Root, ScriptBench.Everybody);
        File.SetUnixFileMode(fifo.Path, (UnixFileMode)0x1b6);
        var lines = new Collected<string>();
        fifo.Attach(_reactor.Reactor, lines.Add);
        var means = new ScriptMeans(ScriptBench.Check(Bench.Write("echo up > $1; setsid sleep 1000 & sleep 1000"), null, fifo.Path), services);
        Begin(means, 1);
        await lines.FirstAsync(_ => true);
        await DisposeAsync(means);
        await Bench.UntilNobodyIsLeftAsync();
        Assert.Empty(_ended.Items);
    }

    [Fact]
    public async Task Begin_AChildThatCannotBeKilled_IsReportedAndGetsNoCompany()
    {
        const string Freezer = "/sys/fs/cgroup/freezer";
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists($"{Freezer}/tasks"), "needs root and the freezer of control groups version 1");
        using var services = Services(1);
        var frozen = $"{Freezer}/keepone-test-{Environment.ProcessId}";
        Directory.CreateDirectory(frozen);
        try
        {
            using var directory = new TestDirectory();
            using var fifo = Fifo.Open(directory.PathOf("pids"));
            File.SetUnixFileMode(directory.Root, ScriptBench.Everybody);
            File.SetUnixFileMode(fifo.Path, (UnixFileMode)0x1b6);
            var lines = new Collected<string>();
            fifo.Attach(_reactor.Reactor, lines.Add);
            var check = ScriptBench.Check(Bench.Write("echo up > $1; exec sleep 1000"), TimeSpan.FromSeconds(3), fifo.Path);
            var means = new ScriptMeans(check, services);
            Begin(means, 1);
            await lines.FirstAsync(_ => true);

            // A frozen process does not take SIGKILL before it is thawed, as one that waits for a dead disk does not.
            var stuck = Bench.Left().Single(pid => ProcFs.CommandLine(pid) is [var program, ..] && program != "unshare");
            await File.WriteAllTextAsync($"{frozen}/tasks", stuck.ToString(CultureInfo.InvariantCulture), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync($"{frozen}/freezer.state", "FROZEN", TestContext.Current.CancellationToken);
            var first = (await _ended.FirstAsync(end => end.Run == 1)).Result;
            Assert.Equal(CheckOutcome.Timeout, first.Outcome);
            Assert.StartsWith("it did not end within 3s and cannot be killed: process ", first.Message, StringComparison.Ordinal);
            Assert.Equal((1, 0), (services.Queue.Unkillable, services.Queue.Running));

            Begin(means, 2);
            var second = (await _ended.FirstAsync(end => end.Run == 2)).Result;
            Assert.Equal(CheckOutcome.Timeout, second.Outcome);
            Assert.Contains(" of an earlier run hangs in the kernel and cannot be killed", second.Message, StringComparison.Ordinal);

            await File.WriteAllTextAsync($"{frozen}/freezer.state", "THAWED", TestContext.Current.CancellationToken);

            // A process that dies gives back its memory, and its environment with it, a moment before it is a zombie.
            await ScriptBench.UntilDeadAsync(stuck);
            Bench.Write("echo fine");
            Begin(means, 3);
            Assert.Equal("fine", (await _ended.FirstAsync(end => end.Run == 3)).Result.Message);
            Assert.Equal(0, services.Queue.Unkillable);
            await DisposeAsync(means);
        }
        finally
        {
            await File.WriteAllTextAsync($"{frozen}/freezer.state", "THAWED", CancellationToken.None);
            await Bench.UntilNobodyIsLeftAsync();
            Directory.Delete(frozen);
        }
    }

    private ScriptServices Services(int concurrent) => ScriptServices.Of(_reactor.Reactor, concurrent, Bench.Identity);

    private void Begin(ScriptMeans means, uint run) =>
        Assert.True(_reactor.Reactor.Post(() => means.Begin(run, Bench.Facts, (uint number, in CheckResult result) => _ended.Add((number, result)))));

    private async Task DisposeAsync(ScriptMeans means)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(_reactor.Reactor.Post(() =>
        {
            means.Dispose();
            done.SetResult();
        }));
        await done.Task.WaitAsync(Collected<string>.Deadline, TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
