using System.Globalization;

namespace Keepone.Simulation.Tests;

/// <summary>How far the searches go: a little for every change, far for a soak. Read from the environment.</summary>
internal static class Soak
{
    /// <summary><c>KEEPONE_SIMULATE</c>: how many times as many seeds, 1 by default.</summary>
    public static readonly ulong Factor = (ulong)Read("KEEPONE_SIMULATE", 1);

    /// <summary><c>KEEPONE_DEVIATIONS</c>: how many deviations the exploration follows, 2 by default. Each more takes 30 times as long.</summary>
    public static readonly int Deviations = Read("KEEPONE_DEVIATIONS", 2);

    private static int Read(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
