using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>A process, told apart from a later one with the same id by when it started.</summary>
/// <param name="Pid">Its process id.</param>
/// <param name="StartTicks">When it started, in clock ticks (10 ms) since boot: field 22 of /proc/PID/stat.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ProcessIdentity(int Pid, ulong StartTicks);

/// <summary>What /proc/PID/stat says of a process.</summary>
/// <param name="Identity">Its identity.</param>
/// <param name="Name">Its short name (comm), at most 15 characters.</param>
/// <param name="State">
/// Its state: R running, S sleeping, D in the kernel and not to be killed, T stopped by a signal, t stopped by a debugger, Z zombie,
/// X dead.
/// </param>
/// <param name="Parent">Its parent's process id.</param>
/// <param name="Group">Its process group.</param>
/// <param name="Session">Its session.</param>
public sealed record ProcessStatus(ProcessIdentity Identity, string Name, char State, int Parent, int Group, int Session)
{
    /// <summary>Whether it runs: a zombie does not.</summary>
    public bool IsAlive => State is not ('Z' or 'X' or 'x');

    /// <summary>Whether it is stopped, by a signal or by a debugger.</summary>
    public bool IsStopped => State is 'T' or 't';

    /// <summary>Whether a debugger holds it.</summary>
    public bool IsTraced => State == 't';
}

/// <summary>Reads /proc.</summary>
public static class ProcFs
{
    // 52 numbers and a name of 64 characters.
    private const int StatLimit = 2048;
    private const int CommandLineLimit = 64 * 1024;
    private const int ChildrenLimit = 1024 * 1024;

    /// <summary>What the kernel says of a process. Read for every replica with every patrol, so nearly without garbage.</summary>
    /// <param name="pid">Its process id.</param>
    /// <returns>Its status; null when there is no such process.</returns>
    public static unsafe ProcessStatus? Read(int pid)
    {
        using var file = Libc.Open($"/proc/{pid}/stat", Interop.Files.ReadOnly | Interop.Files.CloseOnExec, 0);
        var bytes = stackalloc byte[StatLimit];
        var length = file.IsInvalid ? -1 : (int)Libc.Read(file, bytes, StatLimit);
        if (length < 0)
        {
            // Only "no such file" and "no such process" say so: without a descriptor left nobody is dead.
            var error = LinuxException.Last($"read '/proc/{pid}/stat'");
            return error.IsMissing ? null : throw error;
        }

        Span<char> text = stackalloc char[StatLimit];
        return Parse(text[..Encoding.UTF8.GetChars(new ReadOnlySpan<byte>(bytes, length), text)]);
    }

    /// <summary>The identity of a process that is alive (no zombie).</summary>
    /// <param name="pid">Its process id.</param>
    /// <returns>Its identity; null when there is no such process.</returns>
    public static ProcessIdentity? Identify(int pid) => Read(pid) is { IsAlive: true } status ? status.Identity : null;

    /// <summary>The arguments that a process was started with, its program first.</summary>
    /// <param name="pid">Its process id.</param>
    /// <returns>The arguments; empty for a zombie, a kernel thread, and when there is no such process.</returns>
    public static ImmutableArray<string> CommandLine(int pid)
    {
        if (!TryRead($"/proc/{pid}/cmdline", CommandLineLimit, out var content) || content.Length == 0)
        {
            return [];
        }

        // Every argument ends in a zero byte; an empty one is an argument too.
        var text = Encoding.UTF8.GetString(content);
        return [.. (text.EndsWith('\0') ? text[..^1] : text).Split('\0')];
    }

