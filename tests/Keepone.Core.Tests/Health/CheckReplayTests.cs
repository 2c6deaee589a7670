using CsCheck;
using Keepone.Core.Health;
using Keepone.Core.Model;
using static Keepone.Core.Tests.Health.History.Recordings;

namespace Keepone.Core.Tests.Health;

public sealed class CheckReplayTests
{
    private const string Fine = "PPPPPPPPPPPPPPPPPPPPPPPP";

    [Theory]
    [InlineData("PPFFFPP", 3, 2, "S4 R6")]
    [InlineData("PPFFFPP", 2, 1, "S3 R5")]
    [InlineData("PPFFFPP", 4, 1, "")]
    [InlineData("EEEFP", 3, 2, "B2 M3")]
    public void Changes_OtherSettings_AreTheEvaluators(string outcomes, int fall, int rise, string changes) =>
        Assert.Equal(changes, Text(CheckReplay.Changes(Of(outcomes), new ReplaySettings(fall, rise, null))));

    [Fact]
    public void Changes_TheAgentStartedInBetween_BeginAnew()
    {
        var second = Of("FFF").Select(record => record with { Run = record.Run! with { First = Noon.AddSeconds(10), Last = Noon.AddSeconds(12) } });

        Assert.Equal("S2 R10 S12", Text(CheckReplay.Changes(Of("FFF").Concat(second), ReplaySettings.AsRecorded)));
        Assert.Equal("S1 R10 S11", Text(CheckReplay.Changes(Of("FFF").Concat(second), new ReplaySettings(null, null, Second / 2))));
    }

    [Fact]
    public void Changes_WithTheRecordedSettings_AreTheRecordedOnes() =>
        Gen.Select(Letters, Gen.Int[1, 4], Gen.Int[1, 4], Gen.Bool).Sample((letters, fall, rise, damped) =>
        {
            var settings = Settings with { Fall = fall, Rise = rise, Damped = damped };
            var (state, recorded) = (CheckState.Fresh(default), new List<(DateTimeOffset, CheckChange, string?)>());
            for (var i = 0; i < letters.Length; i++)
            {
                var step = CheckEvaluator.Step(
                    state, new CheckRules("uplink", fall, rise, damped), i * Second, new CheckResult(Outcome(letters[i]), "no answer", default));
                state = step.State;
                if (step.Change != CheckChange.None)
                {
                    recorded.Add((Noon + (i * Second), step.Change, step.Sentence));
                }
            }

            foreach (var same in new[] { ReplaySettings.AsRecorded, new ReplaySettings(fall, rise, Second) })
            {
                Assert.Equal(
                    recorded,
                    CheckReplay.Changes(Of(letters, settings: settings), same).Select(change => (change.At, change.Change, (string?)change.Sentence)));
            }
        });

