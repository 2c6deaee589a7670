using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Agent.Status;

/// <summary>What an agent's status says, in sentences. Pure.</summary>
public static class StatusSentences
{
    /// <summary>Everything in one sentence, without figures that change all the time: for <c>systemctl status</c>.</summary>
    /// <param name="status">The status.</param>
    /// <returns>The sentence.</returns>
    public static string Summary(AgentStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        var problems = status.Problems.Length + status.Health.Warnings.Length;
        return $"{Replicas(status)}; {Link(status)}{(problems > 0 ? $"; {Count(problems, "problem")}, see 'keepone status'" : "")}.";
    }

    /// <summary>
    /// Whether all is as it should be on this node: every replica is master or backup, its evidence agrees, its checks pass and work, and the
    /// guard that is asked for is in force with a margin; no specification has a problem, and the agent itself is well. A controller that is away is not counted: routers do not need it, and it is missed elsewhere.
    /// </summary>
    /// <param name="status">The status.</param>
    /// <param name="router">The one router that is asked for; null: all of them, and the agent.</param>
    public static bool IsFine(AgentStatus status, RouterId? router = null)
    {
        ArgumentNullException.ThrowIfNull(status);
        var replicas = status.Replicas.Where(replica => router is null || replica.Router == router);
        return replicas.All(replica => replica.State is VrrpState.Master or VrrpState.Backup && replica.Disagreements.IsEmpty && IsGuarded(replica.Guard.View)
                && replica.Health.Checks.All(check => check is { Verdict: CheckVerdict.Healthy, Broken: false }))
            && (router is not null || (status.Problems.IsEmpty && status.Health is { Stuck.IsEmpty: true, Warnings.IsEmpty: true }));
    }

    /// <summary>How many replicas are in which state.</summary>
    /// <param name="status">The status.</param>
    /// <returns>Without a full stop: <c>3 routers: 1 master, 2 backup</c>.</returns>
    public static string Replicas(AgentStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (status.Replicas.IsEmpty)
        {
            return "No router is specified for this node";
        }

        var states = status.Replicas.GroupBy(replica => replica.State).OrderBy(group => Order(group.Key))
            .Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}");
        return $"{Count(status.Replicas.Length, "router")}: {string.Join(", ", states)}";
    }

    // A guard that is asked for and not in force, or later than its timers allow, is wrong before it does harm.
    private static bool IsGuarded(GuardView? view) =>
        view is null or { Standing: GuardStanding.Off } or { Standing: GuardStanding.InForce, Trouble: null, Lateness.Margin.Ticks: >= 0 };

    private static string Link(AgentStatus status) => status.Controller switch
    {
        { Endpoint: null } => "no controller is configured",
        { Connected: true } link => $"reports to controller {link.Controller}",
        _ => "no controller hears it",
    };

    private static int Order(VrrpState state) => state switch
    {
        VrrpState.Master => 0,
        VrrpState.Backup => 1,
        _ => 2 + (int)state,
    };

    private static string Count(int count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";
}
