using Keepone.Core.Model;

namespace Keepone.Core.Diagnosis.Causes;

/// <summary>keepalived does not run: on no node when there is no master, on some when there is one.</summary>
internal static class KeepalivedDown
{
    internal static readonly Cause Cause = new("keepalived-down", "keepalived down", Prove);

    private static string? Prove(RouterEvidence evidence, RouterStatus status)
    {
        var down = evidence.Alive
            .Where(replica => replica.Observation is { State: VrrpState.Down, Keepalived.Condition: not ProcessCondition.Stalled }).ToList();
        var proven = status switch
        {
            RouterStatus.NoMaster => down.Count > 0 && down.Count == evidence.Alive.Length,
            RouterStatus.Degraded => down.Count > 0,
            _ => false,
        };
        return proven ? $"keepalived does not run on {Words.List(down.Select(replica => replica.Node))}" : null;
    }
}
