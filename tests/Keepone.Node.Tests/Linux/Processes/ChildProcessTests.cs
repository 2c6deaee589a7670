using System.Globalization;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Processes;

public sealed class ChildProcessTests
{
    private static readonly TimeSpan Plenty = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task RunAsync_Exits_CodeAndBothStreams()
    {
        var result = await ShellAsync("echo out; echo err >&2; exit 7");
        Assert.Equal((7, null, "out\n", "err\n"), (result.ExitCode, result.Signal, result.Output, result.Error));
        Assert.False(result.TimedOut || result.OutputCut || result.Succeeded || result.Unkillable);
        Assert.Equal("exited with 7", result.Describe());
    }

    [Fact]
    public async Task RunAsync_EndedBySignal_SignalIsKnown()
    {
        var result = await ShellAsync("kill -TERM $$");
        Assert.Equal((null, 15), (result.ExitCode, result.Signal));
        Assert.Equal("was ended by signal 15", result.Describe());
    }

    [Fact]
    public async Task RunAsync_Environment_IsExactlyTheGivenOne()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["TMPDIR"] = "/run/x", ["ä"] = "ö" };
        var result = await ChildProcess.RunAsync(
            null, "/usr/bin/env", [], environment, Plenty, 4096, TestContext.Current.CancellationToken);
        Assert.Equal(["TMPDIR=/run/x", "ä=ö"], result.Output.TrimEnd().Split('\n').Order(StringComparer.Ordinal));
        result = await ChildProcess.RunAsync(null, "env", [], null, Plenty, 65536, TestContext.Current.CancellationToken);
        Assert.Contains("PATH=", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Child_HasOnlyTheStandardStreamsAndNoIgnoredSignals()
    {
        var result = await ShellAsync("ls -l /proc/self/fd; grep -E 'SigIgn|SigBlk' /proc/self/status");
        var lines = result.Output.TrimEnd().Split('\n');
        Assert.Contains(lines, line => line.EndsWith("0 -> /dev/null", StringComparison.Ordinal));

        // The three streams and the directory that ls itself opened.
        var open = lines.Where(line => line.Contains(" -> ", StringComparison.Ordinal)).ToArray();
        Assert.True(open.Length == 4, string.Join('\n', open));
        Assert.Contains("SigBlk:\t0000000000000000", lines);
        Assert.Contains("SigIgn:\t0000000000000000", lines);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(1_000_000)]
    public async Task RunAsync_Input_IsReadToItsEndAndCannotBeChanged(int bytes)
    {
        var input = new byte[bytes];
        Array.Fill(input, (byte)'x');
        var start = new ChildStart("sh", ["-c", "wc -c; echo more >&0 || echo refused"]) { Deadline = Plenty, OutputLimit = 4096, Input = input };
        var result = await ChildProcess.RunAsync(start, TestContext.Current.CancellationToken);
        Assert.Equal($"{bytes}\nrefused\n", result.Output);
    }

    [Fact]
    public async Task RunAsync_InputThatNobodyReads_HoldsUpNobody()
    {
        var start = new ChildStart("true", []) { Deadline = Plenty, OutputLimit = 10, Input = new byte[10_000_000] };
        Assert.True((await ChildProcess.RunAsync(start, TestContext.Current.CancellationToken)).Succeeded);
    }

    [Fact]
    public async Task RunAsync_InNamespace_ChildIsThere()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        var result = await ChildProcess.RunAsync(
            network.Left, "readlink", ["/proc/self/ns/net"], null, Plenty, 4096, TestContext.Current.CancellationToken);
        Assert.Equal($"net:[{network.Left.Inode}]\n", result.Output);
    }

    [Fact]
    public async Task RunAsync_Deadline_KillsGrandchildrenAlsoOutsideTheSession()
    {
        using var directory = new TestDirectory();
        using var fifo = Fifo.Open(directory.PathOf("pids"));
        using var reactor = new TestReactor();
        var lines = new Collected<string>();
        fifo.Attach(reactor.Reactor, lines.Add);
        const string Script = """
            trap '' TERM
            sh -c 'echo $$ > "$1"; exec sleep 1000' sh "$1" &
            setsid sh -c 'echo $$ > "$1"; exec sleep 1000' sh "$1" &
            wait
            """;
        var run = ChildProcess.RunAsync(
            null, "sh", ["-c", Script, "sh", fifo.Path], null, TimeSpan.FromSeconds(1), 4096,
            TestContext.Current.CancellationToken);
        await lines.UntilAsync(items => items.Count == 2);
        var exits = new Collected<int>();
        var held = lines.Items
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture))
            .Select(pid => ProcessHandle.TryOpen(ProcFs.Identify(pid)!.Value)!)
            .ToArray();
        foreach (var handle in held)
        {
            handle.OnExit(reactor.Reactor, () => exits.Add(handle.Identity.Pid));
        }

        var result = await run;
        Assert.True(result.TimedOut);
        Assert.Equal(9, result.Signal);
        Assert.StartsWith("did not end within ", result.Describe(), StringComparison.Ordinal);
        Assert.InRange(result.Duration, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
        await exits.UntilAsync(items => items.Count == 2);
        Array.ForEach(held, handle => handle.Dispose());
    }

    [Theory]
    [InlineData(100, 100, false)]
    [InlineData(101, 100, true)]
    [InlineData(5000, 100, true)]
    public async Task RunAsync_OutputLimit_RestIsDroppedAndTheChildGoesOn(int bytes, int limit, bool cut)
    {
        var result = await ShellAsync($"head -c {bytes} /dev/zero | tr '\\0' x; exit 3", limit);
        Assert.Equal(new string('x', Math.Min(bytes, limit)), result.Output);
        Assert.Equal((cut, 3), (result.OutputCut, result.ExitCode));
    }

    [Fact]
    public async Task RunAsync_Flood_IsKilled()
    {
        var result = await ShellAsync("exec yes", 1000);
        Assert.Equal((9, true, false, 1000), (result.Signal, result.OutputCut, result.TimedOut, result.Output.Length));
    }

    [Fact]
    public async Task RunAsync_Cancelled_ChildIsGone()
    {
        using var directory = new TestDirectory();
        using var fifo = Fifo.Open(directory.PathOf("pids"));
        using var reactor = new TestReactor();
        using var stop = new CancellationTokenSource();
        var lines = new Collected<string>();
        fifo.Attach(reactor.Reactor, lines.Add);
        var run = ChildProcess.RunAsync(
            null, "sh", ["-c", "echo $$ > \"$1\"; exec sleep 1000", "sh", fifo.Path], null, Plenty, 10, stop.Token);
        var pid = int.Parse(await lines.FirstAsync(_ => true), CultureInfo.InvariantCulture);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Null(ProcFs.Read(pid));
        Assert.Throws<OperationCanceledException>(
            () => { _ = ChildProcess.RunAsync(null, "true", [], null, Plenty, 10, stop.Token); });
    }

    [Fact]
    public async Task RunAsync_DaemonOutlivesItsStarter_RunEndsAtOnce()
    {
        using var directory = new TestDirectory();
        using var fifo = Fifo.Open(directory.PathOf("pids"));
        using var reactor = new TestReactor();
        var lines = new Collected<string>();
        fifo.Attach(reactor.Reactor, lines.Add);
        var result = await ChildProcess.RunAsync(
            null, "sh", ["-c", "setsid sh -c 'echo $$ > \"$1\"; exec sleep 1000' sh \"$1\" & exit 0", "sh", fifo.Path], null,
            Plenty, 10, TestContext.Current.CancellationToken, ChildOutput.Discard);
        Assert.True(result.Succeeded);
        var pid = int.Parse(await lines.FirstAsync(_ => true), CultureInfo.InvariantCulture);
        var daemon = ProcFs.Identify(pid);
        Assert.NotNull(daemon);
        using var handle = ProcessHandle.TryOpen(daemon.Value);
        Assert.True(handle!.Signal(9));
    }

    [Theory]
    [InlineData("no-such-program", "cannot start 'no-such-program': No such file or directory")]
    [InlineData("/etc/passwd", "cannot start '/etc/passwd': Permission denied")]
    public async Task RunAsync_CannotStart_SaysWhy(string program, string expected)
    {
        var error = await Assert.ThrowsAsync<LinuxException>(
            () => ChildProcess.RunAsync(null, program, [], null, Plenty, 10, TestContext.Current.CancellationToken));
        Assert.Equal(expected, error.Message);
    }

    private static Task<ChildResult> ShellAsync(string script, int limit = 4096) =>
        ChildProcess.RunAsync(null, "sh", ["-c", script], null, Plenty, limit, TestContext.Current.CancellationToken);
}
