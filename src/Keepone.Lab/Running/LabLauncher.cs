using System.Diagnostics;
using System.Runtime.InteropServices;
using Keepone.Lab.Processes;
using Keepone.Linux;

namespace Keepone.Lab.Running;

/// <summary>
/// Runs this program again inside one fresh set of namespaces (network, mount, UTS, PID), in which the whole lab lives. Everything
/// that the lab makes ends with process 1 of that PID namespace, and that ends with the launcher, also when the launcher is killed.
/// </summary>
public static class LabLauncher
{
    /// <summary>How long the inner program may take to end by itself once it is asked to; then it is killed, with everything in it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Tells the inner program which network namespace it must not be in: that of the launcher.</summary>
    internal const string OuterNamespaceVariable = "KEEPONE_LAB_OUTER";

    /// <summary>Runs the inner program to its end.</summary>
    /// <param name="programs">Where the programs are.</param>
    /// <param name="arguments">The inner command line.</param>
    /// <param name="line">Takes each line of its standard output.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Its exit code; 128 and the signal's number when a signal ended it.</returns>
    public static async Task<int> RunAsync(Programs programs, IReadOnlyList<string> arguments, Action<string> line, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(programs);
        var ended = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);

        // PR_SET_PDEATHSIG is sent when the *thread* that forked ends: this one lives as long as the child.
        var owner = new Thread(() => Own(Wrap(programs, arguments), started, ended, line)) { IsBackground = true, Name = "lab launcher" };
        owner.Start();
        var process = await started.Task;
        var caught = 0;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, 2));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, 15));
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Stop(context, 1));
        var code = await ended.Task;
        process.Dispose();
        return caught > 0 ? 128 + caught : code;

        void Stop(PosixSignalContext context, int signal)
        {
            context.Cancel = true;
            if (Interlocked.CompareExchange(ref caught, signal, 0) == 0)
            {
                _ = EndAsync(process, ended.Task, time);
            }
        }
    }

    /// <summary>The command that starts the inner program in its namespaces.</summary>
    /// <param name="programs">Where the programs are.</param>
    /// <param name="arguments">The inner command line.</param>
    /// <param name="tied">Whether it ends with the thread that starts it.</param>
    /// <returns>The command.</returns>
    internal static string[] Wrap(Programs programs, IReadOnlyList<string> arguments, bool tied = true) =>
    [
        .. tied ? ["setpriv", "--pdeathsig", "KILL", "--"] : Array.Empty<string>(),
        "unshare", "--net", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child=KILL", "--mount-proc", "--",
        "tini", "-s", "--", .. programs.Keepone, .. arguments,
    ];

    /// <summary>Sets the inner program's environment.</summary>
    /// <param name="start">How it will be started.</param>
    internal static void Prepare(ProcessStartInfo start)
    {
        // A runtime that is killed leaves its diagnostic socket behind in /tmp: have none.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["PATH"] = Programs.SearchPath;
        using var own = NetworkNamespace.OpenCurrent();
        start.Environment[OuterNamespaceVariable] = own.Inode.ToString();
    }

    // The end of its standard input is how the inner program is asked to end: it works for a killed launcher too.
    private static async Task EndAsync(Process process, Task ended, TimeProvider time)
    {
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(Patience, time);
        try
        {
            await ended.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }
    }

    private static void Own(string[] command, TaskCompletionSource<Process> started, TaskCompletionSource<int> ended, Action<string> line)
    {
        try
        {
            var start = Tool.Piped(command);
            start.RedirectStandardError = false;
            Prepare(start);
            var process = Process.Start(start)!;
            started.SetResult(process);
            while (process.StandardOutput.ReadLine() is { } text)
            {
                line(text);
            }

            process.WaitForExit();
            ended.SetResult(process.ExitCode);
        }
#pragma warning disable CA1031 // Whatever it is, the caller gets it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            started.TrySetException(exception);
            ended.TrySetException(exception);
        }
    }
}
