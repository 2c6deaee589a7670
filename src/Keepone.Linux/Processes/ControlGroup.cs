using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>What a control group holds its processes to.</summary>
/// <param name="Processes">How many processes and threads there may be at one time.</param>
/// <param name="MemoryBytes">How much memory they may use together, in bytes.</param>
public sealed record ControlGroupLimits(int Processes, long MemoryBytes);

/// <summary>What a control group's processes ran into, counted since it was made.</summary>
/// <param name="ProcessesRefused">How often a process was refused.</param>
/// <param name="KilledForMemory">How many processes were killed because memory was short.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ControlGroupPressure(long ProcessesRefused, long KilledForMemory);

/// <summary>
/// A control group for one child at a time (cgroups(7), version 1: <c>pids</c> and <c>memory</c>). What it starts is in it from its first
/// instruction: the thread that starts it enters the group for that moment, which only version 1 has.
/// </summary>
public sealed class ControlGroup : IDisposable
{
    private const int FileLimit = 64 * 1024;

    // 4096 namespaces are 8192 mounts of some 150 bytes.
    private const int MountsLimit = 4 * 1024 * 1024;
    private const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private static readonly ImmutableArray<string> Controllers = ["pids", "memory"];

    // A node's mount table may have a megabyte, and does not change in this.
    private static readonly Lazy<ImmutableArray<Hierarchy>> Own = new(FindOwn);

    private readonly ControlGroupLimits _limits;
    private readonly ImmutableArray<Hierarchy> _hierarchies;
    private readonly string _name;

    private ControlGroup(string name, ControlGroupLimits limits, ImmutableArray<Hierarchy> hierarchies) =>
        (_name, _limits, _hierarchies) = (name, limits, hierarchies);

    /// <summary>Whether it limits the number of processes.</summary>
    public bool LimitsProcesses => _hierarchies.Any(hierarchy => hierarchy.Controller == "pids");

    /// <summary>Whether it limits memory.</summary>
    public bool LimitsMemory => _hierarchies.Any(hierarchy => hierarchy.Controller == "memory");

    /// <summary>Whether it is there; whoever cleans up empty groups may have taken it away.</summary>
    internal bool Exists => _hierarchies.All(hierarchy => Directory.Exists(hierarchy.PathOf(_name)));

