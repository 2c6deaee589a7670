namespace Keepone.Core.Diagnosis.Causes;

/// <summary>Nobody is master because the guard keeps every replica out, and none of them hears another: the HA network is gone.</summary>
internal static class AllIsolated
{
    internal static readonly Cause Cause = new("all-isolated", "all replicas isolated", Prove);

    private static string? Prove(RouterEvidence evidence, RouterStatus status)
    {
        // One alone says nothing of the network: the others may have crashed.
        var isolated = evidence.Alive;
        return status == RouterStatus.NoMaster && isolated.Length > 1
            && isolated.All(one => GuardEvidence.IsIsolated(one.Observation)
                && !GuardEvidence.Hears(one.Observation).Any(name => isolated.Any(other => other.Node == name)))
            ? $"the guard keeps out {Words.List(isolated.Select(one => one.Node))}, and none of them hears another"
            : null;
    }
}
