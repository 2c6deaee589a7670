using System.Collections.Immutable;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Health;

/// <summary>What all checks of a replica, and its operators, come to.</summary>
/// <param name="Penalty">What is taken off the priority, 0 to the plan's cap.</param>
/// <param name="Fault">Whether the replica leaves the election (<c>onFailure: fault</c>).</param>
/// <param name="Sentence">Why, in one sentence without its end.</param>
public sealed record HealthVerdict(int Penalty, bool Fault, string Sentence)
{
    /// <summary>Nothing is wrong, or nothing is checked.</summary>
    public static readonly HealthVerdict Fit = new(0, false, "no penalty");

    /// <summary>Why the health file holds what it holds.</summary>
    /// <param name="mastership">Why it contains the master's bonus, or not.</param>
    /// <returns>One sentence without its end.</returns>
    public string Explain(string mastership) => Penalty == 0 ? mastership : $"{mastership}, and {Sentence}";
}

/// <summary>Adds up what failing checks and operators' orders take off a replica's priority. Pure.</summary>
public static class HealthJudge
{
    /// <summary>Decides.</summary>
    /// <param name="plan">The router's arithmetic.</param>
    /// <param name="checks">Its checks and their verdicts.</param>
    /// <param name="orders">The orders that are in force for it.</param>
    /// <returns>The verdict.</returns>
    public static HealthVerdict Decide(
        PriorityPlan plan, IEnumerable<(CheckSpecification Check, CheckVerdict Verdict)> checks, ImmutableArray<OperatorOrder> orders)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(checks);
        var (sum, fault, why) = (0, false, new List<string>());
        foreach (var (check, _) in checks.Where(pair => pair.Verdict == CheckVerdict.Sick))
        {
            if (check.OnFailure == CheckFailure.Fault)
            {
                fault = true;
                why.Add($"check {check.Name} fails and takes the replica out of the election");
                continue;
            }

            var penalty = check.Penalty ?? plan.LeastPenalty;
            sum += penalty;
            why.Add($"check {check.Name} fails (-{penalty})");
        }

        // As much as there is: whoever is healthier shall take over, wherever this replica stands in the succession.
        foreach (var order in orders)
        {
            sum += plan.Cap;
            why.Add(order.Kind == OrderKind.Maintenance
                ? $"its node is under maintenance until {order.Until.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z by order of {order.By} (-{plan.Cap})"
                : $"{order.By} ordered a failover (-{plan.Cap})");
        }

        var capped = Math.Min(sum, plan.Cap);
        if (capped < sum)
        {
            why.Add($"together at most -{plan.Cap}");
        }

        return why.Count == 0 ? HealthVerdict.Fit : new HealthVerdict(capped, fault, string.Join(", ", why));
    }
}
