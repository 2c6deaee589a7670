using CsCheck;
using Keepone.Simulation.Schedules;
using static Keepone.Simulation.Tests.Settings;

namespace Keepone.Simulation.Tests.Schedules;

public sealed class ScheduleTextTests
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Schedules", "Golden", "second-model.txt");

    [Fact]
    public void Read_WhatWasWritten_IsTheSame() => Gen.Select(Gen.ULong, Gen.Int[1, 511]).Sample((seed, classes) =>
    {
        var text = ScheduleText.Write(RandomSchedules.Of(seed, 3, 1, (FaultClasses)classes));

        Assert.Equal(text, ScheduleText.Write(Assert.Single(ScheduleText.Read(text))));
    }, iter: 200);

    [Theory]
    [InlineData("8 cut 0 1 both")]
    [InlineData("schedule a 3 0\n8 bend 0 1 both")]
    [InlineData("schedule a 3 0\n8 cut 0")]
    public void Read_ALineThatIsNone_IsNamed(string text)
    {
        var error = Assert.Throws<FormatException>(() => ScheduleText.Read(text).ToList());

        Assert.Contains(text.Split('\n')[^1], error.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// The schedules of a second model of the guard, written by others in another language, in which nothing broke either. Where
    /// both are asked they say the same.
    /// </summary>
    [Fact]
    public void Run_TheSecondModelsSchedules_NothingBreaksHereEither()
    {
        var schedules = ScheduleText.Read(File.ReadAllText(Golden)).ToList();
        Assert.Equal(160, schedules.Count);
        var (seed, longest, majorities) = (0UL, TimeSpan.Zero, 0);
        foreach (var schedule in schedules)
        {
            seed++;
            var result = Runs.Of(schedule, seed, Default);
            Assert.False(result.IsBroken, Runs.Story(schedule, seed, Default));
            if (schedule.LeavesMajority)
            {
                majorities++;
                longest = result.LongestGap > longest ? result.LongestGap : longest;
                Assert.True(result.LongestGap <= Liveness.Bound, Runs.Story(schedule, seed, Default));
                Assert.True(result.LateMoves == 0 && result.LateWrites == 0, Runs.Story(schedule, seed, Default));
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{schedules.Count} schedules, {majorities} with a majority left; at most {longest.TotalSeconds:0.0} s without a master");
    }
}
