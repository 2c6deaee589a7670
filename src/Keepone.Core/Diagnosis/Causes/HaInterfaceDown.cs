namespace Keepone.Core.Diagnosis.Causes;

/// <summary>The HA interface is missing or down: of every replica when there is no master, of some when there is one.</summary>
internal static class HaInterfaceDown
{
    internal static readonly Cause Cause = new("ha-interface-down", "HA interface down", Prove);

    private static string? Prove(RouterEvidence evidence, RouterStatus status)
    {
        var down = evidence.Alive
            .Where(replica => replica.Observation.Kernel is { NamespacePresent: true, HaInterfacePresent: false }
                or { NamespacePresent: true, HaInterfaceUp: false })
            .ToList();
        var proven = status switch
        {
            RouterStatus.NoMaster => down.Count > 0 && down.Count == evidence.Alive.Length,
            RouterStatus.Degraded => down.Count > 0,
            _ => false,
        };
        return proven ? $"the HA interface of {Words.List(down.Select(replica => replica.Node))} is missing or down" : null;
    }
}
