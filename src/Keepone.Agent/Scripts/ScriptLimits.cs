using Keepone.Linux;

namespace Keepone.Agent.Scripts;

/// <summary>What one run of a check script may use at most. A check asks a few questions and prints a line.</summary>
internal static class ScriptLimits
{
    /// <summary>
    /// How much of each output stream is kept, in bytes: a line for people and what plugins add to it. More is a flood, because nobody could
    /// say what the part that is missing would have said.
    /// </summary>
    public const int OutputBytes = 64 * 1024;

    /// <summary>
    /// How much memory all processes of a run may use together, where there is a control group, in bytes: enough for an interpreter with its
    /// libraries.
    /// </summary>
    public const long MemoryBytes = 256L * 1024 * 1024;

    /// <summary>
    /// How much data memory each process may have (RLIMIT_DATA), in bytes: the bound where there is no control group, and above that one's,
    /// whose end is the clearer one. Not the address space, of which Go, Java and .NET reserve many times what they use.
    /// </summary>
    public const long DataBytes = 2 * MemoryBytes;

    /// <summary>How many processes and threads a run may have at one time, where there is a control group.</summary>
    public const int Processes = 64;

    /// <summary>
    /// How many processes all runs together may have (RLIMIT_NPROC, which the kernel counts for a user and not for a run): more than honest
    /// scripts come to, few enough for the node.
    /// </summary>
    public const int ProcessesOfUser = 1024;

    /// <summary>How many descriptors a process may have open: a check is no server.</summary>
    public const int OpenFiles = 64;

    /// <summary>How large a file may become that it writes, in bytes: a plugin may keep a little state.</summary>
    public const long FileBytes = 1024 * 1024;

    /// <summary>
    /// How badly the kernel wants to end it when memory is short, at most 1000: before anything else. The agent is among the last ones
    /// (its unit's OOMScoreAdjust=), and its children would inherit that.
    /// </summary>
    public const int OutOfMemoryScore = 1000;

    /// <summary>How long its file and user may be looked at before it is started: longer means a file system or a directory service hangs.</summary>
    public static readonly TimeSpan PreparationPatience = TimeSpan.FromSeconds(5);

    /// <summary>The limits of a control group.</summary>
    public static readonly ControlGroupLimits Group = new(Processes, MemoryBytes);

    /// <summary>How much processor time each process may use, whole seconds: the kernel's own end of what the deadline ends first.</summary>
    /// <param name="timeout">The check's timeout.</param>
    /// <returns>The timeout rounded up and a second.</returns>
    public static long ProcessorSeconds(TimeSpan timeout) => (long)Math.Ceiling(timeout.TotalSeconds) + 1;
}
