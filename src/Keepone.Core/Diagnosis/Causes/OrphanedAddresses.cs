using Keepone.Core.Model;

namespace Keepone.Core.Diagnosis.Causes;

/// <summary>
/// A replica holds the addresses and runs no keepalived that could give them up: it was killed, not stopped (keepalived #2361).
/// </summary>
internal static class OrphanedAddresses
{
    internal static readonly Cause Cause = new("orphaned-addresses", "orphaned addresses", Prove);

    private static string? Prove(RouterEvidence evidence, RouterStatus status)
    {
        var orphans = evidence.Alive.Where(replica =>
            replica.Observation.Kernel.VipPresent && replica.Observation.Keepalived.Pid is null && replica.Observation.State == VrrpState.Down);
        var names = Words.List(orphans.Select(replica => replica.Node));
        return names.Length > 0 ? $"{names} holds the addresses and runs no keepalived" : null;
    }
}
