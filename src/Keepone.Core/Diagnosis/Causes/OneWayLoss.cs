namespace Keepone.Core.Diagnosis.Causes;

/// <summary>
/// Of two masters one hears the other and is not heard by it: adverts get lost in one direction (keepalived #2087).
/// </summary>
internal static class OneWayLoss
{
    internal static readonly Cause Cause = new("one-way-loss", "one-way loss on the HA network", Prove);

    private static string? Prove(RouterEvidence evidence, RouterStatus status)
    {
        if (status != RouterStatus.MultipleMasters)
        {
            return null;
        }

        foreach (var one in evidence.Reported)
        {
            foreach (var other in evidence.Reported)
            {
                if (one.Hears.Contains(other.Node, StringComparer.Ordinal)
                    && !other.Hears.Contains(one.Node, StringComparer.Ordinal) && !other.HearsStranger)
                {
                    return $"{one.Node} hears {other.Node}, {other.Node} does not hear {one.Node}";
                }
            }
        }

        return null;
    }
}
