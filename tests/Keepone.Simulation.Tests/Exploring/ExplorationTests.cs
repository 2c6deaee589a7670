using Keepone.Core.Guard;
using Keepone.Simulation.Exploring;
using static Keepone.Simulation.Tests.Settings;

namespace Keepone.Simulation.Tests.Exploring;

/// <summary>Three voters, and everything that can go wrong with them within bounds.</summary>
public sealed class ExplorationTests
{
    private const Deviations Everything =
        Deviations.Lose | Deviations.Cut | Deviations.Slow | Deviations.Repeat | Deviations.Late;

    // Fewer beacons an advert than by default, so that more of an election fits into as many messages.
    private static readonly GuardTimers Timers = Settings.Timers(400, 200, delay: 10, write: 20, late: 10, fall: 2);

    // Two master-down intervals, less a little: an election, and what comes after it.
    private static readonly TimeSpan Horizon = Ms(2500);

    // Longer than a lease: what arrives speaks of a promise that has expired.
    private static readonly TimeSpan Slow = Ms(600);

    public static TheoryData<string> All => [.. Situations.All.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void Of_EverythingThatMayDeviate_NeverTwoMasters(string situation)
    {
        var fate = Fates.Calm(Timers);
        var world = Situations.Of(situation, new WorldSettings(3, 0, Timers), fate);

        var result = Exploration.Of(world, new ExplorationBounds(Horizon, Soak.Deviations, Everything, Slow, MostStates: 100_000_000), fate);

        TestContext.Current.TestOutputHelper!.WriteLine($"{situation}: {result.States} states, {result.Runs} runs");
        Assert.True(result.Broken is null, string.Join('\n', result.Broken ?? []));
        Assert.True(result.IsComplete);
    }

    [Fact]
    public void Of_ARuleLeftOut_NamesTheDeeds()
    {
        var fate = Fates.Calm(Timers);
        var settings = new WorldSettings(3, 0, Timers).With(Mutants.Without(nameof(GuardRules.ReturnsOnlyFromFault)));
        var world = Situations.Of("nothing happens", settings, fate);

        var result = Exploration.Of(world, new ExplorationBounds(Horizon, 1, Everything, Slow), fate);

        Assert.False(result.IsComplete);
        var deed = Assert.Single(result.Broken!);
        Assert.Equal(Deviations.Cut, deed.Deviation);
        Assert.Contains("Cut AdvertDeparts 0 -> 1", deed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_TooManyStates_SaysThatItIsNotComplete()
    {
        var fate = Fates.Calm(Timers);
        var world = Situations.Of("nothing happens", new WorldSettings(3, 0, Timers), fate);

        Assert.False(Exploration.Of(world, new ExplorationBounds(Horizon, 1, Everything, Slow, MostStates: 1000), fate).IsComplete);
    }
}
