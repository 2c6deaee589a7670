using System.Globalization;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>
/// Lets the process's session run before other sessions. A kernel with automatic grouping (<c>kernel.sched_autogroup_enabled</c>, the usual
/// setting; sched(7)) gives every session an equal share of the processors, whatever the niceness of the threads in it, and every keepalived is
/// a session of its own: of a hundred that have something to do at once the agent would be the hundred and first.
/// </summary>
public static class SessionUrgency
{
    /// <summary>That of the thread that must not wait (<see cref="ThreadUrgency"/>).</summary>
    internal const int Niceness = ThreadUrgency.Niceness;

    private const string Own = "/proc/self/autogroup";

    /// <summary>
    /// Raises the session, if this process leads it: a shell's session is not the agent's. Children are not raised, because each begins a
    /// session (<see cref="ChildProcess"/>).
    /// </summary>
    /// <returns>
    /// Whether it was raised: it needs CAP_SYS_NICE, or a limit of niceness (RLIMIT_NICE) that allows it, and a kernel that has such groups.
    /// Where a control group distributes processors, the kernel takes the value and goes by the control group.
    /// </returns>
    public static bool RaiseOwn()
    {
        if (Libc.SessionOf(0) != Environment.ProcessId)
        {
            return false;
        }

        try
        {
            File.WriteAllText(Own, Niceness.ToString(CultureInfo.InvariantCulture));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
