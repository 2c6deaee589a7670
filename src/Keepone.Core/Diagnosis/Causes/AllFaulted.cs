using Keepone.Core.Model;

namespace Keepone.Core.Diagnosis.Causes;

/// <summary>Every replica that is there keeps out of the election: a tracked interface or file of each says so.</summary>
internal static class AllFaulted
{
    internal static readonly Cause Cause = new("all-faulted", "all replicas faulted", Prove);

    private static string? Prove(RouterEvidence evidence, RouterStatus status)
    {
        if (status != RouterStatus.NoMaster || evidence.Alive.IsEmpty
            || !evidence.Alive.All(replica => replica.Observation.State == VrrpState.Fault))
        {
            return null;
        }

        // Whoever is there lacks the voters that are silent: they are the cause, not the guard.
        if (evidence.View.Replicas.Any(replica => replica.Agent.State == AgentState.Dead)
            && evidence.Alive.All(replica => GuardEvidence.IsIsolated(replica.Observation)))
        {
            return null;
        }

        var faulted = evidence.Alive.Where(replica => !GuardEvidence.IsKeptOut(replica.Observation)).Select(replica => replica.Node).ToList();
        var kept = evidence.Alive.Where(replica => GuardEvidence.IsKeptOut(replica.Observation)).Select(replica => GuardEvidence.Trouble(replica.Observation)!);
        return string.Join("; ", faulted.Count > 0 ? [$"keepalived on {Words.List(faulted)} keeps out of the election", .. kept] : kept);
    }
}
