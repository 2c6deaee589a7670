using Keepone.Core.Guard;
using Keepone.Simulation.Schedules;

namespace Keepone.Simulation.Tests;

/// <summary>Runs of schedules with chance from the same seed.</summary>
internal static class Runs
{
    /// <summary>The probability that a message takes up to ten times as long as it should, or arrives twice.</summary>
    public const double Wild = 0.02;

    public static ScheduleResult Of(FaultSchedule schedule, ulong seed, GuardTimers timers, GuardRules? rules = null, double wild = Wild)
    {
        var settings = new WorldSettings(schedule.Replicas, schedule.Witnesses, timers).With(rules ?? GuardRules.All);
        return Of(schedule, seed, new World(settings), wild);
    }

    public static ScheduleResult Of(FaultSchedule schedule, ulong seed, World world, double wild = Wild)
    {
        var timers = world.Settings.Timers;
        var random = new Randomness(seed);
        for (var i = 0; i < world.Settings.Voters; i++)
        {
            world.SetClockRate(i, random.Below(1001) - 500);
        }

        return ScheduleRun.Of(schedule, world, Fates.Random(new Randomness(random.Next()), timers, loss: 0, wild),
            Fates.Random(new Randomness(random.Next()), timers, loss: 0, wild: 0));
    }

    /// <summary>The story of a run, to be read when it failed.</summary>
    public static string Story(FaultSchedule schedule, ulong seed, GuardTimers timers, double wild = Wild)
    {
        var story = new StringWriter();
        story.Write(ScheduleText.Write(schedule));
        var world = new World(new WorldSettings(schedule.Replicas, schedule.Witnesses, timers))
        {
            Tell = (at, what) => story.WriteLine($"{at.TotalMilliseconds,9:0.0} {what}"),
        };
        story.WriteLine(Of(schedule, seed, world, wild));
        return story.ToString();
    }
}
