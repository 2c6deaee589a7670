using Keepone.Core.Model;

namespace Keepone.Core.Diagnosis.Causes;

/// <summary>
/// keepalived is there and does nothing (stopped by a signal, hanging in the kernel): the addresses stay, the adverts do not, and
/// another replica takes over (keepalived #542, #2238).
/// </summary>
internal static class KeepalivedStalled
{
    internal static readonly Cause Cause = new("keepalived-stalled", "keepalived stalled", Prove);

    private static string? Prove(RouterEvidence evidence, RouterStatus status)
    {
        var stalled = evidence.Alive.Where(replica => replica.Observation.Keepalived.Condition == ProcessCondition.Stalled).ToList();
        var holders = stalled.Where(replica => replica.Observation.Kernel.VipPresent).ToList();
        if (holders.Count > 0)
        {
            return $"{Words.List(holders.Select(replica => replica.Node))} holds the addresses and sends no adverts";
        }

        var proven = status switch
        {
            RouterStatus.NoMaster => stalled.Count > 0 && stalled.Count == evidence.Alive.Length,
            RouterStatus.Degraded => stalled.Count > 0,
            _ => false,
        };
        return proven ? $"keepalived on {Words.List(stalled.Select(replica => replica.Node))} takes no part in the election" : null;
    }
}
