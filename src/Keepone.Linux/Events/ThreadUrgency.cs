using System.Runtime.InteropServices;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>
/// Lets a thread run before the other threads of its process. What keeps promises counts milliseconds; what starts a thousand keepalived or
/// writes a log does not, and on a node that starts both compete for the same cores: beacons that were late by a lease ended leases, each
/// end made more work, and a node of a thousand routers did not come to rest again.
/// </summary>
internal static class ThreadUrgency
{
    /// <summary>What the kernel gives its own workers that must not wait; far from real time.</summary>
    internal const int Niceness = -10;

    private static readonly nint Number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 274 : 314;

    /// <summary>
    /// Raises the calling thread, and nothing that it starts: threads of the pool and child processes begin as they would without it
    /// (SCHED_FLAG_RESET_ON_FORK of sched_setattr(2)).
    /// </summary>
    /// <returns>Whether it was raised: it needs CAP_SYS_NICE, or a limit of niceness (RLIMIT_NICE) that allows it.</returns>
    internal static unsafe bool RaiseOwn()
    {
        var attributes = new SchedulingAttributes
        {
            Size = SchedulingAttributes.Bytes,
            Flags = SchedulingAttributes.ResetOnFork,
            Nice = Niceness,
        };
        return Libc.SetSchedulingCall(Number, 0, &attributes, 0) == 0;
    }
}
