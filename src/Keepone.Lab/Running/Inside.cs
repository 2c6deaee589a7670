using System.Runtime.InteropServices;
using System.Text.Json;
using Keepone.Lab.Faults;
using Keepone.Lab.Meters;
using Keepone.Lab.Processes;
using Keepone.Lab.Results;
using Keepone.Lab.Scenarios;
using Keepone.Linux;

namespace Keepone.Lab.Running;

/// <summary>The part of the lab that runs inside of its namespaces.</summary>
public static class Inside
{
    private static readonly TimeSpan FirstElection = TimeSpan.FromSeconds(30);

    /// <summary>Plays a scenario once and writes its result to standard output as one JSON line.</summary>
    /// <param name="name">The scenario.</param>
    /// <param name="number">The number of the run.</param>
    /// <param name="options">What else is asked for.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The exit code: 0 when there is a result, whatever its verdict.</returns>
    public static async Task<int> RunAsync(string name, int number, RunOptions options, TimeProvider time)
    {
        RequireOwnNamespaces();
        using var ended = new CancellationTokenSource();
        _ = WatchInputAsync(ended);
        try
        {
            var result = await ScenarioRun.PlayAsync(number, ScenarioCatalog.Get(name), Programs.Find(), options, time, ended.Token);
            await Console.Out.WriteLineAsync(result.ToJsonLine());
            return 0;
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return 1;
        }
    }

    /// <summary>Runs the fault loop and writes its results to standard output as JSON lines, the summary last.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The exit code: 0 when there is a summary, whatever its verdict.</returns>
    public static async Task<int> FaultsAsync(FaultOptions options, TimeProvider time)
    {
        RequireOwnNamespaces();
        using var ended = new CancellationTokenSource();
        _ = WatchInputAsync(ended);
        try
        {
            await FaultLoop.RunAsync(options, Programs.Find(), time, ended.Token);
            return 0;
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return 1;
        }
    }

    /// <summary>Brings a lab up, says so on standard output (each node's process, as JSON), and keeps it until it is asked to end.</summary>
    /// <param name="name">The scenario whose router is brought up.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> UpAsync(string name, TimeProvider time)
    {
        RequireOwnNamespaces();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ended.TrySetResult();
        });
        var clock = new MeterClock(time);
        var progress = new Progress(Console.Error, clock);
        await using var session = await LabSession.StartAsync(ScenarioCatalog.Get(name), Programs.Find(), progress, clock, CancellationToken.None);
        progress.Say("waiting for the first election");
        if (!await session.Bulletin.WaitAsync(() => session.Mastership.Holders.Length == 1, FirstElection, CancellationToken.None))
        {
            throw new LabException(
                $"No replica became the only master within {FirstElection.TotalSeconds} s. {string.Join(' ', session.Programs.Casualties())}", 1);
        }

        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(
            session.Topology.All.ToDictionary(node => node.Name, node => node.Pid, StringComparer.Ordinal), LabJson.Default.DictionaryStringInt32));

        // Whoever brought the lab up is gone from here on, and so are its pipes.
        Console.SetOut(TextWriter.Null);
        Console.SetError(TextWriter.Null);
        await ended.Task;
        return 0;
    }

    // Addresses of a lab never exist in the host's own namespace: the launcher says which that is.
    private static void RequireOwnNamespaces()
    {
        using var own = NetworkNamespace.OpenCurrent();
        var outer = Environment.GetEnvironmentVariable(LabLauncher.OuterNamespaceVariable);
        if (string.IsNullOrEmpty(outer) || outer == own.Inode.ToString())
        {
            throw new LabException("This command is the inner part of 'keepone lab run' and 'keepone lab up'; use those.", 2);
        }
    }

    // The launcher holds the other end: when it is asked to stop, or is gone, the lab ends.
    private static async Task WatchInputAsync(CancellationTokenSource ended)
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        while (await input.ReadAsync(buffer) > 0)
        {
            // Nothing is said to the lab; only the end counts.
        }

        await ended.CancelAsync();
    }
}
