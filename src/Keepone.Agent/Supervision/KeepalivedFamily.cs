using System.Collections.Immutable;
using Keepone.Linux;

namespace Keepone.Agent.Supervision;

/// <summary>What the processes that run one replica's configuration are to each other. Pure.</summary>
/// <param name="Leader">The keepalived to take over; null when there is none, or more than one.</param>
/// <param name="Orphans">The processes to end.</param>
/// <param name="Sentence">Why they are ended.</param>
internal sealed record KeepalivedFamily(ProcessIdentity? Leader, ImmutableArray<ProcessIdentity> Orphans, string Sentence)
{
    /// <summary>Judges.</summary>
    /// <param name="found">All processes that run the configuration.</param>
    /// <returns>
    /// One keepalived is taken over, and its child with it. Of several none is: they set and take the same addresses behind each other's
    /// back, so all are ended and one is started. A child of none of them is ended: its parent was killed (Neutron bug 1511311).
    /// </returns>
    public static KeepalivedFamily Of(ImmutableArray<FoundKeepalived> found)
    {
        var leaders = found.Where(process => process.IsLeader).ToList();
        if (leaders.Count > 1)
        {
            return new KeepalivedFamily(
                null,
                [.. leaders.Concat(found.Where(process => !process.IsLeader)).Select(process => process.Identity)],
                $"{leaders.Count} keepalived run the same configuration; all are ended and one is started");
        }

        return new KeepalivedFamily(
            leaders.Count == 1 ? leaders[0].Identity : null,
            [
                .. found.Where(process => !process.IsLeader && (leaders.Count == 0 || process.Parent != leaders[0].Identity.Pid))
                    .Select(process => process.Identity),
            ],
            "its parent was killed");
    }
}
