namespace Keepone.EndToEnd.Lab;

/// <summary>What a lab could leave behind on the machine.</summary>
internal static class Leftovers
{
    /// <summary>The record of the lab that is up: one on a machine, and not necessarily the test's.</summary>
    public const string StandingLab = "/run/keepone-lab.json";

    private static readonly string[] Kinds = ["net", "mnt", "uts", "pid", "ipc"];

    /// <summary>The processes that carry a mark in their environment, and all in a PID namespace of theirs: agents scrub what they start.</summary>
    public static int[] Processes(string mark)
    {
        var marked = Pids().Where(pid => Read($"/proc/{pid}/environ").Contains(mark, StringComparison.Ordinal)).ToHashSet();
        var spaces = marked.Select(PidNamespace).OfType<string>().ToHashSet(StringComparer.Ordinal);
        spaces.Remove(PidNamespace(Environment.ProcessId)!);
        return [.. Pids().Where(pid => marked.Contains(pid) || (PidNamespace(pid) is { } space && spaces.Contains(space)))];
    }

    /// <summary>The namespaces of processes, as <c>net:[…]</c>, <c>mnt:[…]</c> and so on.</summary>
    public static HashSet<string> Namespaces(IEnumerable<int> pids) =>
        [.. pids.SelectMany(pid => Kinds.Select(kind => Link($"/proc/{pid}/ns/{kind}"))).OfType<string>()];

    /// <summary>Who still holds one of the namespaces: processes and mounts of this machine.</summary>
    public static string[] Holders(IReadOnlySet<string> namespaces) =>
    [
        .. Pids().Where(pid => Namespaces([pid]).Overlaps(namespaces)).Select(pid => $"process {pid}"),
        .. File.ReadLines("/proc/self/mountinfo").Where(line => namespaces.Any(name => line.Contains(name, StringComparison.Ordinal))),
    ];

    /// <summary>
    /// How the names of what the .NET runtime makes for processes begin, asked while they live. The start time is in them because a
    /// number comes back: whoever had it before and was killed left its files.
    /// </summary>
    public static string[] RuntimeFiles(IEnumerable<int> pids) =>
    [
        .. pids.SelectMany(pid => StartTime(pid) is { } started
            ? (string[])[$"/tmp/dotnet-diagnostic-{pid}-{started}-", $"/tmp/clr-debug-pipe-{pid}-{started}-"]
            : []),
    ];

    /// <summary>Files and mounts that a lab makes, wherever it should not make them, and those whose names begin as given.</summary>
    public static string[] Files(IReadOnlyCollection<string> names)
    {
        return
        [
            .. Directory.EnumerateFileSystemEntries("/tmp").Where(path => names.Any(name => path.StartsWith(name, StringComparison.Ordinal))),
            .. Directory.EnumerateFileSystemEntries("/run", "*keepone*").Where(path => path != StandingLab),
            .. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains("keepone-lab", StringComparison.Ordinal)),
        ];
    }

    // The 22nd field; the second, the name, is the only one that may hold blanks, and ends at the last parenthesis (proc(5)).
    private static string? StartTime(int pid)
    {
        var stat = Read($"/proc/{pid}/stat");
        return stat.Length == 0 ? null : stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[22 - 3];
    }

    private static string? PidNamespace(int pid) => Link($"/proc/{pid}/ns/pid");

    private static IEnumerable<int> Pids() =>
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Select(name => int.TryParse(name, out var pid) ? pid : 0).Where(pid => pid > 0);

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string? Link(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
