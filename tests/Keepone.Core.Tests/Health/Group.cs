using System.Collections.Immutable;
using Keepone.Core.Diagnosis;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Core.Tests.Diagnosis;

namespace Keepone.Core.Tests.Health;

/// <summary>A router of three replicas with the priorities of its plan: net-1 is master with its bonus, the others are fit backups.</summary>
internal sealed class Group
{
    internal const int Bonus = 30;
    internal static readonly DateTimeOffset Noon = Fleet.Noon;
    private readonly SortedDictionary<string, ReplicaView> _replicas = new(StringComparer.Ordinal);

    internal Group()
    {
        Put("net-1", VrrpState.Master, new HealthReport(120, 0, Bonus, "a bonus keeps the mastership here"));
        Put("net-2", VrrpState.Backup, new HealthReport(110, 0, 0, "no penalty and no bonus"));
        Put("net-3", VrrpState.Backup, new HealthReport(100, 0, 0, "no penalty and no bonus"));
    }

    internal RouterView View => new(RouterId.FromName("edge-1"), "edge-1", [.. _replicas.Values]);

    internal static OperatorOrder Failover(string by = "ann") =>
        new(OrderKind.Failover, RouterId.FromName("edge-1"), Noon.AddSeconds(20), by, "", Noon);

    internal static OperatorOrder Maintenance { get; } = new(OrderKind.Maintenance, null, Noon.AddHours(2), "bob", "new kernel", Noon);

    internal Group Change(string node, Func<Observation, Observation> change)
    {
        _replicas[node] = _replicas[node] with { Observation = change(_replicas[node].Observation) };
        return this;
    }

    internal Group State(string node, VrrpState state) =>
        Put(node, state, _replicas[node].Observation.Health);

    internal Group Agent(string node, AgentState state)
    {
        _replicas[node] = _replicas[node] with { Agent = new AgentLiveness(state, Noon, Noon) };
        return this;
    }

    internal Group Remove(string node)
    {
        _replicas.Remove(node);
        return this;
    }

    /// <summary>A check of a replica fails: it loses this much.</summary>
    internal Group Sick(string node, int penalty = 51, bool held = false) => Change(node, seen => seen with
    {
        Health = seen.Health with
        {
            Penalty = penalty,
            Sentence = $"check uplink fails (-{penalty})",
            Checks = [new CheckReport("uplink", CheckVerdict.Sick, Noon, CheckOutcome.Fail, "203.0.113.1 did not answer", Broken: false, held)],
        },
    });

    /// <summary>An order is in force for a replica.</summary>
    internal Group Ordered(string node, OperatorOrder order) => Change(node, seen => seen with
    {
        Health = seen.Health with { Penalty = 99, Sentence = $"{order.By} ordered it (-99)", Orders = ImmutableArray.Create(order) },
    });

    private Group Put(string node, VrrpState state, HealthReport health)
    {
        var heard = state == VrrpState.Backup ? new[] { "net-1" } : [];
        var observation = Fleet.Observation(node, state, Noon, heard) with { Health = health };
        _replicas[node] = new ReplicaView(observation, Noon, new AgentLiveness(AgentState.Alive, Noon, Noon));
        return this;
    }
}
