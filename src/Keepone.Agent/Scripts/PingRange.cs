using System.Globalization;
using Keepone.Linux;

namespace Keepone.Agent.Scripts;

/// <summary>
/// Lets the check user ping without privileges in a namespace (icmp(7), <c>ping_group_range</c>): fresh namespaces forbid it, and a script
/// whose ping is forbidden would call a healthy gateway dead.
/// </summary>
internal static class PingRange
{
    private const string Setting = "/proc/sys/net/ipv4/ping_group_range";

    /// <summary>Opens it for a group, unless it is open.</summary>
    /// <param name="place">The namespace; not the host's own, whose settings are its operator's.</param>
    /// <param name="group">The group's id.</param>
    /// <exception cref="IOException">It cannot be set.</exception>
    public static void Open(NetworkNamespace place, uint group) => place.Run(() =>
    {
        // /proc/sys/net shows the namespace of the thread that opens it.
        if (Widen(File.ReadAllText(Setting), group) is { } range)
        {
            File.WriteAllText(Setting, range);
        }
    });

    /// <summary>The range that has a group too.</summary>
    /// <param name="range">The range as the kernel shows it: lowest and highest; a lowest above the highest is nobody.</param>
    /// <param name="group">The group's id.</param>
    /// <returns>The wider range; null when it has the group.</returns>
    internal static string? Widen(string range, uint group)
    {
        var ends = range.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(end => uint.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        var (lowest, highest) = ends is [var from, var to] && from <= to ? (from, to) : (group, group);
        return ends is [var first, var last] && first <= group && group <= last
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Min(lowest, group)} {Math.Max(highest, group)}");
    }
}