    /// <summary>Makes a group below this process's own, in each hierarchy where that is allowed.</summary>
    /// <param name="name">Its name, of this process alone.</param>
    /// <param name="limits">Its limits.</param>
    /// <returns>The group; null when no hierarchy lets it be made: there is none of version 1, it is read-only, or a privilege is missing.</returns>
    public static ControlGroup? TryCreate(string name, ControlGroupLimits limits)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(limits);
        var group = new ControlGroup(name, limits, [.. Own.Value.Where(hierarchy => Make(hierarchy, name, limits))]);
        return group._hierarchies.IsEmpty ? null : group;
    }

    /// <summary>Removes groups below this process's own that another process made and left: it was killed.</summary>
    /// <param name="prefix">How their names begin; then comes the process's id, and whatever follows a hyphen.</param>
    public static void RemoveLeftovers(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        foreach (var hierarchy in Own.Value)
        {
            try
            {
                foreach (var path in Directory.EnumerateDirectories(hierarchy.Own, prefix + "*"))
                {
                    var owner = Path.GetFileName(path)[prefix.Length..].Split('-')[0];
                    if (int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && ProcFs.Identify(pid) is null)
                    {
                        Remove(path);
                    }
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // They are empty and cost next to nothing; what matters fails when it is tried.
            }
        }
    }

    /// <summary>What its processes ran into so far.</summary>
    /// <returns>The counts; 0 where nothing is counted.</returns>
    public ControlGroupPressure Pressure() => new(
        Count("pids", "pids.events", "max"),
        Count("memory", "memory.oom_control", "oom_kill"));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var hierarchy in _hierarchies)
        {
            Remove(hierarchy.PathOf(_name));
        }
    }

    /// <summary>Takes the calling thread into the group until the result is disposed; on the same thread.</summary>
    internal IDisposable Enter()
    {
        var entered = new Stay(_hierarchies);
        try
        {
            foreach (var hierarchy in _hierarchies)
            {
                // Whoever cleans up empty groups may have taken it away.
                _ = Directory.Exists(hierarchy.PathOf(_name)) || Make(hierarchy, _name, _limits);
                Join(hierarchy.PathOf(_name));
            }

            return entered;
        }
        catch
        {
            entered.Dispose();
            throw;
        }
    }

    /// <summary>Finds this process's place in a controller's hierarchy of version 1.</summary>
    internal static Hierarchy? Find(string controller, string own, string mounts)
    {
        // "8:pids:/system.slice/keepone-agent.service"
        var at = own.Split('\n').Select(line => line.Split(':', 3))
            .FirstOrDefault(fields => fields.Length == 3 && fields[1].Split(',').Contains(controller, StringComparer.Ordinal))?[2];

        // "31 24 0:27 ROOT MOUNTPOINT rw,relatime shared:11 - cgroup cgroup rw,pids"
        foreach (var line in at is null ? [] : mounts.Split('\n'))
        {
            var halves = line.Split(" - ", 2);
            var (left, right) = (halves[0].Split(' '), halves.Length < 2 ? [] : halves[1].Split(' '));
            if (left.Length < 6 || right.Length < 3 || right[0] != "cgroup" || !right[2].Split(',').Contains(controller, StringComparer.Ordinal))
            {
                continue;
            }

            // In a container the mount shows only a part of the hierarchy, from the container's own group on.
            var root = left[3];
            var below = root == "/" ? at : at!.StartsWith(root, StringComparison.Ordinal) ? at[root.Length..] : "/";
            return new Hierarchy(controller, left[4] + (below == "/" ? "" : below));
        }

        return null;
    }

    private static ImmutableArray<Hierarchy> FindOwn()
    {
        try
        {
            return AtomicFile.TryRead("/proc/self/cgroup", FileLimit, out var own) && AtomicFile.TryRead("/proc/self/mountinfo", MountsLimit, out var mounts)
                ? [.. Controllers.Select(controller => Find(controller, Encoding.UTF8.GetString(own), Encoding.UTF8.GetString(mounts))).OfType<Hierarchy>()]
                : [];
        }
        catch (LinuxException)
        {
            return [];
        }
    }

    private static void Remove(string path)
    {
        try
        {
            Directory.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Somebody who hangs in the kernel is still in it, or it is read-only by now; it costs next to nothing.
        }
    }

    private static bool Make(Hierarchy hierarchy, string name, ControlGroupLimits limits)
    {
        var path = hierarchy.PathOf(name);
        try
        {
            Directory.CreateDirectory(path, DirectoryMode);
            if (hierarchy.Controller == "pids")
            {
                File.WriteAllText($"{path}/pids.max", limits.Processes.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                var bytes = limits.MemoryBytes.ToString(CultureInfo.InvariantCulture);
                File.WriteAllText($"{path}/memory.limit_in_bytes", bytes);

                // With swap counted too, where the kernel counts it: else the limit only moves memory to the disk.
                if (File.Exists($"{path}/memory.memsw.limit_in_bytes"))
                {
                    File.WriteAllText($"{path}/memory.memsw.limit_in_bytes", bytes);
                }
            }

            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // 0 stands for the thread that writes it. No C# stream: it must be this very thread, and one write.
    private static void Join(string directory)
    {
        using var file = Libc.Open($"{directory}/tasks", Interop.Files.WriteOnly | Interop.Files.CloseOnExec, 0)
            .OrThrow($"enter the control group '{directory}'");
        AtomicFile.WriteAll(file, "0"u8, $"{directory}/tasks");
    }

    private long Count(string controller, string file, string key)
    {
        foreach (var hierarchy in _hierarchies.Where(hierarchy => hierarchy.Controller == controller))
        {
            // "max 3"
            var line = AtomicFile.TryRead($"{hierarchy.PathOf(_name)}/{file}", FileLimit, out var content)
                ? Encoding.ASCII.GetString(content).Split('\n').FirstOrDefault(line => line.StartsWith(key + ' ', StringComparison.Ordinal))
                : null;
            return line is not null && long.TryParse(line.AsSpan(key.Length + 1), CultureInfo.InvariantCulture, out var count) ? count : 0;
        }

        return 0;
    }

    /// <summary>This process's place in a hierarchy.</summary>
    /// <param name="Controller">The controller that is used there.</param>
    /// <param name="Own">The directory of this process's own group.</param>
    internal sealed record Hierarchy(string Controller, string Own)
    {
        internal string PathOf(string name) => $"{Own}/{name}";
    }

    private sealed class Stay(ImmutableArray<Hierarchy> hierarchies) : IDisposable
    {
        public void Dispose()
        {
            foreach (var hierarchy in hierarchies)
            {
                Join(hierarchy.Own);
            }
        }
    }
}
