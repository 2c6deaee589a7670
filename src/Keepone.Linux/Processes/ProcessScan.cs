using System.Globalization;
using System.Text;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>Looks for running programs by their names, in one pass over /proc. Not for use by two threads at once.</summary>
/// <param name="root">Where /proc is.</param>
public sealed class ProcessScan(string root)
{
    /// <summary>The most processes that a pass looks at: what a kernel of a large machine allows (pid_max).</summary>
    public const int MostProcesses = 4 * 1024 * 1024;

    // /proc/PID/stat has 52 numbers and a name; of a command line only the program is of interest, and a path has at most 4096 bytes.
    private const int ReadLimit = 4096;

    private readonly byte[] _bytes = new byte[ReadLimit];
    private readonly char[] _text = new char[ReadLimit];

    /// <summary>Looks.</summary>
    /// <param name="names">The names: of the process (comm), or the program's without its path (the first argument).</param>
    /// <returns>Each name that was found, with the inodes of the network namespaces that it runs in. A zombie does not run.</returns>
    /// <exception cref="LinuxException">/proc cannot be read.</exception>
    public Dictionary<string, HashSet<ulong>> Find(IReadOnlySet<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var found = new Dictionary<string, HashSet<ulong>>(StringComparer.Ordinal);
        var count = 0;
        foreach (var directory in List())
        {
            if (!int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                continue;
            }

            if (++count > MostProcesses)
            {
                break;
            }

            Look(directory, names, found);
        }

        return found;
    }

    /// <summary>The inode of the network namespace of a process of <see cref="Find"/>'s tree.</summary>
    /// <param name="process">Its process id, or <c>self</c>.</param>
    /// <returns>The inode; null when it cannot be told.</returns>
    public ulong? NamespaceOf(string process) => NamespaceIn(Path.Combine(root, process));

    private static ulong? NamespaceIn(string directory)
    {
        try
        {
            return new FileInfo(Path.Combine(directory, "ns/net")).LinkTarget is ['n', 'e', 't', ':', '[', .. var inode, ']']
                && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string[] List()
    {
        try
        {
            return Directory.GetDirectories(root);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LinuxException($"cannot list the processes in '{root}': {error.Message}", error);
        }
    }

    private void Look(string directory, IReadOnlySet<string> names, Dictionary<string, HashSet<ulong>> found)
    {
        if (ProcFs.Parse(Read(Path.Combine(directory, "stat"))) is not { IsAlive: true } status)
        {
            return;
        }

        var command = Read(Path.Combine(directory, "cmdline"));
        var end = command.IndexOf('\0');
        var program = Path.GetFileName(end < 0 ? command : command[..end]);
        var byProgram = program.SequenceEqual(status.Name) ? null : Wanted(names, program);
        var byName = names.Contains(status.Name) ? status.Name : null;
        if ((byName ?? byProgram) is null || NamespaceIn(directory) is not { } inode)
        {
            return;
        }

        foreach (var name in new[] { byName, byProgram }.OfType<string>())
        {
            if (!found.TryGetValue(name, out var places))
            {
                found.Add(name, places = []);
            }

            _ = places.Add(inode);
        }
    }

    // The names are few, and the processes are many: nothing is allocated for one that nobody looks for.
    private static string? Wanted(IReadOnlySet<string> names, ReadOnlySpan<char> program)
    {
        foreach (var name in names)
        {
            if (program.SequenceEqual(name))
            {
                return name;
            }
        }

        return null;
    }

    // Empty when the process has ended.
    private unsafe ReadOnlySpan<char> Read(string path)
    {
        using var file = Libc.Open(path, Interop.Files.ReadOnly | Interop.Files.CloseOnExec, 0);
        if (file.IsInvalid)
        {
            return default;
        }

        fixed (byte* start = _bytes)
        {
            var length = (int)Libc.Read(file, start, ReadLimit);
            return length <= 0 ? default : _text.AsSpan(0, Encoding.UTF8.GetChars(_bytes.AsSpan(0, length), _text));
        }
    }
}
