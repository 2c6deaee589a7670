using System.Collections.Immutable;
using System.Globalization;
using Keepone.Linux;

namespace Keepone.Lab.Audits;

/// <summary>A process as <c>/proc</c> shows it.</summary>
/// <param name="Pid">Its id.</param>
/// <param name="Parent">Its parent's id.</param>
/// <param name="State">Its state: <c>R</c>, <c>S</c>, <c>D</c> and so on (proc(5)).</param>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">The inode of its network namespace; 0: it could not be read.</param>
internal sealed record LabProcessEntry(int Pid, int Parent, char State, string Name, ulong Namespace);

/// <summary>Looks at the processes of the lab's PID namespace.</summary>
internal static class LabProcesses
{
    // A sandbox is four programs deep, a script may start some; and a listing that is not of one moment could go in circles.
    private const int DeepestTree = 32;

    /// <summary>Lists all processes but process 1 and the lab itself.</summary>
    /// <returns>The processes.</returns>
    public static ImmutableArray<LabProcessEntry> List() =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 1 && pid != Environment.ProcessId).Select(Read).OfType<LabProcessEntry>(),
    ];

    /// <summary>The names of the processes in each replica's namespace, keepalived's own children and checks that run left out.</summary>
    /// <param name="replicas">The namespaces, by node.</param>
    /// <param name="agents">The process ids of the agents that run: what they started and still own is a check, which comes and goes.</param>
    /// <returns>The names, by node.</returns>
    public static IReadOnlyDictionary<string, ImmutableArray<string>> InReplicas(
        IReadOnlyDictionary<string, NetworkNamespace> replicas, IReadOnlySet<int> agents)
    {
        var all = List();
        var parents = all.ToDictionary(process => process.Pid, process => process.Parent);
        var keepaliveds = all.Where(process => process.Name == "keepalived").Select(process => process.Pid).ToHashSet();
        return replicas.ToDictionary(
            pair => pair.Key,
            pair => all.Where(process => process.Namespace == pair.Value.Inode && !keepaliveds.Contains(process.Parent)
                    && (process.Name == "keepalived" ? Runs(process) : !IsOwned(process, parents, agents)))
                .Select(process => process.Name).ToImmutableArray(),
            StringComparer.Ordinal);
    }

    /// <summary>The two processes of the keepalived in a namespace.</summary>
    /// <param name="place">The namespace.</param>
    /// <returns>The process ids; null: there is none.</returns>
    public static (int? Parent, int? Child) Keepalived(NetworkNamespace place)
    {
        var all = List().Where(process => process.Namespace == place.Inode && Runs(process)).ToArray();
        var pids = all.Select(process => process.Pid).ToHashSet();
        return (
            all.Where(process => !pids.Contains(process.Parent)).Select(process => (int?)process.Pid).FirstOrDefault(),
            all.Where(process => pids.Contains(process.Parent)).Select(process => (int?)process.Pid).FirstOrDefault());
    }

    /// <summary>The keepalived processes that run in no replica's namespace.</summary>
    /// <param name="replicas">The namespaces, by node.</param>
    /// <returns>The process ids.</returns>
    public static ImmutableArray<int> Strays(IReadOnlyDictionary<string, NetworkNamespace> replicas)
    {
        var places = replicas.Values.Select(place => place.Inode).ToHashSet();
        return [.. List().Where(process => Runs(process) && !places.Contains(process.Namespace)).Select(process => process.Pid)];
    }

    // Whoever loses its parent becomes a child of process 1, and is nobody's.
    private static bool IsOwned(LabProcessEntry process, Dictionary<int, int> parents, IReadOnlySet<int> agents)
    {
        var pid = process.Parent;
        for (var depth = 0; depth < DeepestTree && pid > 1; depth++)
        {
            if (agents.Contains(pid))
            {
                return true;
            }

            pid = parents.GetValueOrDefault(pid);
        }

        return false;
    }

    // An agent also starts keepalived to test a configuration and to ask for its version: those end by themselves.
    private static bool Runs(LabProcessEntry process) =>
        process.Name == "keepalived" && ProcFs.CommandLine(process.Pid).Contains("--vrrp_pid", StringComparer.Ordinal);

    // /proc/PID/stat: pid (name) state ppid …; the name may hold anything, so the last parenthesis ends it.
    private static LabProcessEntry? Read(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var close = stat.LastIndexOf(')');
            var rest = stat[(close + 2)..].Split(' ');
            var name = stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..close];
            return new LabProcessEntry(pid, int.Parse(rest[1], CultureInfo.InvariantCulture), rest[0][0], name, NamespaceOf(pid));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static ulong NamespaceOf(int pid)
    {
        try
        {
            using var place = NetworkNamespace.OpenOfProcess(pid);
            return place.Inode;
        }
        catch (LinuxException)
        {
            return 0;
        }
    }
}