    /// <summary>A process's proportional share of memory (PSS): private pages, and its part of shared ones.</summary>
    /// <param name="pid">Its process id.</param>
    /// <returns>The share in kB; null when there is no such process.</returns>
    public static long? ProportionalKilobytes(int pid)
    {
        // "Pss:               41234 kB"
        const string field = "Pss:";
        return TryRead($"/proc/{pid}/smaps_rollup", CommandLineLimit, out var content)
            && Encoding.ASCII.GetString(content).Split('\n').FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal)) is { } line
                ? long.Parse(line[field.Length..^"kB".Length], CultureInfo.InvariantCulture)
                : null;
    }

    /// <summary>The children of a process, of all its threads.</summary>
    /// <param name="pid">Its process id.</param>
    /// <returns>Their process ids; empty when there is no such process.</returns>
    public static ImmutableArray<int> Children(int pid)
    {
        var children = ImmutableArray.CreateBuilder<int>();
        foreach (var thread in Entries($"/proc/{pid}/task"))
        {
            if (TryRead($"/proc/{pid}/task/{thread}/children", ChildrenLimit, out var content))
            {
                foreach (var child in Encoding.ASCII.GetString(content).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    children.Add(int.Parse(child, CultureInfo.InvariantCulture));
                }
            }
        }

        return children.ToImmutable();
    }

    /// <summary>The children of a process, their children, and so on.</summary>
    /// <param name="pid">Its process id.</param>
    /// <returns>Their process ids, parents before children, without the process itself.</returns>
    public static ImmutableArray<int> Descendants(int pid)
    {
        var found = new List<int>();
        var seen = new HashSet<int> { pid };
        for (var i = -1; i < found.Count; i++)
        {
            foreach (var child in Children(i < 0 ? pid : found[i]))
            {
                if (seen.Add(child))
                {
                    found.Add(child);
                }
            }
        }

        return [.. found];
    }

    /// <summary>Whether a process has an inotify instance: it may hear of changed files.</summary>
    /// <param name="pid">Its process id.</param>
    /// <returns>True when one of its descriptors is one; false also when there is no such process.</returns>
    public static bool HasInotify(int pid)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{pid}/fd").Any(path => new FileInfo(path).LinkTarget == "anon_inode:inotify");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>All processes that are there now.</summary>
    /// <returns>Their process ids.</returns>
    public static IEnumerable<int> Processes() => Entries("/proc");

    /// <summary>The network namespace of a process, to compare with <see cref="NetworkNamespace.Inode"/>.</summary>
    /// <param name="pid">Its process id.</param>
    /// <returns>The inode; null when there is no such process, or it is a zombie.</returns>
    public static ulong? NetworkNamespaceInode(int pid)
    {
        try
        {
            // "net:[4026531840]"
            var target = new FileInfo($"/proc/{pid}/ns/net").LinkTarget;
            return target is ['n', 'e', 't', ':', '[', .. var inode, ']']
                ? ulong.Parse(inode, CultureInfo.InvariantCulture)
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether a process finds at a path what this process finds there. Another mount namespace alone says nothing: a service that is
    /// restarted gets a new one, with the same file systems in it.
    /// </summary>
    /// <param name="pid">Its process id.</param>
    /// <param name="path">An absolute path.</param>
    /// <returns>True when both find the same file or directory, or both find none.</returns>
    public static bool SeesSame(int pid, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Locate(path) == Locate($"/proc/{pid}/root{path}");
    }

    /// <summary>Reads a line of /proc/PID/stat; the name in it may contain anything, also ')' and spaces.</summary>
    internal static ProcessStatus? Parse(ReadOnlySpan<char> text)
    {
        var open = text.IndexOf('(');
        var close = text.LastIndexOf(')');
        if (open < 1 || close < open || !int.TryParse(text[..open].Trim(), out var pid))
        {
            return null;
        }

        // Field 3 (state) is the first after the name; start time is field 22.
        var rest = text[(close + 1)..];
        var (field, state, parent, group, session) = (2, '\0', 0, 0, 0);
        foreach (var range in rest.Split(' '))
        {
            var value = rest[range];
            if (value.IsEmpty)
            {
                continue;
            }

            switch (++field)
            {
                case 3:
                    state = value[0];
                    break;
                case 4 when !int.TryParse(value, out parent):
                case 5 when !int.TryParse(value, out group):
                case 6 when !int.TryParse(value, out session):
                    return null;
                case 22:
                    return ulong.TryParse(value, out var start)
                        ? new ProcessStatus(new ProcessIdentity(pid, start), text[(open + 1)..close].ToString(), state, parent, group, session)
                        : null;
                default:
                    break;
            }
        }

        return null;
    }

    private static unsafe (ulong Inode, uint Major, uint Minor)? Locate(string path)
    {
        FileStatus status;
        return Libc.StatxAt(Interop.Files.AtCurrentDirectory, path, 0, Interop.Files.StatxBasic, &status) == 0
            ? (status.Inode, status.DeviceMajor, status.DeviceMinor)
            : null;
    }

    private static bool TryRead(string path, int limit, out byte[] content)
    {
        try
        {
            return AtomicFile.TryRead(path, limit, out content);
        }
        catch (LinuxException error) when (error.IsMissing)
        {
            // The process ended between open and read.
            content = [];
            return false;
        }
    }

    private static IEnumerable<int> Entries(string directory)
    {
        string[] names;
        try
        {
            names = Directory.GetDirectories(directory);
        }
        catch (IOException)
        {
            yield break;
        }

        foreach (var name in names)
        {
            if (int.TryParse(Path.GetFileName(name.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                yield return number;
            }
        }
    }
}
