using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Keepone.Linux;

/// <summary>The capabilities that Keepone needs (capabilities(7)); the values are the kernel's bit numbers.</summary>
public enum Capability
{
    /// <summary>CAP_DAC_OVERRIDE: files of any owner.</summary>
    DacOverride = 1,

    /// <summary>CAP_KILL: signals to processes of any user.</summary>
    Kill = 5,

    /// <summary>CAP_NET_BROADCAST: events of all namespaces.</summary>
    NetBroadcast = 11,

    /// <summary>CAP_NET_ADMIN: addresses, links, receive buffers.</summary>
    NetAdmin = 12,

    /// <summary>CAP_NET_RAW: raw and packet sockets.</summary>
    NetRaw = 13,

    /// <summary>CAP_SYS_ADMIN: entering namespaces.</summary>
    SysAdmin = 21,
}

/// <summary>Whether the process may do what it must.</summary>
public static class Privilege
{
    private const int StatusLimit = 64 * 1024;

    /// <summary>What the agent needs: namespaces, raw sockets, leftover addresses, keepalived's signals.</summary>
    public static ImmutableArray<Capability> OfAgent { get; } =
        [Capability.SysAdmin, Capability.NetAdmin, Capability.NetRaw, Capability.Kill];

    /// <summary>What the lab needs.</summary>
    public static ImmutableArray<Capability> OfLab { get; } = [.. OfAgent, Capability.NetBroadcast];

    /// <summary>Which of the needed capabilities the process has not (effective set of /proc/self/status).</summary>
    /// <param name="needed">What it needs.</param>
    /// <returns>The missing ones, in the order given; empty when nothing is missing.</returns>
    public static ImmutableArray<Capability> Missing(ImmutableArray<Capability> needed)
    {
        var effective = AtomicFile.TryRead("/proc/self/status", StatusLimit, out var content)
            ? ParseEffective(Encoding.UTF8.GetString(content))
            : 0;
        return [.. needed.Where(capability => (effective & (1UL << (int)capability)) == 0)];
    }

    /// <summary>Checks the needed capabilities.</summary>
    /// <param name="who">Who needs them, such as <c>keepone agent</c>.</param>
    /// <param name="needed">What it needs; <see cref="OfAgent"/> for instance.</param>
    /// <returns>One sentence that names what is missing and what to do; null when nothing is missing.</returns>
    public static string? Check(string who, ImmutableArray<Capability> needed) => Describe(who, Missing(needed));

    internal static string? Describe(string who, ImmutableArray<Capability> missing) => missing.IsEmpty
        ? null
        : $"{who} needs {string.Join(", ", missing.Select(Explain))}; run it as root, or give its service these capabilities";

    internal static ulong ParseEffective(string status)
    {
        const string Key = "CapEff:";
        foreach (var line in status.Split('\n'))
        {
            if (line.StartsWith(Key, StringComparison.Ordinal)
                && ulong.TryParse(
                    line.AsSpan(Key.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits))
            {
                return bits;
            }
        }

        return 0;
    }

    private static string Explain(Capability capability) => capability switch
    {
        Capability.DacOverride => "CAP_DAC_OVERRIDE (files of other users)",
        Capability.Kill => "CAP_KILL (signals to keepalived)",
        Capability.NetBroadcast => "CAP_NET_BROADCAST (events of all namespaces)",
        Capability.NetAdmin => "CAP_NET_ADMIN (addresses and links)",
        Capability.NetRaw => "CAP_NET_RAW (VRRP sockets)",
        Capability.SysAdmin => "CAP_SYS_ADMIN (network namespaces)",
        _ => $"capability {(int)capability}",
    };
}