    // Outcomes of the nodes in the order of succession, parted by slashes.
    [Theory]
    [InlineData("PPFFFFFFPP/PPPPPPPPPP", 1, 0, 1, 0)] // 6 s: real, and seen
    [InlineData("PPFFFPPPPP/PPPPPPPPPP", 1, 1, 0, 0)] // 3 s: over before the failover was worth it
    [InlineData("PPFFPPPPPP/PPPPPPPPPP", 0, 0, 0, 0)] // never sick
    [InlineData("PPFFEEFEPP/PPPPPPPPPP", 1, 0, 1, 0)] // errors do not end it
    [InlineData("FFEEEEEEPP/PPPPPPPPPP", 0, 0, 1, 1)] // real, and no verdict came of it
    [InlineData("FFEEEEEEPPPFFFFFFPP/PPPPPPPPPPPPPPPPPPPP", 1, 0, 2, 1)] // a later verdict is not that of the missed one
    [InlineData("PPFFFFFFPP/PPFFFFFFPP", 0, 0, 0, 0)] // everywhere at the same moment
    [InlineData("PPFFFFFFPP/PPPFFFFFFP", 2, 2, 0, 0)] // everywhere, a second apart: it moves there and back, in vain
    [InlineData("PPFFFFFFPP/PPFFFFFFPP/PPPPPPPPPP", 1, 0, 2, 0)] // one of three is healthy
    [InlineData("PPPPPPPPPP/PPFFFFFFPP", 0, 0, 1, 0)] // the backup's
    [InlineData("PPFFFFFFPPPPPPPPPPPP/PPPPPPPPPPFFFFFFPPPP", 2, 0, 2, 0)] // there and back
    [InlineData("PPFFFFFFPPPPPFFFFFFPP/PPPPPPPPPPPPPPPPPPPP", 1, 0, 2, 0)] // it does not take the master back
    [InlineData("PPFFFFFFPPPPPFFFFFFPP", 2, 0, 2, 0)] // alone: others are taken for healthy, and it for the master
    public void Run_AGroup_CountsItsFailovers(string outcomes, int failovers, int wrong, int outages, int missed)
    {
        var records = outcomes.Split('/').SelectMany((letters, rank) => Of(letters, rank));

        var result = Replay(records);

        Assert.Equal((failovers, wrong, outages, missed), (result.Failovers, result.FalseFailovers, result.Outages, result.Missed));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(6, 5)]
    public void Run_ARealOutage_IsDetectedAfterFall(int fall, int seconds)
    {
        var result = Replay(Of("PPFFFFFFPP").Concat(Of("PPPPPPPPPP", rank: 1)), new ReplaySettings(fall, null, null));

        Assert.Equal((TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds)), (result.MeanDelay, result.WorstDelay));
    }

    [Fact]
    public void Run_TwoOutages_HaveAMeanAndAWorstDelay()
    {
        var result = Replay(Of("PPFFFFFFPPFFEEFFFPP").Concat(Of(Fine, rank: 1)));

        Assert.Equal((3 * Second, 4 * Second), (result.MeanDelay, result.WorstDelay));
    }

    [Fact]
    public void Run_AlreadySick_IsNeitherMissedNorDetected()
    {
        var result = Replay(Of("PPFFFFFFPFFFFFFPP").Concat(Of(Fine, rank: 1)));

        Assert.Equal((2, 0, 2 * Second), (result.Outages, result.Missed, result.WorstDelay));
    }

    [Fact]
    public void Run_AnAgentThatStartsInAnOutage_DetectsItAnew()
    {
        var settings = Settings with { Fall = 1 };
        var second = Of("FFFFFFFPP", settings: settings)
            .Select(record => record with { Run = record.Run! with { First = record.Run.First.AddSeconds(7), Last = record.Run.Last.AddSeconds(7) } });

        var result = Replay(Of("PPFFFFF", settings: settings).Concat(second).Concat(Of(Fine, rank: 1, settings: settings)));

        Assert.Equal((2, 0, TimeSpan.Zero), (result.Outages, result.Missed, result.WorstDelay));
    }

    [Theory]
    [InlineData(50, 0)]
    [InlineData(51, 1)]
    public void Run_APenaltyBelowTheMargin_MovesNobody(int penalty, int failovers)
    {
        var settings = Settings with { Penalty = penalty };

        // Two of three are recorded, the first and the last: the margin between them is the widest.
        Assert.Equal(failovers, Replay(Of("FFFFFFF", settings: settings).Concat(Of(Fine, rank: 2, settings: settings))).Failovers);
    }

    [Fact]
    public void Run_APair_MovesWithAnyPenalty()
    {
        var settings = Settings with { Penalty = 1, Replicas = 1, Step = 0 };
        var other = Of(Fine, settings: settings).Select(record => record with { Node = "net-2" });

        Assert.Equal(1, Replay(Of("FFFFFFF", settings: settings).Concat(other)).Failovers);
    }

    [Theory]
    [InlineData(0, 1)] // the first in succession is master first
    [InlineData(1, 0)]
    public void Run_TheOrderOfTheRecords_DoesNotMatter(int sick, int failovers) => Assert.Equal(
        failovers, Replay(Of(sick == 0 ? Fine : "FFFFFFF", rank: 1).Concat(Of(sick == 0 ? "FFFFFFF" : Fine, rank: 0))).Failovers);

    [Fact]
    public void Run_ACheckThatNotAllNodesHave_IsNotEverywhere()
    {
        var records = Of("PPFFFFFFPP", check: "site").Concat(Of("PPFFFFFFPP", rank: 1, check: "site")).Concat(Of(Fine, rank: 2));

        Assert.Equal(2, Replay(records).Outages);
    }

    [Fact]
    public void Run_AloneAndTwoChecksFail_MovesOnce() =>
        Assert.Equal(1, Replay(Of("PPFFFFFFFFFFPP").Concat(Of("PPPPPPFFFFFFPP", check: "site"))).Failovers);

    [Fact]
    public void Changes_TheRecordedInterval_TakesLateRunsAsTheyWere()
    {
        var one = Of("F").Single();
        var late = new[] { 0, 1.1, 1.9 }.Select(seconds => one with
        {
            Run = one.Run! with { First = Noon.AddSeconds(seconds), Last = Noon.AddSeconds(seconds), Starts = seconds == 0 },
        });

        Assert.Equal("S1.9", Text(CheckReplay.Changes(late, new ReplaySettings(3, 2, Second))));
    }

    [Fact]
    public void Run_Fault_LeavesTheElectionWhateverThePenalty() =>
        Assert.Equal(1, Replay(Of("FFFFFFF", settings: Settings with { Penalty = 0, Fault = true }).Concat(Of(Fine, rank: 1))).Failovers);

    [Fact]
    public void Run_AllOutOfTheElection_KeepsTheLast() => Assert.Equal(
        0, Replay(Of("FFFFFFF", settings: Settings with { Fault = true }).Concat(Of("FFFFFFF", rank: 1, settings: Settings with { Fault = true }))).Failovers);

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void Run_ATimeForRealOutages_IsWhatCounts(int seconds, bool wrong) =>
        Assert.Equal(wrong ? 1 : 0, Replay(Of("PPFFFPP").Concat(Of(Fine, rank: 1)), real: TimeSpan.FromSeconds(seconds)).FalseFailovers);

    [Theory]
    [InlineData(500, true)]
    [InlineData(1000, false)]
    [InlineData(2000, false)]
    public void Run_AnIntervalShorterThanRecorded_IsAGuess(int milliseconds, bool guess) =>
        Assert.Equal(guess, Replay(Of("PPFFFPP"), new ReplaySettings(null, null, TimeSpan.FromMilliseconds(milliseconds))).IsGuess);

    [Fact]
    public void Run_SeveralRouters_GivesEachItsOwn()
    {
        var other = Of("FFFFFFF").Select(record => record with { Router = RouterId.FromName("edge-2"), Name = "edge-2" });

        var replays = CheckReplay.Run([.. Of(Fine), .. other], [ReplaySettings.AsRecorded]);

        Assert.Equal(["edge-1 0", "edge-2 1"], replays.Select(replay => $"{replay.Name} {replay.Results[0].Failovers}"));
        Assert.Equal((24, Noon, Noon.AddSeconds(23)), (replays[0].Outcomes, replays[0].From, replays[0].To));
    }

    [Fact]
    public void Run_OnlyChanges_IsNothing() =>
        Assert.Empty(CheckReplay.Run([.. Of("P").Select(record => record with { Run = null })], [ReplaySettings.AsRecorded]));

    [Fact]
    public void RunsOf_Settings_IsWhatIsJudged()
    {
        Assert.Equal(24, CheckReplay.RunsOf([.. Of(Fine)], [ReplaySettings.AsRecorded]));
        Assert.Equal(24 + 230, CheckReplay.RunsOf([.. Of(Fine)], [new ReplaySettings(null, null, Second / 10)]));
    }

    [Fact]
    public void Run_AHigherFall_NeverMakesMoreChangesOfVerdict() =>
        Gen.Select(Letters, Gen.Int[1, 5]).Sample((letters, fall) =>
        {
            int Sickened(int given) => CheckReplay.Changes(Of(letters), new ReplaySettings(given, 2, null))
                .Count(change => change.Change == CheckChange.Sickened);

            Assert.True(Sickened(fall + 1) <= Sickened(fall));
        });

    private static readonly Gen<string> Letters = Gen.Frequency(
            (5, Gen.Char["PW"]), (4, Gen.Char["FT"]), (1, Gen.Const('E')))
        .SelectMany(letter => Gen.Int[1, 4].Select(count => new string(letter, count))).Array[1, 60].Select(string.Concat);
}
