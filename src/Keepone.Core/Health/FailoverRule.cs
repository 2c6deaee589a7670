using System.Collections.Immutable;
using Keepone.Core.Diagnosis;
using Keepone.Core.Model;

namespace Keepone.Core.Health;

/// <summary>
/// Decides what is ordered when an operator wants a router's mastership to move: a penalty for the master, or for everybody but the target
/// (DESIGN §2). It is refused where it would move nothing, or move it to a replica that is not fit. Pure.
/// </summary>
public static class FailoverRule
{
    /// <summary>
    /// How many advertisement intervals an order lasts at least: an election takes less than 4, and whoever came back in between had another.
    /// </summary>
    public const int LeastAdvertIntervals = 12;

    /// <summary>How long an order lasts at least: time for a person to see what came of it.</summary>
    public static readonly TimeSpan ShortestByDefault = TimeSpan.FromSeconds(30);

    /// <summary>How long a failover order lasts unless the operator says otherwise.</summary>
    /// <param name="advertInterval">The router's advertisement interval.</param>
    /// <returns>The time.</returns>
    public static TimeSpan Lasting(TimeSpan advertInterval)
    {
        var adverts = advertInterval * LeastAdvertIntervals;
        return adverts > ShortestByDefault ? adverts : ShortestByDefault;
    }

    /// <summary>Decides.</summary>
    /// <param name="view">What is known of the router.</param>
    /// <param name="target">The node that is to take over; null: whoever is next.</param>
    /// <param name="force">Whether the operator insists.</param>
    /// <param name="now">The controller's clock.</param>
    /// <returns>What is to be ordered, or why it is refused.</returns>
    public static FailoverPlan Decide(RouterView view, string? target, bool force, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(view);
        var evidence = new RouterEvidence(view, now);
        if (Impossible(view, evidence, target) is { } impossible)
        {
            return new FailoverPlan { Refusal = impossible };
        }

        var master = evidence.Reported[0];
        var arithmetic = new ElectionArithmetic(view);
        var unfit = target is null
            ? NobodyFit(arithmetic, evidence, master)
            : Unfit(arithmetic, view.Name, evidence.Replica(target)!, master, isTarget: true);
        if (unfit is not null && !force)
        {
            return new FailoverPlan { Refusal = unfit, MayBeForced = true, From = master.Node };
        }

        var yielding = target is null
            ? ImmutableArray.Create(master)
            : [.. evidence.Alive.Where(replica => replica.Node != target && replica.Node != master.Node), master];
        var expected = arithmetic.Successor(evidence.Alive.Where(replica => !yielding.Contains(replica)), master);
        return new FailoverPlan
        {
            From = master.Node,
            Expected = expected?.Node,
            Nodes = [.. yielding.Select(replica => replica.Node)],
            TakeBack = target is not null && OrderOf(evidence.Replica(target)!, OrderKind.Failover) is not null ? target : null,
            Warnings = Warnings(view, evidence, target, unfit),
            Lasting = Lasting(view.AdvertInterval),
            Sentence = expected is null
                ? $"{master.Node} gives way as master of router {view.Name} as soon as somebody is fitter"
                : $"{master.Node} gives way as master of router {view.Name}; {expected.Node} is expected to take over "
                    + $"(priority {arithmetic.Standing(expected)} against {arithmetic.Yielding(master)})",
        };
    }

    private static string? Impossible(RouterView view, RouterEvidence evidence, string? target)
    {
        var claims = evidence.Claims();
        if (view.Replicas.Any(replica => replica.Observation.Keeper == Keeper.Neutron))
        {
            return $"Router {view.Name} is Neutron's and only watched: Keepone moves none of its replicas. See docs/neutron.md";
        }

        if (claims.Length > 1)
        {
            return $"Router {view.Name} has or may have {claims.Length} masters, {Words.List(claims.Select(master => master.Node))}: a failover needs "
                + "one. See docs/runbook.md#multiple-masters";
        }

        if (evidence.Reported.IsEmpty)
        {
            return claims.IsEmpty
                ? $"Router {view.Name} has no master that an alive agent reports: there is nothing to move. See docs/runbook.md#no-master"
                : $"The master of router {view.Name} is {claims[0].Node}, and no alive agent there takes an order.";
        }

        if (target is not null && evidence.Replica(target) is null)
        {
            return $"Node {target} reports no replica of router {view.Name}; its nodes are {Words.List(view.Nodes)}.";
        }

        return target == evidence.Reported[0].Node ? $"Node {target} is the master of router {view.Name} already." : null;
    }

