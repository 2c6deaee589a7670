using System.Diagnostics.CodeAnalysis;

namespace Keepone.Simulation;

/// <summary>Assertions that stay on: a model that is wrong must not go on and find nothing.</summary>
internal static class InvalidOperation
{
    public static void If([DoesNotReturnIf(true)] bool wrong, string what)
    {
        if (wrong)
        {
            throw new InvalidOperationException($"The simulation is wrong: {what}.");
        }
    }
}
