using System.Collections.Immutable;
using Keepone.Core.Diagnosis.Causes;

namespace Keepone.Core.Diagnosis;

/// <summary>All causes, the most specific first: the first that the evidence proves is named.</summary>
internal static class CauseList
{
    internal static readonly ImmutableArray<Cause> All =
    [
        OrphanedAddresses.Cause,
        KeepalivedStalled.Cause,
        OneWayLoss.Cause,
        AllIsolated.Cause,
        HaNetworkPartition.Cause,
        HaInterfaceDown.Cause,
        KeepalivedDown.Cause,
        AllFaulted.Cause,
        DeadAgent.Cause,
        UnknownCause.Cause,
    ];

    internal static CauseFinding Find(RouterEvidence evidence, RouterStatus status)
    {
        foreach (var cause in All)
        {
            if (cause.Prove(evidence, status) is { } proof)
            {
                return new CauseFinding(cause, proof);
            }
        }

        throw new InvalidOperationException("The last cause of the list proves everything.");
    }
}
