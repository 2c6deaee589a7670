using System.Collections.Immutable;
using System.Text;
using Keepone.Agent.Configuration;
using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Keepalived.Generator;
using Keepone.Linux;

namespace Keepone.Agent.Supervision;

/// <summary>Finds what is left of replicas that no specification gives to this node, and does what <see cref="StrayRules"/> says.</summary>
internal sealed class StrayReplicas(AgentConfiguration configuration, ReplicaServices services)
{
    /// <summary>Looks after all of them once.</summary>
    /// <param name="routers">The specified routers.</param>
    /// <param name="ours">Those with a replica on this node.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>What is wrong, one sentence each.</returns>
    public async Task<ImmutableArray<string>> TendAsync(
        ImmutableArray<RouterSpecification> routers, IReadOnlyCollection<RouterId> ours, CancellationToken stop)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        var directory = Path.GetDirectoryName(ReplicaFiles.For(configuration.Run, default).Directory)!;
        foreach (var path in Directory.Exists(directory) ? Directory.EnumerateDirectories(directory) : [])
        {
            if (!RouterId.TryParse(Path.GetFileName(path), out var id) || ours.Contains(id))
            {
                continue;
            }

            try
            {
                var router = routers.FirstOrDefault(router => router.Id == id);
                if (await TendAsync(ReplicaFiles.For(configuration.Run, id), id, router, stop) is { } problem)
                {
                    problems.Add(problem);
                }
            }
            catch (IOException error)
            {
                // One that cannot be cleaned must not keep the others from being looked after.
                problems.Add($"what is left of router {id} cannot be looked after: {error.Message}");
            }
        }

        return problems.ToImmutable();
    }

    private async Task<string?> TendAsync(ReplicaFiles files, RouterId id, RouterSpecification? router, CancellationToken stop)
    {
        var found = services.Search.Of(files, fresh: false);
        var pid = found.Select(process => (int?)process.Identity.Pid).FirstOrDefault();
        var verdict = StrayRules.Decide(
            new StrayFacts(router?.Name ?? id.ToString(), router is not null, configuration.Node, StartedFor(files), pid));
        if (verdict is null)
        {
            return null;
        }

        AgentLog.StrayReplica(services.Logger, verdict.Sentence);
        if (!verdict.Clean)
        {
            return verdict.Sentence;
        }

        var keepalived = new KeepalivedProcess(files, configuration.KeepalivedProgram, services.Version, services.Reactor, services.Questions, services.Clock.Time);
        foreach (var process in found.OrderByDescending(process => process.IsLeader))
        {
            await keepalived.EndAsync(process.Identity, stop);
        }

        Release(router!, files);

        // What is not in force any more is not found the next time. The track files stay, as always.
        File.Delete(files.Configuration);
        return null;
    }

    private void Release(RouterSpecification router, ReplicaFiles files)
    {
        if (router.Namespace is not null && !NetworkNamespace.Exists(router.Namespace))
        {
            return;
        }

        using var place = router.Namespace is null ? NetworkNamespace.OpenCurrent() : NetworkNamespace.OpenNamed(router.Namespace);
        var left = LeftoverAddresses.Find(place, router);
        if ((left.Addresses.IsEmpty && left.Routes.IsEmpty) || KeepalivedSearch.OtherIn(place, files) is not null)
        {
            return;
        }

        LeftoverAddresses.Remove(place, left);
        var addresses = string.Join(", ", left.Addresses.Select(address => address.Prefix));
        AgentLog.AddressesReleased(services.Logger, router.Name, addresses, left.Routes.Length, "its replica moved to other nodes");
    }

    private static string? StartedFor(ReplicaFiles files) =>
        AtomicFile.TryRead(files.Configuration, ConfigurationInForce.Longest, out var bytes)
            ? ReplicaConfiguration.NodeOf(Encoding.UTF8.GetString(bytes))
            : null;
}