    private static string? NobodyFit(ElectionArithmetic arithmetic, RouterEvidence evidence, ReplicaView master)
    {
        var name = evidence.View.Name;
        var others = evidence.View.Replicas.Where(replica => replica.Node != master.Node)
            .OrderBy(replica => replica.Node, StringComparer.Ordinal).ToList();
        if (others.Count == 0)
        {
            return $"Router {name} has no other replica than {master.Node}'s: nobody could take over.";
        }

        var reasons = others.Select(replica => Unfit(arithmetic, name, replica, master, isTarget: false)).ToList();
        return reasons.Contains(null) ? null : $"Nobody is fit to take over router {name} from {master.Node}: {string.Join("; ", reasons)}.";
    }

    /// <summary>Why a replica should not take over: a whole sentence of a target, words without an end otherwise; null: it may.</summary>
    private static string? Unfit(ElectionArithmetic arithmetic, string router, ReplicaView replica, ReplicaView master, bool isTarget)
    {
        var (seen, node) = (replica.Observation, replica.Node);
        var maintenance = OrderOf(replica, OrderKind.Maintenance);
        var failover = OrderOf(replica, OrderKind.Failover);
        var sick = seen.Health.Checks.Where(check => check.Verdict == CheckVerdict.Sick).Select(check => check.Name).ToList();
        var why = replica switch
        {
            { IsAlive: false } => $"the agent on {node} is {replica.Agent.State}",
            _ when seen.Health.Fault => $"{node} is out of the election ({seen.Health.Sentence.TrimEnd('.')})",
            _ when GuardEvidence.IsKeptOut(seen) => $"the guard keeps {node} out of the election",
            _ when seen.State != VrrpState.Backup => $"{node} is {seen.State} ({seen.Reason.TrimEnd('.')})",
            _ when maintenance is not null => $"{node} is under maintenance until {Words.Clock(maintenance.Until)} by order of {maintenance.By}",
            _ when failover is not null && !isTarget => $"{node} itself gives way until {Words.Clock(failover.Until)} by order of {failover.By}",
            _ when sick.Count > 0 => $"{node} is sick itself ({Words.List(sick.Select(check => $"check {check}"))} "
                + $"{(sick.Count == 1 ? "fails" : "fail")})",
            _ when arithmetic.Standing(replica) <= arithmetic.Yielding(master) =>
                $"the priority of {node}, {arithmetic.Standing(replica)}, would not beat {arithmetic.Yielding(master)}, which {master.Node} would have",
            _ => null,
        };
        return why is null ? null : isTarget ? $"Router {router} stays with {master.Node}: {why}." : why;
    }

    private static ImmutableArray<string> Warnings(RouterView view, RouterEvidence evidence, string? target, string? unfit)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        if (unfit is not null)
        {
            warnings.Add($"Forced, in spite of this: {unfit}");
        }

        if (target is not null)
        {
            warnings.AddRange(view.Nodes.Where(node => node != target && evidence.Replica(node) is not { IsAlive: true }).Select(node =>
                $"The agent on {node} {(evidence.Replica(node) is { } replica ? $"is {replica.Agent.State}" : "was not heard yet")} and gets no order: "
                + $"its replica may take over instead of {target}."));
        }

        if (evidence.Alive.Any(replica => replica.Observation.Guard.View is { Standing: GuardStanding.Hindered }))
        {
            warnings.Add("The guard of a replica is not in force: keepone router show says why.");
        }

        return warnings.ToImmutable();
    }

    private static OperatorOrder? OrderOf(ReplicaView replica, OrderKind kind) =>
        replica.Observation.Health.Orders.FirstOrDefault(order => order.Kind == kind);
}
