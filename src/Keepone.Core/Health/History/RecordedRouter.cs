using System.Collections.Immutable;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Health.History;

/// <summary>All that is recorded of a router's checks.</summary>
internal sealed record RecordedRouter
{
    public required RouterId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Its nodes of which something is recorded, in the order of succession.</summary>
    public required ImmutableArray<string> Nodes { get; init; }

    /// <summary>The arithmetic of its priorities.</summary>
    public required PriorityPlan Plan { get; init; }

    /// <summary>The base priority of each of its nodes.</summary>
    public required ImmutableArray<int> Bases { get; init; }

    public required ImmutableArray<RecordedCheck> Checks { get; init; }

    /// <summary>Puts the runs of outcomes of one router together.</summary>
    /// <param name="records">The records, all of them runs.</param>
    public static RecordedRouter Of(IEnumerable<CheckRecord> records)
    {
        var all = records.ToList();
        var checks = all.GroupBy(record => (record.Node, record.Check)).Select(RecordedCheck.Of).ToImmutableArray();

        // By their rank; those of one rank, of a pair or of different times, in the order in which they come.
        var nodes = checks.GroupBy(check => check.Node, StringComparer.Ordinal).OrderBy(node => node.Last().Settings.Rank)
            .Select(node => node.Key).ToImmutableArray();
        var settings = checks[0].Settings;
        var size = Math.Clamp(Math.Max(checks.Max(check => check.Settings.Replicas), nodes.Length), 2, PriorityPlan.MostReplicas);
        var plan = PriorityPlan.For(size, settings.Step > 0 ? settings.Step : PriorityPlan.DefaultStep);
        return new RecordedRouter
        {
            Id = all[0].Router,
            Name = all[^1].Name,
            Nodes = nodes,
            Plan = plan,
            Bases = [.. nodes.Select((node, i) => plan.Bases[Rank(checks, node, i, size)])],
            Checks = checks,
        };
    }

    private static int Rank(ImmutableArray<RecordedCheck> checks, string node, int place, int size)
    {
        var ranks = checks.GroupBy(check => check.Node, StringComparer.Ordinal).ToDictionary(one => one.Key, one => one.Last().Settings.Rank, StringComparer.Ordinal);
        var distinct = ranks.Values.Distinct().Count() == ranks.Count;
        return Math.Min(distinct ? ranks[node] : place, size - 1);
    }
}
