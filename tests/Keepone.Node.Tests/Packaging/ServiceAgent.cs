using System.Diagnostics;
using System.Net.Sockets;
using Keepone.Agent.Status;
using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Node.Tests.Agent.Systemd;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Packaging;

/// <summary>
/// The agent's program as its unit runs it: with exactly the unit's capabilities, no new privileges, a mount namespace that hears the
/// host's, and a manager that listens on a real socket.
/// </summary>
internal sealed class ServiceAgent : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private readonly TestDirectory _directory = new();
    private readonly DatagramListener _manager = new();
    private readonly Queue<string> _told = new();
    private Process? _process;

    internal ServiceAgent()
    {
        Directory.CreateDirectory(_directory.PathOf("routers.d"));
        File.WriteAllText(_directory.PathOf("agent.yaml"), $"""
            node: net-1
            routers: {_directory.PathOf("routers.d")}
            run: {_directory.PathOf("run")}
            state: {_directory.PathOf("state")}
            keys: {_directory.PathOf("keys")}
            socket: {_directory.PathOf("agent.sock")}
            """);
    }

    internal int Pid => _process!.Id;

    private string ReplicaDirectory => Path.Combine(_directory.PathOf("run"), "routers", RouterId.FromName("edge-1").ToString());

    internal void Specify(string text) => File.WriteAllText(_directory.PathOf("routers.d/edge-1.yaml"), text);

    /// <summary>Gives it the key of <c>edge-1</c>.</summary>
    internal void GiveKey(string text)
    {
        Directory.CreateDirectory(_directory.PathOf("keys"));
        AtomicFile.Write(
            _directory.PathOf("keys/edge-1.key"), System.Text.Encoding.ASCII.GetBytes(text), UnixFileMode.UserRead | UnixFileMode.UserWrite, durable: false);
    }

    internal void Unspecify() => File.Delete(_directory.PathOf("routers.d/edge-1.yaml"));

    /// <summary>Starts it.</summary>
    /// <param name="asUnit">As the unit does; else as root does by hand, with everything.</param>
    internal void Start(bool asUnit = true)
    {
        var capabilities = SystemdUnit.Agent["CapabilityBoundingSet"].Split(' ').Select(name => $",+{name["CAP_".Length..].ToLowerInvariant()}");
        string[] confined = ["unshare", "--mount", "--propagation", "slave", "setpriv", $"--bounding-set=-all{string.Concat(capabilities)}", "--no-new-privs"];
        string[] command = [.. asUnit ? confined : [], Path.Combine(AppContext.BaseDirectory, "keepone"), "agent", "--config", _directory.PathOf("agent.yaml")];
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["NOTIFY_SOCKET"] = _manager.Path;
        start.Environment["WATCHDOG_USEC"] = "600000";
        start.Environment.Remove("JOURNAL_STREAM");
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Ends it as systemd does.</summary>
    /// <returns>Its exit code.</returns>
    internal async Task<int> TerminateAsync()
    {
        using (var handle = ProcessHandle.TryOpen(ProcFs.Identify(_process!.Id)!.Value))
        {
            handle!.Signal(15);
        }

        var began = TimeProvider.System.GetTimestamp();
        while (!_process.HasExited && TimeProvider.System.GetElapsedTime(began) < Deadline)
        {
            Listen();
            await Task.Delay(Step, TimeProvider.System, CancellationToken.None);
        }

        Listen();
        var code = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return code;
    }

    /// <summary>What the manager is told next that begins with a text; the rest is skipped.</summary>
    internal async Task<string> UntilToldAsync(string beginning)
    {
        while (true)
        {
            var told = _told.TryDequeue(out var kept) ? kept : await _manager.NextTextAsync();
            if (told.StartsWith(beginning, StringComparison.Ordinal))
            {
                return told;
            }
        }
    }

    internal async Task<Observation> UntilReplicaAsync(Func<Observation, bool> condition) =>
        (await UntilAsync(status => status.Replicas.Any(condition))).Replicas.First(condition);

    internal async Task<AgentStatus> UntilAsync(Func<AgentStatus, bool> condition)
    {
        AgentStatus? last = null;
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Deadline)
        {
            try
            {
                last = await StatusSocket.AskAsync(_directory.PathOf("agent.sock"), TestContext.Current.CancellationToken);
                if (condition(last))
                {
                    return last;
                }
            }
            catch (SocketException)
            {
                // Not there yet.
            }

            Listen();
            await Task.Delay(Step, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"not within {Deadline.TotalSeconds} s; last: {string.Join(" | ", last?.Replicas.Select(replica => replica.ToString()) ?? [])} {string.Join(" | ", last?.Problems ?? [])}");
        return last!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await TerminateAsync();
        }

        foreach (var pid in ProcFs.Processes().Where(pid => ProcFs.CommandLine(pid).Any(argument => argument.StartsWith(ReplicaDirectory, StringComparison.Ordinal))))
        {
            if (ProcFs.Identify(pid) is { } identity)
            {
                using var process = ProcessHandle.TryOpen(identity);
                process?.Signal(9);
            }
        }

        _manager.Dispose();
        _directory.Dispose();
    }

    // A manager reads all the time: ten unread messages are all that its socket takes.
    private void Listen() => _manager.Waiting().ToList().ForEach(_told.Enqueue);
}
