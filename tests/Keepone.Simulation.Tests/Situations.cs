namespace Keepone.Simulation.Tests;

/// <summary>The moments from which exploration begins: a router of three replicas to which one large thing has just happened.</summary>
internal static class Situations
{
    public static readonly IReadOnlyDictionary<string, Action<World, Fate>> All = new Dictionary<string, Action<World, Fate>>(StringComparer.Ordinal)
    {
        ["nothing happens"] = (_, _) => { },
        ["the master is cut off"] = (world, _) => Cut(world, (0, 1), (0, 2), (1, 0), (2, 0)),
        ["the master is heard no more"] = (world, _) => Cut(world, (0, 1), (0, 2)),
        ["the master hears nobody"] = (world, _) => Cut(world, (1, 0), (2, 0)),
        ["the master and its successor are cut apart"] = (world, _) => Cut(world, (0, 1), (1, 0)),
        ["the successor is heard by nobody"] = (world, _) => Cut(world, (1, 0), (1, 2), (0, 1)),
        ["the master's node crashes"] = (world, _) => world.Crash(0),
        ["the master's keepalived is killed"] = (world, fate) => world.KillKeepalived(0, fate),
        ["the master becomes sick"] = (world, fate) => world.SetPenalty(0, 99, fate),
        ["the master's agent leaves"] = (world, fate) => world.LeaveAgent(0, fate),
    };

    /// <summary>A router of three that has a master since a while, and to which that happens.</summary>
    public static World Of(string situation, WorldSettings settings, Fate fate)
    {
        var world = new World(settings);
        for (var i = 0; i < settings.Voters; i++)
        {
            world.StartAgent(i, fate);
        }

        world.RunUntil(8 * settings.Timers.Advert, (World _, in WorldEvent _) => fate);
        Assert.True(world.IsMaster(0));
        All[situation](world, fate);
        return world;
    }

    private static void Cut(World world, params (int From, int To)[] directions)
    {
        foreach (var (from, to) in directions)
        {
            world.SetCut(from, to, cut: true);
        }
    }
}
