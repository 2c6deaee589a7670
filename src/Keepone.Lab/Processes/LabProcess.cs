using System.ComponentModel;
using System.Diagnostics;

namespace Keepone.Lab.Processes;

/// <summary>
/// A long-running process of the lab. Its output goes to a bounded log file, line by line, and to a reader if there is one; the lab
/// ends it, and the end of the lab's PID namespace ends it in every other case.
/// </summary>
internal sealed class LabProcess : IAsyncDisposable
{
    /// <summary>The most that is kept of one process's output: a runaway logger must not fill the tmpfs.</summary>
    public const long LongestLog = 16 * 1024 * 1024;

    // Longer than what the controller gives its connections to end (10 s), one of which may lead to a dead node.
    private static readonly TimeSpan TermDeadline = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly Task _pumps;
    private readonly TimeProvider _time;

    private LabProcess(string name, Process process, Task pumps, TimeProvider time)
    {
        Name = name;
        _process = process;
        _pumps = pumps;
        _time = time;
        Pid = process.Id;
    }

    /// <summary>What the process is called in messages.</summary>
    public string Name { get; }

    /// <summary>Its id in the lab's PID namespace.</summary>
    public int Pid { get; }

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Whether it is still there.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Starts a process.</summary>
    /// <param name="name">What it is called in messages and its log file.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="logs">The directory of its log.</param>
    /// <param name="line">Is given each line of standard output, on a pool thread; null: nobody listens.</param>
    /// <param name="ended">Is called when it has ended, for whatever reason; null: nobody cares.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The process.</returns>
    /// <exception cref="LabException">The program is missing.</exception>
    public static LabProcess Start(string name, IReadOnlyList<string> command, string logs, Action<string>? line, Action? ended, TimeProvider time)
    {
        var start = Tool.Piped(command);
        start.WorkingDirectory = "/run";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["TMPDIR"] = "/run";
        Process process;
        try
        {
            process = new Process { StartInfo = start, EnableRaisingEvents = true };
            process.Exited += (_, _) => ended?.Invoke();
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new LabException($"The lab could not start {name}: '{command[0]}': {exception.Message}.", 3, exception);
        }

        process.StandardInput.Close();
        var log = TextWriter.Synchronized(new StreamWriter(Path.Combine(logs, name + ".log"), append: true) { AutoFlush = true });
        var budget = new Budget(LongestLog);
        var pumps = PumpAllAsync(
            PumpAsync(process.StandardOutput, log, budget, line), PumpAsync(process.StandardError, log, budget, line: null), log);
        return new LabProcess(name, process, pumps, time);
    }

    /// <summary>Kills the process (SIGKILL), not what it started.</summary>
    /// <returns>A task that ends when it is gone.</returns>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Asks the process to end (SIGTERM), kills it when it does not, and reaps it.</summary>
    /// <returns>A task that ends when the process is gone and its log closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            try
            {
                await Tool.RunAsync(["kill", "-TERM", Pid.ToString()], input: null, CancellationToken.None);
            }
            catch (LabException)
            {
                // It ended between the look and the signal.
            }

            using var deadline = new CancellationTokenSource(TermDeadline, _time);
            try
            {
                await _process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        // A grandchild may still hold the pipe (keepalived outlives its agent): its output is nobody's, the wait is bounded.
        using var drain = new CancellationTokenSource(TimeSpan.FromMilliseconds(200), _time);
        await Task.WhenAny(_pumps, Task.Delay(Timeout.InfiniteTimeSpan, _time, drain.Token));
        ExitCode = _process.HasExited ? _process.ExitCode : -1;
        _process.Dispose();
    }

    private static async Task PumpAllAsync(Task output, Task errors, TextWriter log)
    {
        await Task.WhenAll(output, errors);
        await log.DisposeAsync();
    }

    private static async Task PumpAsync(StreamReader reader, TextWriter log, Budget budget, Action<string>? line)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } text)
            {
                line?.Invoke(text);
                if (budget.Take(text.Length + 1))
                {
                    await log.WriteLineAsync(text);
                }
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or IOException)
        {
            // The lab is over: the pipe was closed under the reader.
        }
    }

    private sealed class Budget(long limit)
    {
        private long _left = limit;

        public bool Take(int amount) => Interlocked.Add(ref _left, -amount) >= 0;
    }
}
