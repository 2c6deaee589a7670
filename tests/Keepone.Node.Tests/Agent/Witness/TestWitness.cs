using System.Diagnostics;
using System.Net.Sockets;
using Keepone.Agent.Status;
using Keepone.Agent.Witness;
using Keepone.Linux;
using Keepone.Node.Tests.Agent.Systemd;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Witness;

/// <summary>The real program as a witness, in a namespace of its own, with files of its own.</summary>
internal sealed class TestWitness : IAsyncDisposable
{
    private const int Nobody = 65534;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private readonly TestDirectory _directory = new();
    private readonly string _namespace;
    private readonly Collected<string> _log = new();
    private Process? _process;

    internal TestWitness(string nameSpace)
    {
        _namespace = nameSpace;
        Directory.CreateDirectory(_directory.PathOf("routers.d"));
        Directory.CreateDirectory(_directory.PathOf("keys"));
        File.WriteAllText(_directory.PathOf("witness.yaml"), $"""
            name: w1
            routers: {_directory.PathOf("routers.d")}
            keys: {_directory.PathOf("keys")}
            run: {_directory.PathOf("run")}
            state: {_directory.PathOf("state")}
            socket: {_directory.PathOf("witness.sock")}
            """);
    }

    internal string Socket => _directory.PathOf("witness.sock");

    internal int Pid => _process!.Id;

    internal string Promises => _directory.PathOf("run/promises");

    internal void Specify(string file, string text) => AtomicFile.Write(
        _directory.PathOf($"routers.d/{file}"), System.Text.Encoding.UTF8.GetBytes(text), UnixFileMode.UserRead | UnixFileMode.UserWrite, durable: false);

    internal void Unspecify(string file) => File.Delete(_directory.PathOf($"routers.d/{file}"));

    internal void WriteKey(string router, Keepone.Core.Guard.GuardKeys keys) => AtomicFile.Write(
        _directory.PathOf($"keys/{router}.key"), System.Text.Encoding.ASCII.GetBytes(keys.ToFileText()), UnixFileMode.UserRead | UnixFileMode.UserWrite, durable: false);

    /// <summary>Starts it.</summary>
    /// <param name="uptime">How long its host has been up, as far as it can tell; null: as long as it has.</param>
    /// <param name="manager">Whom it tells how it is, as its unit does: then it runs as a user without any capability, whose files these are.</param>
    internal async Task StartAsync(TimeSpan? uptime = null, DatagramListener? manager = null)
    {
        if (manager is not null)
        {
            await RunAsync("chown", "-R", $"{Nobody}:{Nobody}", _directory.Root);
            await RunAsync("chmod", "777", Path.GetDirectoryName(manager.Path)!, manager.Path);
        }

        string[] booted = uptime is { } up
            ? ["unshare", "--time", "--boottime", $"-{(long)(BootClock.Now - up).TotalSeconds}"]
            : [];
        string[] command =
        [
            "nsenter", $"--net=/run/netns/{_namespace}", .. booted,
            .. manager is null ? [] : new[] { "setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs" },
            Path.Combine(AppContext.BaseDirectory, "keepone"), "witness", "--config", _directory.PathOf("witness.yaml"),
        ];
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["NOTIFY_SOCKET"] = manager?.Path;
        start.Environment["WATCHDOG_USEC"] = "600000";
        start.Environment.Remove("JOURNAL_STREAM");
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Its process's memory and processor time.</summary>
    internal (long ResidentBytes, TimeSpan Processor) Cost()
    {
        _process!.Refresh();
        return (_process.WorkingSet64, _process.TotalProcessorTime);
    }

    /// <summary>Power loss, as far as one process can have it.</summary>
    internal async Task KillAsync()
    {
        _process!.Kill();
        await EndAsync();
    }

    /// <summary>Ends it as systemd does.</summary>
    /// <returns>Its exit code.</returns>
    internal async Task<int> TerminateAsync()
    {
        using (var handle = ProcessHandle.TryOpen(ProcFs.Identify(_process!.Id)!.Value))
        {
            handle!.Signal(15);
        }

        return await EndAsync();
    }

    /// <summary>Waits until its status is as expected.</summary>
    internal async Task<WitnessStatus> UntilAsync(Func<WitnessStatus, bool> condition)
    {
        WitnessStatus? last = null;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Collected<int>.Deadline);
        while (!deadline.IsCancellationRequested)
        {
            try
            {
                last = await StatusSocket.AskAsync(Socket, WitnessJson.Default.WitnessStatus, deadline.Token);
                if (condition(last))
                {
                    return last;
                }

                await Task.Delay(Step, TimeProvider.System, deadline.Token);
            }
            catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
            {
                // Not there yet.
            }
        }

        Assert.Fail(
            $"not within {Collected<int>.Deadline.TotalSeconds} s; last: {last} {string.Join(" | ", last?.Routers.Take(3).Select(router => router.ToString()) ?? [])}"
            + $" {string.Join(" | ", last?.Problems ?? [])}; log: {string.Join("\n", _log.Items.TakeLast(30))}");
        return last!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        _directory.Dispose();
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var result = await ChildProcess.RunAsync(null, program, arguments, null, Collected<int>.Deadline, 4096, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, $"{program} {result.Describe()}: {result.Error}");
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            _log.Add(line);
        }
    }

    private async Task<int> EndAsync()
    {
        await _process!.WaitForExitAsync(CancellationToken.None).WaitAsync(Collected<int>.Deadline, TimeProvider.System);
        var code = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return code;
    }
}
