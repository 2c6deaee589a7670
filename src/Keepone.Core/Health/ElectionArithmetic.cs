using Keepone.Core.Diagnosis;
using Keepone.Core.Model;

namespace Keepone.Core.Health;

/// <summary>
/// The priorities of a router's replicas as an order would make them, from what their agents report: the controller has no specification.
/// </summary>
internal sealed class ElectionArithmetic(RouterView view)
{
    // The plan's cap is the lowest base - 1. A pair has no plan: each side's cap is its own base - 1.
    private readonly int? _cap = view.Replicas.Any(replica => !replica.Observation.Replicas.IsEmpty)
        ? view.Replicas.Min(replica => replica.Observation.Health.BasePriority) - 1
        : null;

    /// <summary>The priority of a replica that stays in the election, without an earlier failover order.</summary>
    internal int Standing(ReplicaView replica)
    {
        var health = replica.Observation.Health;
        var excused = health.Orders.Any(order => order.Kind == OrderKind.Failover)
            && health.Orders.All(order => order.Kind == OrderKind.Failover)
            && health.Checks.All(check => check.Verdict == CheckVerdict.Healthy);
        return health.BasePriority - (excused ? 0 : health.Penalty) + health.Bonus;
    }

    /// <summary>The priority of a replica that is ordered to give way: all that penalties may take off, and its bonus while it is master.</summary>
    internal int Yielding(ReplicaView replica)
    {
        var health = replica.Observation.Health;
        return health.BasePriority - (_cap ?? (health.BasePriority - 1)) + health.Bonus;
    }

    /// <summary>Who takes over from a master that is ordered to give way; null: nobody beats it.</summary>
    internal ReplicaView? Successor(IEnumerable<ReplicaView> standing, ReplicaView master) => standing
        .Where(replica => replica.Observation is { State: VrrpState.Backup, Health.Fault: false } && Standing(replica) > Yielding(master))
        .OrderByDescending(Standing).ThenBy(replica => replica.Node, StringComparer.Ordinal).FirstOrDefault();
}
