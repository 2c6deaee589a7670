using Keepone.Core.Guard;
using Keepone.Simulation.Schedules;
using static Keepone.Simulation.Tests.Settings;

namespace Keepone.Simulation.Tests;

/// <summary>Every rule matters: without it, something breaks in the very runs in which nothing breaks with it.</summary>
public sealed class MutantTests
{
    private const ulong Seeds = 600;

    private static readonly Dictionary<string, Func<GuardRules, bool>> Breaks = new(StringComparer.Ordinal)
    {
        [nameof(GuardRules.OnlyNewerBeacons)] = TwoMasters(FaultClasses.Cuts, wild: 0.2),
        [nameof(GuardRules.PromisesAreKept)] = TwoMasters(FaultClasses.Cuts),
        [nameof(GuardRules.LeaseFromSending)] = TwoMasters(FaultClasses.Cuts, wild: 0.2),
        [nameof(GuardRules.MasterStopsWithoutLease)] = TwoMasters(FaultClasses.Cuts),
        [nameof(GuardRules.LeaseBeforeMastership)] = TwoMasters(FaultClasses.Cuts),
        [nameof(GuardRules.StopsInTime)] = TwoMasters(FaultClasses.Cuts),
        [nameof(GuardRules.GoodbyesShorten)] = TwoMasters(FaultClasses.Sickness),
        [nameof(GuardRules.SeenLate)] = TwoMasters(FaultClasses.Cuts),
        [nameof(GuardRules.HighestPriorityCounts)] = SuccessorFallsSick,
        [nameof(GuardRules.UnknownMayFireNow)] = BackupsAgentRestarts,
        [nameof(GuardRules.FreeOnlyWhenHarmless)] = SickMastersKeepalivedIsSlow,
        [nameof(GuardRules.ReturnsOnlyFromFault)] = TwoMasters(FaultClasses.Cuts),
        [nameof(GuardRules.ReturnsOnlyWithMajority)] = Restless(FaultClasses.Cuts),
        [nameof(GuardRules.ReturnsOnlyHearingTheMaster)] = Restless(FaultClasses.Cuts),
        [nameof(GuardRules.CandidatesYield)] = NoMasterForLong(FaultClasses.Boots),
        [nameof(GuardRules.SickMastersYield)] = SickMasterStays,
        [nameof(GuardRules.YieldsOnlyToWinners)] = MasterYieldsInVain,
        [nameof(GuardRules.BonusEnds)] = Restless(FaultClasses.Cuts),
        [nameof(GuardRules.PromisesOutliveTheAgent)] = TwoMasters(FaultClasses.Cuts | FaultClasses.Restarts, replicas: 2),
        [nameof(GuardRules.SilenceAfterBoot)] = TwoMasters(FaultClasses.Cuts | FaultClasses.Reboots, replicas: 2),
        [nameof(GuardRules.GraceAfterRestart)] = AgentsRestartCostsTheMaster,
        [nameof(GuardRules.LongPromises)] = UpgradeCostsTheMaster,
        [nameof(GuardRules.AnswersAtOnce)] = LossCostsTheMaster,
    };

    public static TheoryData<string> Rules => [.. Breaks.Keys];

    [Fact]
    public void Rules_All_HaveAMutant() =>
        // Answers of a former candidacy: a directed test in VoterPromisesTests, because it takes a stray router as well.
        Assert.Equal(Mutants.Names.Order(), Breaks.Keys.Append(nameof(GuardRules.AnswersOfThisCandidacy)).Order());

    [Theory]
    [MemberData(nameof(Rules))]
    public void WithoutTheRule_SomethingBreaks(string rule) => Assert.True(Breaks[rule](Mutants.Without(rule)));

