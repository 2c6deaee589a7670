namespace Keepone.Simulation.Tests;

/// <summary>How long a router may be without a master though a majority hears each other.</summary>
internal static class Liveness
{
    /// <summary>Returning to the election, the longest timer, and a round of beacons to spare. Adverts of a second.</summary>
    public static readonly TimeSpan OneElection = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Promises that an agent or a rebooted node left behind (5 s), and two elections.
    /// </summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(5) + (2 * OneElection);
}
