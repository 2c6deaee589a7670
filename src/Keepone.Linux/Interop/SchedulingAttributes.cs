using System.Runtime.InteropServices;

namespace Keepone.Linux.Interop;

/// <summary><c>struct sched_attr</c>, version 0 (linux/sched/types.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SchedulingAttributes
{
    internal const uint Bytes = 48;
    internal const ulong ResetOnFork = 1;

    internal uint Size;
    internal uint Policy;
    internal ulong Flags;
    internal int Nice;
    internal uint Priority;
    internal ulong Runtime;
    internal ulong Deadline;
    internal ulong Period;
}
