using Keepone.Core.Model;

namespace Keepone.Core.Diagnosis.Causes;

/// <summary>The evidence proves none of the others. It says what there is.</summary>
internal static class UnknownCause
{
    internal static readonly Cause Cause = new("unknown", "not proven by the evidence", Prove);

    private static string Prove(RouterEvidence evidence, RouterStatus status)
    {
        if (evidence.Alive.IsEmpty)
        {
            return "no alive agent reports the router";
        }

        return string.Join(", ", evidence.Alive.Select(replica =>
        {
            var hears = Words.List(replica.Hears.Distinct(StringComparer.Ordinal));
            var state = replica.Observation.State is var said and not VrrpState.Unknown
                ? $"is {said}" : "does not know its state";
            return $"{replica.Node} {state} and hears {(hears.Length > 0 ? hears : replica.HearsStranger ? "a stranger" : "nobody")}";
        }));
    }
}
