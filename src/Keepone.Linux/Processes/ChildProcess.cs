using System.Collections;

namespace Keepone.Linux;

/// <summary>Runs other programs to their end: without a shell, inside a namespace, with limits, and always reaped.</summary>
public static class ChildProcess
{
    /// <summary>
    /// Runs a program in a session of its own. At the deadline, when cancelled, and when it writes 64 times the output limit, it
    /// is killed with its process group and all its descendants.
    /// </summary>
    /// <param name="place">The network namespace to run in; null: the calling thread's.</param>
    /// <param name="program">A path, or a name that is looked for in PATH.</param>
    /// <param name="arguments">Its arguments, without the program.</param>
    /// <param name="environment">Its whole environment; null: this process's.</param>
    /// <param name="deadline">How long it may run.</param>
    /// <param name="outputLimit">How many bytes of standard output, and as many of standard error, are kept.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <param name="output">What becomes of its output.</param>
    /// <returns>How it ended. Descendants that left its session and outlived it are not waited for.</returns>
    /// <exception cref="LinuxException">It cannot be started: not found, not executable, no such namespace.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the child is dead and reaped by then.</exception>
    public static Task<ChildResult> RunAsync(
        NetworkNamespace? place,
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment,
        TimeSpan deadline,
        int outputLimit,
        CancellationToken cancellation,
        ChildOutput output = ChildOutput.Capture)
    {
        var start = new ChildStart(program, arguments)
        {
            Place = place,
            Environment = environment,
            Deadline = deadline,
            OutputLimit = outputLimit,
            Output = output,
        };
        return RunAsync(start, cancellation);
    }

    /// <summary>Runs a program in a session of its own; see the other overload for what ends it.</summary>
    /// <param name="start">What to run, where and with which limits.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <returns>How it ended. Descendants that left its session and outlived it are not waited for, unless it was killed.</returns>
    /// <exception cref="LinuxException">It cannot be started: not found, not executable, no such namespace, no memory for its input.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the child is dead and reaped by then.</exception>
    public static Task<ChildResult> RunAsync(ChildStart start, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentException.ThrowIfNullOrEmpty(start.Program, nameof(start));
        ArgumentNullException.ThrowIfNull(start.Arguments, nameof(start));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(start.Deadline, TimeSpan.Zero, nameof(start));
        ArgumentOutOfRangeException.ThrowIfNegative(start.OutputLimit, nameof(start));
        cancellation.ThrowIfCancellationRequested();

        // The thread lives as long as the child: it starts it (in the namespace, which only a thread of its own may enter), owns
        // it and reaps it, so that no child is without an owner, and a parent-death signal means what it says.
        var run = new ChildRun(start, [.. start.Environment ?? Inherited()], cancellation);
        var thread = new Thread(run.Execute, maxStackSize: 256 * 1024) { IsBackground = true, Name = $"child {start.Program}" };
        thread.Start();
        return run.Result;
    }

    private static IEnumerable<KeyValuePair<string, string>> Inherited()
    {
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            yield return new KeyValuePair<string, string>((string)entry.Key, (string?)entry.Value ?? "");
        }
    }
}
