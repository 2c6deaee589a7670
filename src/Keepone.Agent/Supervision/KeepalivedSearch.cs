using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Keepone.Keepalived;
using Keepone.Linux;

namespace Keepone.Agent.Supervision;

/// <summary>A keepalived process that was found by its command line.</summary>
/// <param name="Identity">Which process.</param>
/// <param name="Parent">Its parent's process id.</param>
/// <param name="IsLeader">
/// Whether it leads its session, as keepalived's first process does; its VRRP process belongs to the session of the first one, also
/// when that is dead (seen on 2.2.7).
/// </param>
/// <param name="Configuration">The configuration file that it was started with.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FoundKeepalived(ProcessIdentity Identity, int Parent, bool IsLeader, string Configuration);

/// <summary>
/// Finds keepalived processes by their command lines, for when a pid file does not lead to them: it is missing, garbled, or names a
/// process that got the number later (Neutron bugs 1561046, 2033980). A look at every process of the node costs milliseconds, so it is
/// for starts and for trouble, not for every patrol, and replicas that look at the same time share one.
/// </summary>
internal sealed class KeepalivedSearch(TimeProvider time)
{
    /// <summary>
    /// How long a look may be shared: only this agent starts keepalived with these configurations, so nothing appears in between that
    /// it did not start itself.
    /// </summary>
    public static readonly TimeSpan Shared = TimeSpan.FromSeconds(1);

    private const string Name = "keepalived";
    private readonly Lock _gate = new();
    private ImmutableArray<FoundKeepalived> _last = [];
    private long? _lookedAt;

    /// <summary>The processes that run a replica's configuration.</summary>
    /// <param name="files">The replica's files.</param>
    /// <param name="fresh">Whether to look anew, whoever looked a moment ago.</param>
    /// <returns>All of them, parents and children.</returns>
    public ImmutableArray<FoundKeepalived> Of(ReplicaFiles files, bool fresh)
    {
        lock (_gate)
        {
            if (fresh || _lookedAt is not { } at || time.GetElapsedTime(at) > Shared)
            {
                _last = [.. ProcFs.Processes().Select(Look).OfType<FoundKeepalived>()];
                _lookedAt = time.GetTimestamp();
            }

            return [.. _last.Where(found => found.Configuration == files.Configuration)];
        }
    }

    /// <summary>Looks at one process.</summary>
    /// <param name="pid">Its process id.</param>
    /// <returns>
    /// What it is; null when it has ended, was not started with a configuration file, or finds another one at that path: another agent's,
    /// with a file system of its own in the same process namespace (containers, the lab).
    /// </returns>
    public static FoundKeepalived? Look(int pid) =>
        ConfigurationOf(ProcFs.CommandLine(pid)) is ['/', ..] configuration && ProcFs.Read(pid) is { IsAlive: true } status
        && ProcFs.SeesSame(pid, Path.GetDirectoryName(configuration)!)
            ? new FoundKeepalived(status.Identity, status.Parent, status.Session == pid, configuration)
            : null;

    /// <summary>A keepalived of somebody else in a namespace.</summary>
    /// <param name="place">The namespace.</param>
    /// <param name="files">The replica's own files.</param>
    /// <returns>Its process id; null when there is none.</returns>
    public static int? OtherIn(NetworkNamespace place, ReplicaFiles files)
    {
        foreach (var pid in ProcFs.Processes())
        {
            if (ProcFs.Read(pid) is { IsAlive: true, Name: Name }
                && ProcFs.NetworkNamespaceInode(pid) == place.Inode
                && ConfigurationOf(ProcFs.CommandLine(pid)) != files.Configuration)
            {
                return pid;
            }
        }

        return null;
    }

    // The very argument, so that an editor or a reader of the file is never taken for keepalived.
    private static string? ConfigurationOf(ImmutableArray<string> commandLine)
    {
        var option = commandLine.IndexOf(KeepalivedCommand.ConfigurationOption, StringComparer.Ordinal);
        return option > 0 && option + 1 < commandLine.Length ? commandLine[option + 1] : null;
    }
}
