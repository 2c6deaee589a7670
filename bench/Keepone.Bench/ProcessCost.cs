using System.Globalization;
using Keepone.Linux;

namespace Keepone.Bench;

/// <summary>What a process costs the machine, as the kernel counts it.</summary>
/// <param name="Pss">Its proportional share of memory, in bytes: private pages, and its part of shared ones.</param>
/// <param name="Descriptors">Its open descriptors.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="Cpu">The processor time that it has used.</param>
/// <param name="CpuWithChildren">The same, and that of its children that have ended and been waited for.</param>
internal sealed record ProcessCost(long Pss, int Descriptors, int Threads, TimeSpan Cpu, TimeSpan CpuWithChildren)
{
    // sysconf(_SC_CLK_TCK) is 100 on every Linux that .NET runs on.
    private const int TicksPerSecond = 100;

    internal static ProcessCost Of(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = Number(fields[11]) + Number(fields[12]);
        return new ProcessCost(
            PssOf(pid),
            Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length,
            (int)Number(fields[17]),
            TimeSpan.FromSeconds((double)ticks / TicksPerSecond),
            TimeSpan.FromSeconds((double)(ticks + Number(fields[13]) + Number(fields[14])) / TicksPerSecond));
    }

    internal static long PssOf(int pid) => (ProcFs.ProportionalKilobytes(pid)
        ?? throw new InvalidOperationException($"process {pid} ended while its memory was read; its log may say why")) * 1024;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
