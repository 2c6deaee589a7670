using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Keepone.Keepalived;
using Keepone.Linux;

namespace Keepone.Agent.Supervision;

/// <summary>
/// A replica's keepalived: found, tested, started, told to reload, ended. It daemonizes and outlives the agent, so it is known by
/// process id and start time, and never taken for a process that got its number later.
/// </summary>
/// <param name="files">The replica's files.</param>
/// <param name="program">keepalived's program.</param>
/// <param name="version">Its version.</param>
/// <param name="reactor">Waits for its end.</param>
/// <param name="questions">
/// How many on the node are asked for their state at one time: the answer is a file that has to be looked for, and an agent that starts asks all.
/// </param>
/// <param name="time">The clock.</param>
internal sealed class KeepalivedProcess(
    ReplicaFiles files, string program, KeepalivedVersion version, Reactor reactor, SemaphoreSlim questions, TimeProvider time)
{
    /// <summary>How long a test, a start or a dump may take: all are milliseconds on an idle machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long an end in order may take. keepalived 2.2.7 gives its addresses up within 10 ms of SIGTERM, lingers for 2.5 to 3 s, and
    /// kills a child of its own that does not hear after 5 s (6.9 s were measured until it ended then).
    /// </summary>
    public static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    private const int LongestPidFile = 1024;
    private const int OutputLimit = 16 * 1024;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(160);

    /// <summary>keepalived's version.</summary>
    public KeepalivedVersion Version => version;

    /// <summary>The process that runs a replica's configuration already, by its pid file.</summary>
    /// <param name="files">The replica's files.</param>
    /// <returns>Its identity; null when the file leads to none, which says nothing: see <see cref="KeepalivedSearch"/>.</returns>
    public static ProcessIdentity? FindRunning(ReplicaFiles files) => Find(files, files.ParentPid);

    /// <summary>The VRRP process of a running keepalived.</summary>
    /// <param name="files">The replica's files.</param>
    /// <param name="parent">The running keepalived.</param>
    /// <returns>Its identity; null when it has none now.</returns>
    public static ProcessIdentity? FindVrrp(ReplicaFiles files, ProcessIdentity parent)
    {
        if (Find(files, files.VrrpPid) is { } named && ProcFs.Read(named.Pid)?.Parent == parent.Pid)
        {
            return named;
        }

        // With --vrrp it has no other child, but for the moment of a script, which keeps its command line until it is executed.
        return ProcFs.Children(parent.Pid).Select(KeepalivedSearch.Look)
            .FirstOrDefault(child => child?.Configuration == files.Configuration)?.Identity;
    }

    /// <summary>Sends a signal, if that very process is still there.</summary>
    /// <param name="process">Which one.</param>
    /// <param name="signal">The signal.</param>
    public static void Signal(ProcessIdentity process, int signal)
    {
        using var handle = ProcessHandle.TryOpen(process);
        handle?.Signal(signal);
    }

    /// <summary>Asks keepalived whether it would take a configuration, inside the namespace with its devices.</summary>
    /// <param name="place">The namespace.</param>
    /// <param name="path">The configuration.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>What keepalived says of it.</returns>
    public async Task<ConfigTestVerdict> TestAsync(NetworkNamespace place, string path, CancellationToken stop)
    {
        var result = await ChildProcess.RunAsync(
            place, program, KeepalivedCommand.ConfigTest(path), Environment(ImmutableDictionary<string, string>.Empty), Patience, OutputLimit, stop);
        return result.ExitCode is { } code
            ? ConfigTestVerdict.From(code, result.Error, version)
            : new ConfigTestVerdict(ConfigTestOutcome.Inconclusive, $"keepalived's test of the configuration {result.Describe()}", []);
    }

    /// <summary>Starts keepalived in the namespace. No other one may run with this configuration.</summary>
    /// <param name="place">The namespace.</param>
    /// <param name="stop">Cancels the waiting; a started keepalived stays.</param>
    /// <returns>Its identity.</returns>
    /// <exception cref="IOException">It did not start; the message says why.</exception>
    public async Task<ProcessIdentity> StartAsync(NetworkNamespace place, CancellationToken stop)
    {
        // With a stale pid file whose number somebody has, keepalived 2.2.7 thinks that it runs already and ends with 0 (1561046).
        File.Delete(files.ParentPid);
        File.Delete(files.VrrpPid);
        var start = KeepalivedCommand.Start(files, version, KeepalivedLog.Syslog);
        var result = await ChildProcess.RunAsync(
            place, program, start.Arguments, Environment(start.Environment), Patience, OutputLimit, stop, ChildOutput.Discard);
        if (!result.Succeeded)
        {
            throw new IOException($"keepalived {result.Describe()} instead of going to the background; see the system's log");
        }

        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < Patience)
        {
            if (FindRunning(files) is { } identity)
            {
                return identity;
            }

            await Task.Delay(Step, time, stop);
        }

        throw new IOException($"keepalived went to the background and no living one is named in {files.ParentPid} within {Patience.TotalSeconds} s");
    }

    /// <summary>
    /// Ends keepalived: it gives its addresses up and says so. One that does not hear is killed: it ignores SIGTERM (Neutron bug
    /// 1908057), or one of its processes is stopped.
    /// </summary>
    /// <param name="process">Which one.</param>
    /// <param name="stop">Cancels the waiting.</param>
    /// <returns>False when it was killed, and may have left its addresses behind.</returns>
    public async Task<bool> EndAsync(ProcessIdentity process, CancellationToken stop)
    {
        var children = ProcFs.Children(process.Pid).Select(ProcFs.Identify).OfType<ProcessIdentity>().ToList();
        var stopped = children.Append(process).Any(one => ProcFs.Read(one.Pid) is { IsStopped: true });
        if (!stopped
            && await EndAsync(process, KeepalivedCommand.StopSignal, stop)
            && children.TrueForAll(child => ProcFs.Identify(child.Pid) != child))
        {
            return true;
        }

        foreach (var one in children.Prepend(process))
        {
            await EndAsync(one, KeepalivedCommand.KillSignal, stop);
        }

        return false;
    }

    /// <summary>Asks a running keepalived for its state: it writes a dump to its temporary directory.</summary>
    /// <param name="process">Which one.</param>
    /// <param name="vrid">The instance's VRID.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>The instance, or null when this build writes no dump, did not in time, or too many others are being asked.</returns>
    public async Task<DumpedInstance?> AskAsync(ProcessIdentity process, int vrid, CancellationToken stop)
    {
        // A build without JSON dies of the signal (reference/keepalived.md B.5); a stopped one answers when it is continued.
        if (!version.HasJson || StoppedProcess.Look(process, FindVrrp(files, process), null, time.GetUtcNow()) is not null
            || !await HasTurnAsync(stop))
        {
            return null;
        }

        try
        {
            File.Delete(files.Dump);
            Signal(process, KeepalivedCommand.DumpSignal);
            return await ReadDumpAsync(vrid, stop);
        }
        finally
        {
            questions.Release();
        }
    }

    private async Task<bool> HasTurnAsync(CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        try
        {
            await questions.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<DumpedInstance?> ReadDumpAsync(int vrid, CancellationToken stop)
    {
        var since = time.GetTimestamp();
        for (var step = Step; time.GetElapsedTime(since) < Patience; step = step < LongestStep ? 2 * step : step)
        {
            // The file appears before it is written (B.5): whole only when it parses.
            if (AtomicFile.TryRead(files.Dump, KeepalivedDump.Largest, out var bytes) && KeepalivedDump.TryParse(bytes, out var dump) == DumpReading.Complete)
            {
                return dump!.Instances.FirstOrDefault(instance => instance.Vrid == vrid);
            }

            await Task.Delay(step, time, stop);
        }

        return null;
    }

    private static ProcessIdentity? Find(ReplicaFiles files, string pidFile)
    {
        // A number in a file may belong to anybody by now: it is ours when its command line names our configuration.
        return AtomicFile.TryRead(pidFile, LongestPidFile, out var bytes)
            && int.TryParse(Encoding.ASCII.GetString(bytes).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && KeepalivedSearch.Look(pid) is { } found && found.Configuration == files.Configuration
            ? found.Identity
            : null;
    }

    private async Task<bool> EndAsync(ProcessIdentity process, int signal, CancellationToken stop)
    {
        using var handle = ProcessHandle.TryOpen(process);
        if (handle is null)
        {
            return true;
        }

        handle.Signal(signal);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        handle.OnExit(reactor, () => ended.TrySetResult());
        try
        {
            await ended.Task.WaitAsync(EndPatience, time, stop);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // What keepalived needs, and nothing of the agent's own environment.
    private static Dictionary<string, string> Environment(IReadOnlyDictionary<string, string> more) =>
        new(more, StringComparer.Ordinal) { ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" };
}
