using System.Collections.Immutable;
using Keepone.Core.Model;

namespace Keepone.Core.Diagnosis;

/// <summary>What the guards of a router's replicas say of who hears whom (docs/guard.md).</summary>
internal static class GuardEvidence
{
    /// <summary>
    /// Whether the guard keeps a replica out of the election, and nothing else does: not a keepalived that is down, not an interface.
    /// </summary>
    internal static bool IsKeptOut(Observation observation) =>
        observation is { State: VrrpState.Fault, Guard.KeepsOut: true, Kernel: { NamespacePresent: true, HaInterfaceUp: true } };

    /// <summary>Whether it is kept out for want of a majority that it hears and that hears it.</summary>
    internal static bool IsIsolated(Observation observation) =>
        IsKeptOut(observation) && observation.Guard.View is { Standing: GuardStanding.InForce } view
        && view.Voters.Count(voter => voter.IsSelf || (voter.IsHeard && voter.HearsThis)) < view.Needed;

    /// <summary>The other voters that it hears, by name.</summary>
    internal static ImmutableArray<string> Hears(Observation observation) =>
        [.. (observation.Guard.View?.Voters ?? []).Where(voter => voter is { IsSelf: false, IsHeard: true }).Select(voter => voter.Name)];

    /// <summary>Who hears whom, in words: <c>net-1 hears net-2; net-3 hears nobody</c>.</summary>
    internal static string WhoHearsWhom(IEnumerable<ReplicaView> replicas) => string.Join("; ", replicas.Select(replica =>
        $"{replica.Node} hears {(Hears(replica.Observation) is { IsEmpty: false } heard ? Words.List(heard) : "nobody")}"));

    /// <summary>What is the matter with a replica's guard, in words that follow nothing; null: nothing.</summary>
    internal static string? Trouble(Observation observation)
    {
        var view = observation.Guard.View;
        if (view is { Standing: GuardStanding.Hindered })
        {
            var kept = IsKeptOut(observation) ? "kept out by the guard, which is not in force" : "without its guard, which is not in force";
            return $"{observation.Node} is {kept}: {(view.Trouble ?? view.Reason).TrimEnd('.')}";
        }

        if (IsIsolated(observation))
        {
            var hears = Hears(observation) is { IsEmpty: false } heard ? Words.List(heard) : "nobody";
            return $"{observation.Node} is kept out by the guard: no majority, {view!.Needed} of {view.Voters.Length} voters are needed and it hears {hears}";
        }

        if (IsKeptOut(observation))
        {
            return $"{observation.Node} is kept out by the guard: {view!.Reason.TrimEnd('.')}";
        }

        return view is { Standing: GuardStanding.InForce, Lateness: { Margin.Ticks: < 0 } lateness }
            ? $"the guard's margin on {observation.Node} is negative by {Words.Span(-lateness.Margin)}: {lateness.Sentence.TrimEnd('.')}"
            : null;
    }
}
