using System.Collections.Immutable;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Watching;

/// <summary>The keepalived of a watched replica.</summary>
/// <param name="Parent">Its first process.</param>
/// <param name="Vrrp">Its VRRP process; null: it is not known.</param>
/// <param name="Namespace">The network namespace that it runs in.</param>
internal sealed record WatchedKeepalived(ProcessIdentity Parent, ProcessIdentity? Vrrp, ulong? Namespace);

/// <summary>
/// Finds the keepalived of Neutron's routers in /proc, as Neutron itself does: the router's id is on its command line (reference/neutron.md
/// A5). The pid file leads to it, where it is true: it may be stale, or hold the number of another process namespace (an agent in a container).
/// </summary>
internal sealed class NeutronProcesses(NeutronFiles files, TimeProvider time)
{
    /// <summary>
    /// How long a look at every process of the node may be shared: it costs milliseconds, and a replica without a keepalived asks for one with
    /// every patrol.
    /// </summary>
    public static readonly TimeSpan Shared = TimeSpan.FromSeconds(2);

    private const string Name = "keepalived";
    private const string Configuration = "/keepalived.conf";
    private readonly Lock _gate = new();
    private ImmutableArray<(string Command, ProcessStatus Status, ulong? Namespace)> _all = [];
    private long? _lookedAt;

    /// <summary>Finds one.</summary>
    /// <param name="router">The router.</param>
    /// <param name="place">The namespace that it should run in; null: there is none.</param>
    /// <param name="known">What was found before.</param>
    /// <returns>The keepalived; null when none is there.</returns>
    public WatchedKeepalived? Find(RouterId router, NetworkNamespace? place, WatchedKeepalived? known)
    {
        if (known is not null && ProcFs.Identify(known.Parent.Pid) == known.Parent)
        {
            return known with { Vrrp = Child(router, known.Parent.Pid, known.Vrrp) };
        }

        if (files.Pid(router) is { } pid && Look(pid) is { } found && Runs(found.Command, router))
        {
            return new WatchedKeepalived(found.Status.Identity, Child(router, pid, null), found.Namespace);
        }

        // Several nodes in one process namespace (containers, a lab) have a keepalived of the same router each: the namespace tells them apart.
        var here = place is null ? default : All().FirstOrDefault(process => process.Namespace == place.Inode
            && process.Status.Session == process.Status.Identity.Pid && Runs(process.Command, router));
        return here.Status is { } status && ProcFs.Identify(status.Identity.Pid) == status.Identity
            ? new WatchedKeepalived(status.Identity, Child(router, status.Identity.Pid, null), here.Namespace)
            : null;
    }

    private ProcessIdentity? Child(RouterId router, int parent, ProcessIdentity? known)
    {
        if (known is { } before && ProcFs.Read(before.Pid) is { IsAlive: true } same && same.Identity == before)
        {
            return before;
        }

        return files.VrrpPid(router) is { } pid && ProcFs.Read(pid) is { IsAlive: true, Name: Name } status && status.Parent == parent
            ? status.Identity
            : ProcFs.Children(parent).Select(ProcFs.Read).FirstOrDefault(child => child is { IsAlive: true, Name: Name })?.Identity;
    }

    private ImmutableArray<(string Command, ProcessStatus Status, ulong? Namespace)> All()
    {
        lock (_gate)
        {
            if (_lookedAt is not { } at || time.GetElapsedTime(at) > Shared)
            {
                _all = [.. ProcFs.Processes().Select(Look).Where(found => found is not null).Select(found => found!.Value)];
                _lookedAt = time.GetTimestamp();
            }

            return _all;
        }
    }

    private static (string Command, ProcessStatus Status, ulong? Namespace)? Look(int pid) =>
        ProcFs.Read(pid) is { IsAlive: true, Name: Name } status
            && ProcFs.CommandLine(pid).FirstOrDefault(word => word.EndsWith(Configuration, StringComparison.Ordinal)) is { } command
                ? (command, status, ProcFs.NetworkNamespaceInode(pid))
                : null;

    private static bool Runs(string command, RouterId router) => command.EndsWith($"/{router}{Configuration}", StringComparison.Ordinal);
}
