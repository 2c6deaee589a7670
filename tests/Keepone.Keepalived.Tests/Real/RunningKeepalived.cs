using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Keepone.Core.Model;
using Keepone.Keepalived.Generator;

namespace Keepone.Keepalived.Tests.Real;

/// <summary>A real keepalived of a replica in a namespace, with its files, its FIFO and its end.</summary>
public sealed class RunningKeepalived : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly string _runDirectory;
    private readonly System.Diagnostics.Process _process;
    private readonly FileStream _fifo;
    private readonly Channel<NotifyEvent> _events = Channel.CreateUnbounded<NotifyEvent>();
    private readonly StringBuilder _log = new();
    private readonly Task _reader;

    private RunningKeepalived(string runDirectory, ReplicaFiles files, System.Diagnostics.Process process, FileStream fifo)
    {
        (_runDirectory, Files, _process, _fifo) = (runDirectory, files, process, fifo);
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_log)
            {
                _log.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
        _reader = Task.Run(ReadFifo);
    }

    public ReplicaFiles Files { get; }

    public int Pid => _process.Id;

    public static async Task<RunningKeepalived> StartAsync(TestNamespace place, Replica replica, Func<string, string>? edit = null)
    {
        // A name without anything that keepalived's language would trip over.
        var runDirectory = System.IO.Directory.CreateTempSubdirectory("keepone-test-").FullName;
        var files = ReplicaFiles.For(runDirectory, replica.Router.Id);
        System.IO.Directory.CreateDirectory(files.TemporaryDirectory);
        WriteWhole(files.Health, "0\n");
        WriteWhole(files.Quorum, "0\n");
        var text = ReplicaConfiguration.Render(replica, files, KeepalivedVersion.Debian12, scriptUser: "nobody");
        WriteWhole(files.Configuration, edit is null ? text : edit(text));
        await TestNamespace.SucceedAsync("mkfifo", ["-m", "0600", files.NotifyFifo]);
        foreach (var setting in KernelSetting.For(replica.Router))
        {
            var (exit, _, errors) = await place.RunAsync("sysctl",
                ["-qw", $"{setting.Path["/proc/sys/".Length..]}={setting.Value}"]);
            Assert.True(exit == 0, errors);
        }

        // Read and write: the FIFO has an end of its own here, and a reload of keepalived does not end the reading.
        var fifo = new FileStream(files.NotifyFifo, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        var start = KeepalivedCommand.Start(files, KeepalivedVersion.Debian12, KeepalivedLog.File);
        var info = new ProcessStartInfo("ip",
            ["netns", "exec", place.Name, KeepalivedCommand.Program, .. start.Arguments])
        { RedirectStandardError = true };
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        return new RunningKeepalived(runDirectory, files, System.Diagnostics.Process.Start(info)!, fifo);
    }

    /// <summary>Writes a track file as the agent does: beside it, then renamed.</summary>
    public static void WriteWhole(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }

    // Another thread writes to it while a test reads.
    private string Written()
    {
        lock (_log)
        {
            return _log.ToString();
        }
    }

    /// <summary>The next event, which must be this one; events in between fail the test.</summary>
    public async Task<TimeSpan> NextAsync(NotifyKind kind, int priority)
    {
        var since = TimeProvider.System.GetTimestamp();
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            var next = await _events.Reader.ReadAsync(deadline.Token);
            Assert.True((next.Kind, next.Priority) == (kind, priority),
                $"{next} came instead of {kind} {priority}; keepalived wrote:\n{Written()}");
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException(
                $"{kind} {priority} did not come within {Patience.TotalSeconds} s; keepalived wrote:\n{Written()}", late);
        }

        return TimeProvider.System.GetElapsedTime(since);
    }

    /// <summary>Waits until a condition holds.</summary>
    public async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> holds, string what)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (holds(seen))
            {
                return seen;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(since) < Patience,
                $"{what} did not come to hold; last seen:\n{seen}\nkeepalived wrote:\n{Written()}");
            await Task.Delay(Step, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public Task SignalAsync(int signal) =>
        TestNamespace.SucceedAsync("kill", [$"-{signal}", Pid.ToString(CultureInfo.InvariantCulture)]);

    public async Task<KeepalivedDump> DumpAsync()
    {
        await SignalAsync(KeepalivedCommand.DumpSignal);
        KeepalivedDump? dump = null;
        await UntilAsync(
            () => Task.FromResult(File.Exists(Files.Dump) ? KeepalivedDump.TryParse(File.ReadAllBytes(Files.Dump), out dump)
                : DumpReading.Incomplete),
            reading => reading == DumpReading.Complete,
            "a complete dump");
        return dump!;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await SignalAsync(KeepalivedCommand.StopSignal);
        }

        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        // The reader sits in a read that nothing else can end.
        _fifo.Write("END\n"u8);
        await _reader;
        await _fifo.DisposeAsync();
        _process.Dispose();
        System.IO.Directory.Delete(_runDirectory, recursive: true);
    }

    private void ReadFifo()
    {
        using var lines = new StreamReader(_fifo, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 4096,
            leaveOpen: true);
        while (lines.ReadLine() is { } line && line != "END")
        {
            Assert.True(NotifyLine.TryParse(line, out var parsed), line);
            _events.Writer.TryWrite(parsed);
        }
    }
}