    // A catcher runs until something breaks; the rules as they are never break in the runs before that, nor in it.
    private static Func<GuardRules, bool> Search(
        FaultClasses classes, int replicas, double wild, Func<FaultSchedule, ScheduleResult, bool> breaks) => rules =>
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var schedule = RandomSchedules.Of(seed, replicas, 3 - replicas, classes);
            if (breaks(schedule, Runs.Of(schedule, seed, Default, rules, wild)))
            {
                Assert.False(breaks(schedule, Runs.Of(schedule, seed, Default, wild: wild)));
                TestContext.Current.TestOutputHelper?.WriteLine($"{schedule.Name}");
                return true;
            }
        }

        return false;
    };

    private static Func<GuardRules, bool> TwoMasters(FaultClasses classes, int replicas = 3, double wild = Runs.Wild) =>
        Search(classes, replicas, wild, (_, result) => result.TwoMastersAt is not null);

    private static Func<GuardRules, bool> Restless(FaultClasses classes) =>
        Search(classes, 3, Runs.Wild, (schedule, result) => schedule.LeavesMajority && result.LateMoves + result.LateWrites > 0);

    // The first election, and a second one at most half way.
    private static Func<GuardRules, bool> NoMasterForLong(FaultClasses classes) => rules =>
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var schedule = RandomSchedules.Of(seed, 3, 0, classes);
            schedule = schedule with { Quiet = Ms(9000), Faults = [.. schedule.Faults.Where(fault => fault.At == TimeSpan.Zero)] };
            if (schedule.LeavesMajority && Runs.Of(schedule, seed, Default, rules).LongestGap > Liveness.OneElection)
            {
                Assert.True(Runs.Of(schedule, seed, Default).LongestGap <= Liveness.OneElection);
                return true;
            }
        }

        return false;
    };

    private static bool Compare(GuardRules rules, Func<GuardRules, bool> breaks)
    {
        Assert.False(breaks(GuardRules.All));
        return breaks(rules);
    }

    // Two sick replicas, and at some moment the third falls sick too: just when it hears the sick master's advert, which its
    // keepalived, that knows nothing of it yet, still ignores.
    private static bool SuccessorFallsSick(GuardRules rules) => Compare(rules, with =>
    {
        for (var at = 2000; at < 4000; at += 5)
        {
            var world = Directed.Started(new WorldSettings(3, 0, Default).With(with), Directed.Slowest(Default));
            world.RunUntil(Ms(8000), Directed.Slowest(Default));
            world.SetPenalty(0, 60, Directed.Fate(Default));
            world.SetPenalty(1, 60, Directed.Fate(Default));
            world.RunUntil(world.Now + Ms(at), Directed.Slowest(Default));
            world.SetPenalty(2, 99, Directed.Fate(Default));
            world.RunUntil(world.Now + Ms(4000), Directed.Slowest(Default));
            if (world.IsBroken)
            {
                return true;
            }
        }

        return false;
    });

    // At every moment of an election: the agent of a backup is killed and started again.
    private static bool BackupsAgentRestarts(GuardRules rules) => Compare(rules, with =>
    {
        for (var at = 0; at < 4000; at += 25)
        {
            var world = Directed.Started(new WorldSettings(3, 0, Default).With(with), Directed.Slowest(Default));
            world.RunUntil(Ms(8000), Directed.Slowest(Default));
            world.SetCut(0, 1, cut: true);
            world.RunUntil(world.Now + Ms(at), Directed.Slowest(Default));
            world.KillAgent(1);
            world.StartAgent(1, Directed.Fate(Default));
            world.RunUntil(world.Now + Ms(5000), Directed.Slowest(Default));
            if (world.IsBroken)
            {
                return true;
            }
        }

        return false;
    });

    // A sick node may be an overloaded one: its keepalived takes longer to stop than was taken for granted, and the promises to it
    // must not be another's before.
    private static bool SickMastersKeepalivedIsSlow(GuardRules rules) => Compare(rules, with =>
    {
        FateSource slow = (World _, in WorldEvent next) => Directed.Fate(Default) with { Write = Ms(next.Node == 0 ? 650 : 1) };
        var world = Directed.Started(new WorldSettings(3, 0, Default).With(with), Directed.Slowest(Default));
        world.RunUntil(Ms(8000), Directed.Slowest(Default));
        world.SetPenalty(0, world.Settings.Plan.LeastPenalty, Directed.Fate(Default));
        world.RunUntil(Ms(14_000), slow);
        return world.IsBroken;
    });

    private static bool SickMasterStays(GuardRules rules) => Compare(rules, with =>
    {
        var world = Directed.Started(new WorldSettings(3, 0, Default).With(with), Directed.Slowest(Default));
        world.RunUntil(Ms(8000), Directed.Slowest(Default));
        world.SetPenalty(0, world.Settings.Plan.LeastPenalty, Directed.Fate(Default));
        world.RunUntil(Ms(16_000), Directed.Slowest(Default));
        return world.LastMaster == 0;
    });

    // Five voters; the only healthy one reaches nobody but the sick master.
    private static bool MasterYieldsInVain(GuardRules rules) => Compare(rules, with =>
    {
        var world = Directed.Started(new WorldSettings(5, 0, Default).With(with), Directed.Slowest(Default));
        world.RunUntil(Ms(8000), Directed.Slowest(Default));
        for (var i = 0; i < 5; i++)
        {
            if (i != 1)
            {
                world.SetPenalty(i, world.Settings.Plan.LeastPenalty, Directed.Fate(Default));
                world.SetCut(1, i, i != 0);
                world.SetCut(i, 1, i != 0);
            }
        }

        var stopped = false;
        world.Tell = (_, what) => stopped |= what.StartsWith("net-1 is", StringComparison.Ordinal);
        world.RunUntil(Ms(30_000), Directed.Slowest(Default));
        return stopped;
    });

    private static bool AgentsRestartCostsTheMaster(GuardRules rules) => Compare(rules, with =>
    {
        var world = Directed.Started(new WorldSettings(3, 0, Default).With(with), Directed.Slowest(Default));
        world.RunUntil(Ms(8000), Directed.Slowest(Default));
        world.KillAgent(0);
        world.RunUntil(Ms(10_000), Directed.Slowest(Default));
        world.StartAgent(0, Directed.Fate(Default));
        world.RunUntil(Ms(15_000), Directed.Slowest(Default));
        return world.Moves > 0 || !world.IsMaster(0);
    });

    private static bool UpgradeCostsTheMaster(GuardRules rules) => Compare(rules, with =>
    {
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var world = new World(new WorldSettings(3, 0, Default).With(with));
            var gone = false;
            world.Tell = (_, what) => gone |= what.EndsWith("is Fault", StringComparison.Ordinal) && world.Now > Ms(6000)
                && what.StartsWith("net-1", StringComparison.Ordinal);
            var schedule = RandomSchedules.Of(seed, 3, 0, FaultClasses.Upgrades) with { Remaining = [] };
            Runs.Of(schedule with { Faults = [.. schedule.Faults.Where(fault => fault.Kind != FaultKind.Cut)] }, seed, world, wild: 0);
            if (gone || world.Moves > 0)
            {
                return true;
            }
        }

        return false;
    });

    // Three of ten messages are lost: what was answered at once may be lost once more.
    private static bool LossCostsTheMaster(GuardRules rules)
    {
        long Writes(GuardRules with)
        {
            var settings = new WorldSettings(3, 0, Default).With(with);
            var lossy = Fates.Random(new Randomness(7), Default, loss: 0.15, wild: 0);
            var world = Directed.Started(settings, lossy);
            world.RunUntil(TimeSpan.FromMinutes(20), lossy);
            return world.QuorumWrites;
        }

        var (with, without) = (Writes(GuardRules.All), Writes(rules));
        TestContext.Current.TestOutputHelper?.WriteLine($"{with} and {without} writes");
        return without > 2 * with;
    }
}
