using System.Collections.Immutable;
using System.Globalization;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Scripts;

/// <summary>
/// The command line that puts a script into its sandbox, made of the system's own tools (DESIGN §6): one program executes the next, each
/// takes something away. Pure.
/// </summary>
internal static class ScriptSandbox
{
    /// <summary>The programs that the sandbox is made of; all belong to util-linux.</summary>
    public static readonly ImmutableArray<string> Programs = ["setpriv", "choom", "unshare", "prlimit"];

    /// <summary>What the shell that is process 1 of the sandbox says when a signal ended the script, and then exits with 1.</summary>
    public const string SignalledComplaint = "unshare: child exit failed";

    /// <summary>What comes before the name of a script that could not be executed.</summary>
    public const string ExecutionComplaint = "setpriv: failed to execute";

    /// <summary>The command line of a script, when root starts it.</summary>
    /// <param name="user">The user that it runs as.</param>
    /// <param name="check">The check.</param>
    /// <param name="arguments">The script's arguments.</param>
    /// <returns>The program and its arguments.</returns>
    public static ImmutableArray<string> Command(UserAccount user, CheckSpecification check, ImmutableArray<string> arguments) =>
    [
        // Whoever starts it dies: so does it. It has no deadline any more.
        "setpriv", "--pdeathsig=KILL", "--",
        "choom", "-n", Text(ScriptLimits.OutOfMemoryScore), "--",

        // Process ids of its own: when their process 1 ends, the kernel ends all others, also one that left the session. The host's /proc
        // stays in view, as for any user of the host: a mount namespace would hold every network namespace's name for as long as it lives.
        "unshare", "--pid", "--fork", "--kill-child=KILL", "--wd=/", "--",

        // Process 1 is this one and stays root's: the script can neither signal it nor be it, which would change what signals do to it.
        "unshare", "--fork", "--kill-child=KILL", "--",
        .. Limits(check.Timeout),
        "setpriv", $"--reuid={user.User}", $"--regid={user.Group}", "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--ambient-caps=-all",

        // With nothing in the bounding set a ping with file capabilities would not even start; without new privileges it gets none of them.
        "--bounding-set=-all,+net_raw", "--",
        check.Script!,
        .. arguments,
    ];

    /// <summary>The command line of a script when the check user itself starts it: keepalived has put it into its sandbox already.</summary>
    /// <param name="check">The check.</param>
    /// <param name="arguments">The script's arguments.</param>
    /// <returns>The program and its arguments.</returns>
    public static ImmutableArray<string> DirectCommand(CheckSpecification check, ImmutableArray<string> arguments) =>
        ["setpriv", "--pdeathsig=KILL", "--", .. Limits(check.Timeout), "setpriv", "--no-new-privs", "--inh-caps=-all", "--", check.Script!, .. arguments];

    private static ImmutableArray<string> Limits(TimeSpan timeout) =>
    [
        "prlimit", $"--cpu={ScriptLimits.ProcessorSeconds(timeout)}", $"--data={ScriptLimits.DataBytes}", $"--nofile={ScriptLimits.OpenFiles}",
        $"--fsize={ScriptLimits.FileBytes}", "--core=0", $"--nproc={ScriptLimits.ProcessesOfUser}", "--",
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
