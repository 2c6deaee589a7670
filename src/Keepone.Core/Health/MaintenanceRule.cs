using System.Collections.Immutable;
using Keepone.Core.Diagnosis;
using Keepone.Core.Model;

namespace Keepone.Core.Health;

/// <summary>
/// Says what the maintenance of a node leaves its routers with. It is ordered anyway: it drains, and where nobody else is fit the node's
/// replica stays master. Pure.
/// </summary>
public static class MaintenanceRule
{
    /// <summary>How long a maintenance lasts unless the operator says otherwise: an afternoon's work, and over before the next day's.</summary>
    public static readonly TimeSpan LastingByDefault = TimeSpan.FromHours(2);

    /// <summary>What the operator should know before the node goes.</summary>
    /// <param name="routers">What is known of all routers.</param>
    /// <param name="node">The node.</param>
    /// <param name="now">The controller's clock.</param>
    /// <returns>One sentence for each router of the node that nobody else is fit to take; in the order of their names.</returns>
    public static ImmutableArray<string> Warnings(IEnumerable<RouterView> routers, string node, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(routers);
        return
        [
            .. routers.OrderBy(router => router.Name, StringComparer.Ordinal).Select(router => Warning(router, node, now)).OfType<string>(),
        ];
    }

    private static string? Warning(RouterView router, string node, DateTimeOffset now)
    {
        if (router.Replicas.FirstOrDefault(replica => replica.Node == node) is not { } here)
        {
            return null;
        }

        if (here.Observation.Keeper == Keeper.Neutron)
        {
            return here.Holds ? $"Router {router.Name} is Neutron's and only watched: {node} stays its master." : null;
        }

        // A replica that is master elsewhere is fit; so is a healthy backup.
        var others = new RouterEvidence(router, now).Alive.Where(replica => replica.Node != node).ToList();
        if (others.Any(IsFit))
        {
            return null;
        }

        var why = others.Count == 0
            ? "no other replica is reported by an alive agent"
            : string.Join(", ", others.Select(replica => $"{replica.Node} is {Condition(replica.Observation)}"));
        return $"Router {router.Name} has nobody else who is fit ({why}): {node} stays its master if it is.";
    }

    private static bool IsFit(ReplicaView replica) =>
        replica.Observation is { State: VrrpState.Backup or VrrpState.Master, Health: { Penalty: 0, Fault: false } };

    private static string Condition(Observation observation) =>
        observation.State is not (VrrpState.Backup or VrrpState.Master) ? $"{observation.State}"
        : observation.Health.Orders.IsEmpty ? "sick" : "giving way by an order";
}
