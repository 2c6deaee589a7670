namespace Keepone.Core.Diagnosis.Causes;

/// <summary>
/// The masters are on alive agents, and none hears another: the HA network between them is cut (Launchpad 1375625). Under the guard there
/// is one master or none instead: replicas without a majority are kept out.
/// </summary>
internal static class HaNetworkPartition
{
    internal static readonly Cause Cause = new("ha-network-partition", "HA network partition", Prove);

    private static string? Prove(RouterEvidence evidence, RouterStatus status) => status switch
    {
        RouterStatus.MultipleMasters => BetweenMasters(evidence),
        RouterStatus.NoMaster => WithoutMajority(evidence),
        RouterStatus.Degraded => CutOff(evidence),
        _ => null,
    };

    // Nobody has a majority, though some hear each other: no side of the cut is large enough, or it is cut one way only.
    private static string? WithoutMajority(RouterEvidence evidence) =>
        evidence.Alive.Length > 1 && evidence.Alive.All(one => GuardEvidence.IsIsolated(one.Observation))
            ? $"the guard keeps out {Words.List(evidence.Alive.Select(one => one.Node))}, because none has a majority: {GuardEvidence.WhoHearsWhom(evidence.Alive)}"
            : null;

    private static string? CutOff(RouterEvidence evidence)
    {
        var cutOff = evidence.Alive.Where(one => GuardEvidence.IsIsolated(one.Observation)).ToList();
        return cutOff.Count > 0
            ? $"the guard keeps out {Words.List(cutOff.Select(one => one.Node))}, which has no majority: {GuardEvidence.WhoHearsWhom(cutOff)}"
            : null;
    }

    private static string? BetweenMasters(RouterEvidence evidence)
    {
        var masters = evidence.Reported;
        if (masters.Length < 2)
        {
            return null;
        }

        // A stranger may be the other master, where the specification does not give the nodes' addresses.
        if (masters.Any(one => one.HearsStranger || masters.Any(other => one.Hears.Contains(other.Node, StringComparer.Ordinal))))
        {
            return null;
        }

        // A master hears nobody on a healthy network too: cut off is the one that nobody hears either.
        var cutOff = masters.Where(one => !one.Hears.Any() && !evidence.ListenersTo(one.Node).Any()).ToList();
        return cutOff.Count > 0 && cutOff.Count < masters.Length
            ? $"{Words.List(cutOff.Select(replica => replica.Node))} hears nobody"
            : "they do not hear each other";
    }
}
