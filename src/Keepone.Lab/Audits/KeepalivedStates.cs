using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Lab.Fabric;
using Keepone.Linux;

namespace Keepone.Lab.Audits;

/// <summary>What a keepalived says of itself, and which process said it.</summary>
/// <param name="Process">The parent process.</param>
/// <param name="State">The VRRP state.</param>
/// <param name="TimesMaster">How often it became master.</param>
/// <param name="Since">When it last changed, by keepalived's clock; null when it never did.</param>
public sealed record KeepalivedState(ProcessIdentity Process, VrrpState State, long TimesMaster, DateTimeOffset? Since);

/// <summary>Asks each replica's keepalived itself, by its own dump: neither agent nor controller is part of the answer.</summary>
internal static class KeepalivedStates
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Asks all.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="replicas">Their replicas' namespaces.</param>
    /// <param name="router">The router.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The states by node; null: it does not run, or did not answer.</returns>
    public static async Task<IReadOnlyDictionary<string, KeepalivedState?>> AskAllAsync(
        IEnumerable<LabNode> nodes, IReadOnlyDictionary<string, NetworkNamespace> replicas, RouterSpecification router, TimeProvider time,
        CancellationToken cancellation)
    {
        var states = new Dictionary<string, KeepalivedState?>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            states[node.Name] = await AskAsync(node, replicas[node.Name], router, time, cancellation);
        }

        return states;
    }

    private static async Task<KeepalivedState?> AskAsync(
        LabNode node, NetworkNamespace place, RouterSpecification router, TimeProvider time, CancellationToken cancellation)
    {
        if (LabProcesses.Keepalived(place).Parent is not { } pid || ProcFs.Identify(pid) is not { } identity)
        {
            return null;
        }

        var dump = node.Root + ReplicaFiles.For(ReplicaFiles.DefaultRunDirectory, router.Id).Dump;
        File.Delete(dump);
        using var process = ProcessHandle.TryOpen(identity);
        _ = process?.Signal(KeepalivedCommand.DumpSignal);

        // The file appears before it is written (reference/keepalived.md B.5), and has no event that says it is whole.
        for (var since = time.GetTimestamp(); time.GetElapsedTime(since) < Patience; await Task.Delay(Look, time, cancellation))
        {
            if (AtomicFile.TryRead(dump, KeepalivedDump.Largest, out var bytes)
                && KeepalivedDump.TryParse(bytes, out var read) == DumpReading.Complete
                && read!.Instances.FirstOrDefault(instance => instance.Vrid == router.Vrid) is { } instance)
            {
                return new KeepalivedState(
                    identity, instance.State, instance.Statistics.GetValueOrDefault("become_master"), instance.LastTransition);
            }
        }

        return null;
    }
}
