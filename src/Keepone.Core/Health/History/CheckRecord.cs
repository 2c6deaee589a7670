using System.Text.Json.Serialization;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Health.History;

/// <summary>
/// A line of a node's history of checks: equal outcomes in a row of one check, or a change of its verdict. One of <see cref="Run"/> and
/// <see cref="Change"/> is there.
/// </summary>
/// <param name="Router">The router.</param>
/// <param name="Name">The router's name.</param>
/// <param name="Node">The node of the replica.</param>
/// <param name="Check">The check's name.</param>
/// <param name="Settings">What was in force for the check.</param>
/// <param name="Run">Equal outcomes in a row; null: a change.</param>
/// <param name="Change">A change; null: outcomes.</param>
public sealed record CheckRecord(
    RouterId Router, string Name, string Node, string Check, CheckSettings Settings, OutcomeRun? Run = null, VerdictChange? Change = null)
{
    /// <summary>When it ended, or happened.</summary>
    [JsonIgnore]
    public DateTimeOffset At => Run?.Last ?? Change?.At ?? default;
}

/// <summary>Equal outcomes in a row: of the same kind and, but for passes, whose words differ each time, with the same message.</summary>
/// <param name="First">When the first of them was there, by the node's wall clock.</param>
/// <param name="Last">When the last of them was there; the others lie between them at even distances.</param>
/// <param name="Count">How many they are, 1 or more.</param>
/// <param name="Outcome">What they came to.</param>
/// <param name="Message">What was found, the last time.</param>
/// <param name="Slowest">How long the slowest of them took.</param>
/// <param name="Starts">Whether nothing is known of before: the agent, or the check, is new, and its verdict began as healthy.</param>
public sealed record OutcomeRun(
    DateTimeOffset First, DateTimeOffset Last, int Count, CheckOutcome Outcome, string Message, TimeSpan Slowest,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Starts = false);

/// <summary>A change of a check's verdict, or of what keeps it.</summary>
/// <param name="At">When, by the node's wall clock.</param>
/// <param name="Change">What changed.</param>
/// <param name="Sentence">Why.</param>
public sealed record VerdictChange(DateTimeOffset At, CheckChange Change, string Sentence);

/// <summary>What was in force for a check while its outcomes were recorded: enough to judge them again.</summary>
/// <param name="Interval">The time from the start of one run to that of the next.</param>
/// <param name="Fall">How many failures in a row make it sick.</param>
/// <param name="Rise">How many passes in a row make it healthy.</param>
/// <param name="Damped">Whether it is damped.</param>
/// <param name="Penalty">What failing takes off the priority.</param>
/// <param name="Fault">Whether failing takes the replica out of the election instead.</param>
/// <param name="Rank">The replica's place in the order of succession, from 0.</param>
/// <param name="Replicas">How many replicas the router has; 1: one of a pair without a common specification.</param>
/// <param name="Step">The step between base priorities; 0: as <paramref name="Replicas"/> is 1.</param>
public sealed record CheckSettings(
    TimeSpan Interval, int Fall, int Rise, bool Damped, int Penalty, bool Fault, int Rank, int Replicas, int Step)
{
    /// <summary>The settings of a check.</summary>
    /// <param name="check">The check.</param>
    /// <param name="router">Its router.</param>
    /// <param name="node">The node of the replica.</param>
    /// <returns>The settings.</returns>
    public static CheckSettings Of(CheckSpecification check, RouterSpecification router, string node)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(router);
        var plan = PriorityPlan.Of(router);
        return new CheckSettings(
            check.Interval, check.Fall, check.Rise, check.Damping, check.Penalty ?? plan.LeastPenalty, check.OnFailure == CheckFailure.Fault,
            Math.Max(0, router.Replicas.IndexOf(node)), plan.Bases.Length, plan.Step);
    }

    /// <summary>What is wrong with them, when they come from a file; null: nothing.</summary>
    [JsonIgnore]
    internal string? Mistake => this switch
    {
        { Interval.Ticks: <= 0 } => $"interval: found {Duration.Format(Interval)}, expected a time above 0",
        { Fall: < 1 } => $"fall: found {Fall}, expected 1 or more",
        { Rise: < 1 } => $"rise: found {Rise}, expected 1 or more",
        { Penalty: < 0 } => $"penalty: found {Penalty}, expected 0 or more",
        { Replicas: < 1 or > PriorityPlan.MostReplicas } => $"replicas: found {Replicas}, expected 1 to {PriorityPlan.MostReplicas}",
        _ when Rank < 0 || Rank >= Replicas => $"rank: found {Rank}, expected 0 to {Replicas - 1}",
        { Step: < 0 or > PriorityPlan.HighestPriority } => $"step: found {Step}, expected 0 to {PriorityPlan.HighestPriority}",
        _ => null,
    };
}
