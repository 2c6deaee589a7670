using System.Collections.Immutable;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Model;

/// <summary>A router on a node.</summary>
public sealed record Replica
{
    private Replica(RouterSpecification router, string node, PriorityPlan priorities, int basePriority)
    {
        Router = router;
        Node = node;
        Priorities = priorities;
        BasePriority = basePriority;
    }

    /// <summary>The router.</summary>
    public RouterSpecification Router { get; }

    /// <summary>The node.</summary>
    public string Node { get; }

    /// <summary>The arithmetic of the router's priorities.</summary>
    public PriorityPlan Priorities { get; }

    /// <summary>The replica's base priority, 1..254.</summary>
    public int BasePriority { get; }

    /// <summary>The replica's own address on the HA network; null when the specification does not say.</summary>
    public IpPrefix? HaAddress => Router.Ha.Addresses.TryGetValue(Node, out var address) ? address : null;

    /// <summary>The other nodes' addresses on the HA network.</summary>
    public ImmutableArray<IpPrefix> HaPeers => [.. Router.Ha.Addresses.Where(pair => pair.Key != Node).Select(pair => pair.Value)];

    /// <summary>The replica of <paramref name="router"/> on <paramref name="node"/>.</summary>
    /// <param name="router">The router.</param>
    /// <param name="node">The node's name.</param>
    /// <returns>The replica; null when the specification names its replicas and this node is not among them.</returns>
    public static Replica? Of(RouterSpecification router, string node)
    {
        ArgumentNullException.ThrowIfNull(router);
        var plan = PriorityPlan.Of(router);
        if (router.Replicas.IsEmpty)
        {
            return new Replica(router, node, plan, plan.Bases[0]);
        }

        var rank = router.Replicas.IndexOf(node, StringComparer.Ordinal);
        return rank < 0 ? null : new Replica(router, node, plan, plan.Bases[rank]);
    }
}
