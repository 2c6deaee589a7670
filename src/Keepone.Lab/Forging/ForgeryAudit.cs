using System.Collections.Immutable;
using Keepone.Lab.Audits;
using Keepone.Lab.Running;

namespace Keepone.Lab.Forging;

/// <summary>What an attacker's packets came to: every kind of them must have been counted by every agent that was there.</summary>
internal static class ForgeryAudit
{
    /// <summary>Asks the agents.</summary>
    /// <param name="session">The lab.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>One sentence for each kind that an agent did not count.</returns>
    public static async Task<ImmutableArray<string>> MakeAsync(LabSession session, CancellationToken cancellation)
    {
        var findings = ImmutableArray.CreateBuilder<string>();
        foreach (var node in session.Topology.Nodes)
        {
            var rejected = await AgentViews.RejectedAsync(node, session.Scenario.Router.Id, cancellation);
            findings.AddRange(Missing(node.Name, rejected));
        }

        return findings.ToImmutable();
    }

    /// <summary>What an agent should have counted and did not.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="rejected">What it counted, by reason; null: it did not say.</param>
    /// <returns>One sentence for each.</returns>
    public static IEnumerable<string> Missing(string node, IReadOnlyDictionary<string, long>? rejected)
    {
        if (rejected is null)
        {
            return [$"Audit: the agent of {node} did not say which beacons it rejected."];
        }

        return Forgery.All.Select(kind => kind.Reason).Distinct().Where(reason => rejected.GetValueOrDefault(reason.ToString()) == 0)
            .Select(reason => $"Audit: the agent of {node} counted no beacon as rejected for '{reason}', but such ones were sent to it.");
    }
}
