using System.Globalization;
using Keepone.Lab.Audits;
using Keepone.Lab.Running;
using Keepone.Linux;

namespace Keepone.Lab.Faults;

/// <summary>Reads from <c>/proc</c> what a lab uses.</summary>
internal static class UsageMeter
{
    /// <summary>Reads.</summary>
    /// <param name="session">The lab.</param>
    /// <returns>What it uses now.</returns>
    public static LabUsage Read(LabSession session)
    {
        var processes = LabProcesses.List();
        var namespaces = processes.Select(process => ProcFs.NetworkNamespaceInode(process.Pid)).OfType<ulong>()
            .Concat(processes.SelectMany(process => OpenNamespaces(process.Pid)));
        return new LabUsage(
            session.Programs.Pids.ToDictionary(
                pair => pair.Key,
                pair => new ProgramUsage(pair.Value, Descriptors(pair.Value).Length, ProcFs.ProportionalKilobytes(pair.Value) ?? 0), StringComparer.Ordinal),
            processes.Length,
            namespaces.Distinct().Count());
    }

    private static string[] Descriptors(int pid)
    {
        try
        {
            return Directory.GetFiles($"/proc/{pid}/fd");
        }
        catch (IOException)
        {
            return [];
        }
    }

    // A namespace that nobody is in lives as long as somebody has it open: "net:[4026531840]".
    private static IEnumerable<ulong> OpenNamespaces(int pid)
    {
        foreach (var descriptor in Descriptors(pid))
        {
            string? target;
            try
            {
                target = new FileInfo(descriptor).LinkTarget;
            }
            catch (IOException)
            {
                continue;
            }

            if (target is ['n', 'e', 't', ':', '[', .. var inode, ']'])
            {
                yield return ulong.Parse(inode, CultureInfo.InvariantCulture);
            }
        }
    }
}
