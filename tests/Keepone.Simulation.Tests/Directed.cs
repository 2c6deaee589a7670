using Keepone.Core.Guard;

namespace Keepone.Simulation.Tests;

/// <summary>Worlds in which nothing is left to chance.</summary>
internal static class Directed
{
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(1);

    /// <summary>Fast messages, agents in time, and keepalived as slow to read a file as it may be.</summary>
    public static Fate Fate(GuardTimers timers) => Fates.Calm(timers) with { Delay = Delay };

    public static FateSource Slowest(GuardTimers timers) => (World _, in WorldEvent _) => Fate(timers);

    /// <summary>A router whose agents start now.</summary>
    public static World Started(WorldSettings settings, FateSource fates)
    {
        var world = new World(settings);
        for (var i = 0; i < settings.Voters; i++)
        {
            world.StartAgent(i, fates(world, new WorldEvent(world.Now, WorldEventKind.AgentLooks, (byte)i)));
        }

        return world;
    }
}
