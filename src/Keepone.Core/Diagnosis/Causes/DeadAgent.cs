namespace Keepone.Core.Diagnosis.Causes;

/// <summary>An agent fell silent, and its replica was last seen as master or is missed.</summary>
internal static class DeadAgent
{
    internal static readonly Cause Cause = new("dead-agent", "dead agent", Prove);

    private static string? Prove(RouterEvidence evidence, RouterStatus status)
    {
        // Of two masters that alive agents report a dead third agent is not the cause.
        if (status == RouterStatus.MultipleMasters && evidence.LastSeenDead.IsEmpty)
        {
            return null;
        }

        var dead = status == RouterStatus.MultipleMasters
            ? evidence.LastSeenDead
            : [.. evidence.View.Replicas.Where(replica => replica.Agent.State == AgentState.Dead)];
        if (dead.IsEmpty || (status == RouterStatus.MultipleMasters && evidence.Certain >= 2))
        {
            return null;
        }

        var names = Words.List(dead.Select(replica => replica.Node).Order(StringComparer.Ordinal));
        return status == RouterStatus.MultipleMasters
            ? $"nobody can say whether {names} gave up the addresses"
            : $"the agent of {names} is silent";
    }
}
