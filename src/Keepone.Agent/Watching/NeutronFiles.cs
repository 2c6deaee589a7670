using System.Globalization;
using System.Text;
using Keepone.Agent.Sources;
using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Protocol;

namespace Keepone.Agent.Watching;

/// <summary>
/// Reads what Neutron's L3 agent keeps of its HA routers on a node (reference/neutron.md A3). It only reads, never waits (a FIFO in place
/// of a file is an empty one), and believes nothing: any local user may have written <c>state</c>.
/// </summary>
/// <param name="directory">The L3 agent's <c>ha_confs_path</c>.</param>
internal sealed class NeutronFiles(string directory)
{
    /// <summary>The longest configuration: a router with 2000 addresses has 150 kB.</summary>
    public const int LongestConfiguration = 1024 * 1024;

    /// <summary>The most routers: what a node may report.</summary>
    public const int MostRouters = ProtocolLimits.MostReplicasPerNode;

    private const int LongestWord = 64;

    /// <summary>The directory.</summary>
    public string Path => directory;

    /// <summary>A router's configuration.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The file's path.</returns>
    public string ConfigurationOf(RouterId router) => $"{directory}/{router}/keepalived.conf";

    /// <summary>The routers that have a configuration.</summary>
    /// <returns>Their ids, in order.</returns>
    /// <exception cref="IOException">The directory is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public IReadOnlyList<RouterId> Routers() =>
    [
        .. Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal)
            .Select(path => RouterId.TryParse(System.IO.Path.GetFileName(path), out var id) ? id : (RouterId?)null)
            .Where(id => id is { } router && File.Exists(ConfigurationOf(router))).Take(MostRouters).Select(id => id!.Value),
    ];

    /// <summary>Reads a router's configuration.</summary>
    /// <param name="router">The router.</param>
    /// <returns>Its text, or why it cannot be read.</returns>
    public FoundFile Read(RouterId router)
    {
        try
        {
            return AtomicFile.TryRead(ConfigurationOf(router), LongestConfiguration, out var bytes)
                ? new FoundFile(Encoding.UTF8.GetString(bytes), null)
                : new FoundFile(null, "it is gone");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new FoundFile(null, $"it cannot be read: {error.Message}");
        }
    }

    /// <summary>What Neutron's monitor wrote last: <c>primary</c>, <c>backup</c> or <c>fault</c>.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The word; null when there is none, or something else.</returns>
    public string? State(RouterId router) => Word($"{directory}/{router}/state") is ("primary" or "backup" or "fault") and var word ? word : null;

    /// <summary>The process id in the pid file of keepalived's first process.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The number; null when there is none.</returns>
    public int? Pid(RouterId router) => Number($"{directory}/{router}.pid.keepalived");

    /// <summary>The process id in the pid file of keepalived's VRRP process.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The number; null when there is none.</returns>
    public int? VrrpPid(RouterId router) => Number($"{directory}/{router}.pid.keepalived-vrrp");

    private static int? Number(string path) =>
        int.TryParse(Word(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static string? Word(string path)
    {
        try
        {
            return AtomicFile.TryRead(path, LongestWord, out var bytes) && bytes.Length > 0 ? Encoding.ASCII.GetString(bytes).Trim() : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
