using System.Globalization;
using System.Text;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>What this process uses of the machine.</summary>
/// <param name="ResidentBytes">Its resident memory, in bytes.</param>
/// <param name="Descriptors">How many descriptors it has open.</param>
/// <param name="DescriptorLimit">How many it may have (soft RLIMIT_NOFILE).</param>
/// <param name="InotifyLimit">How many inotify instances all processes of a user may have (fs.inotify.max_user_instances).</param>
public sealed record OwnResources(long ResidentBytes, int Descriptors, long DescriptorLimit, long InotifyLimit)
{
    /// <summary>Reads /proc/self.</summary>
    /// <returns>What is used now.</returns>
    /// <exception cref="LinuxException">/proc cannot be read.</exception>
    public static OwnResources Read()
    {
        // "size resident shared …", in pages.
        var resident = AtomicFile.TryRead("/proc/self/statm", 1024, out var content)
            ? long.Parse(Encoding.ASCII.GetString(content).Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize
            : 0;

        // One of them is the directory's own.
        var descriptors = Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() - 1;
        var inotify = AtomicFile.TryRead("/proc/sys/fs/inotify/max_user_instances", 32, out content)
            ? long.Parse(Encoding.ASCII.GetString(content), CultureInfo.InvariantCulture)
            : long.MaxValue;
        return new OwnResources(resident, descriptors, Limit().Soft, inotify);
    }

    /// <summary>
    /// Raises the limit of descriptors to what the process may have at most. systemd starts services with 1024, for programs that use
    /// select(2), which Keepone does not.
    /// </summary>
    /// <returns>The limit now.</returns>
    public static unsafe long RaiseDescriptorLimit()
    {
        var limit = Limit();
        if (limit.Soft != limit.Hard)
        {
            var raised = stackalloc ulong[2] { (ulong)limit.Hard, (ulong)limit.Hard };
            if (Libc.SetResourceLimit(ResourceLimits.OpenFiles, raised) != 0)
            {
                return limit.Soft;
            }
        }

        return limit.Hard;
    }

    private static unsafe (long Soft, long Hard) Limit()
    {
        var limit = stackalloc ulong[2];
        return Libc.GetResourceLimit(ResourceLimits.OpenFiles, limit) == 0
            ? ((long)Math.Min(limit[0], long.MaxValue), (long)Math.Min(limit[1], long.MaxValue))
            : throw LinuxException.Last("read the limit of descriptors");
    }
}
