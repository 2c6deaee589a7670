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

        // By their rank; of a pair, where nothing is known of it, in the order in which they come.
        var ranks = checks.GroupBy(check => check.Node, StringComparer.Ordinal)
            .Select(node => (Node: node.Key, node.Last().Settings.Rank)).OrderBy(node => node.Rank).ToImmutableArray();
        var distinct = ranks.Select(node => node.Rank).Distinct().Count() == ranks.Length;
        var settings = checks[0].Settings;
        var size = Math.Clamp(Math.Max(checks.Max(check => check.Settings.Replicas), ranks.Length), 2, PriorityPlan.MostReplicas);
        var plan = PriorityPlan.For(size, settings.Step > 0 ? settings.Step : PriorityPlan.DefaultStep);
        return new RecordedRouter
        {
            Id = all[0].Router,
            Name = all[^1].Name,
            Nodes = [.. ranks.Select(node => node.Node)],
            Plan = plan,
            Bases = [.. ranks.Select((node, place) => plan.Bases[Math.Min(distinct ? node.Rank : place, size - 1)])],
            Checks = checks,
        };
    }

    /// <summary>What a failing check takes off: of a pair, whose priorities its operator knows, enough to move the master.</summary>
    /// <param name="check">The check.</param>
    public int PenaltyOf(RecordedCheck check) =>
        check.Settings.Step > 0 ? check.Settings.Penalty : Math.Max(check.Settings.Penalty, Plan.LeastPenalty);
}
