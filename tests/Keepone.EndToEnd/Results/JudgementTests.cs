using System.Collections.Immutable;
using System.Text.Json;
using Keepone.Core.Vrrp;
using Keepone.Lab.Results;
using Keepone.Lab.Scenarios;

namespace Keepone.EndToEnd.Results;

public sealed class JudgementTests
{
    private static readonly Scenario Cut = ScenarioCatalog.Get("tunnel-cut");

    // net-1 is master from 1 s, net-2 beside it from 5 s to 9 s: the hold ends at 7 s.
    private static readonly Measurement Good = new()
    {
        Changes = [At(1000, "net-1", holds: true), At(5000, "net-2", holds: true), At(9000, "net-2", holds: false)],
        Adverts =
        [
            .. Enumerable.Range(1, 9).Select(second => new SentAdvert(TimeSpan.FromSeconds(second), "net-1", 150)),
            .. Enumerable.Range(5, 4).Select(second => new SentAdvert(TimeSpan.FromSeconds(second), "net-2", 150)),
        ],
        End = TimeSpan.FromSeconds(10),
        Error = TimeSpan.FromMilliseconds(3),
        Lateness = TimeSpan.FromMilliseconds(2),
        Echoes = [.. EchoFiguresTests.Echoes("...xx...")],
        Detected = TimeSpan.FromMilliseconds(7023),
        DetectedSentence = "Router edge-1 has 2 masters on alive agents: net-1 (since 12:00:01), net-2 (since 12:00:05).",
        Status = "MultipleMasters",
        Cause = "ha-network-partition",
        HadIncident = true,
    };

    private static readonly Expectations Any = new() { Incident = "MultipleMasters" };

    [Fact]
    public void Judge_AsExpected_Passes()
    {
        var result = Judge(Good);
        Assert.Empty(result.Failures);
        Assert.Equal(
            (Verdict.Pass, 2, 4000, 0, 0, 3, 2, 23, 2),
            (result.Verdict, result.Masters, result.DualMasterMs, result.BlipMs, result.NoMasterMs, result.ErrorMs, result.LatenessMs, result.DetectionMs, result.LostPackets));
    }

    [Fact]
    public void Judge_LatenessAboveTheBound_IsDisturbedWhateverElse()
    {
        Assert.Equal(Verdict.Disturbed, Judge(Good with { Lateness = TimeSpan.FromMilliseconds(51) }).Verdict);
        Assert.Equal(Verdict.Disturbed, Judge(Good with { Lateness = TimeSpan.FromMilliseconds(51), Findings = ["Something."] }).Verdict);
        Assert.Equal(Verdict.Pass, Judge(Good with { Lateness = TimeSpan.FromMilliseconds(50) }).Verdict);
    }

    public static TheoryData<string, Measurement> Bad => new()
    {
        { "logged no error line", Good with { Detected = null, DetectedSentence = null } },
        { "came 1500.0 ms after the end of the hold", Good with { Detected = TimeSpan.FromMilliseconds(8500) } },
        { "came 500.0 ms before the end of the hold", Good with { Detected = TimeSpan.FromMilliseconds(6500) } },
        { "does not name net-2", Good with { DetectedSentence = "Router edge-1 has 2 masters on alive agents: net-1, net-3." } },
        { "incident was none, expected MultipleMasters", Good with { HadIncident = false } },
        { "incident was NoMaster, expected MultipleMasters", Good with { Status = "NoMaster" } },
        { "The most masters at one time were 1, expected 2.", Good with { Changes = Good.Changes[..1] } },
        { "No master for 500.0 ms", Good with { Changes = [.. Good.Changes, At(9200, "net-1", holds: false), At(9700, "net-2", holds: true)] } },
        { "sent no advert that was due", Good with { Adverts = [.. Good.Adverts.Where(advert => advert.Node == "net-1")] } },
        { "Something.", Good with { Findings = ["Something."] } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Judge_NotAsExpected_FailsWithTheReason(string reason, Measurement measured)
    {
        var result = Judge(measured);
        Assert.Equal(Verdict.Fail, result.Verdict);
        Assert.Contains(result.Failures, failure => failure.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Judge_IncidentInASteadyRun_Fails()
    {
        var result = Judgement.Judge(1, ScenarioCatalog.Get("steady"), DateTimeOffset.UnixEpoch, Good with { Changes = Good.Changes[..1] });
        Assert.Contains("The controller opened an incident (MultipleMasters), expected none.", result.Failures);
    }

    [Fact]
    public void Judge_ChangesAfterTheHeal_AreCounted()
    {
        var measured = Good with { LastHeal = TimeSpan.FromMilliseconds(8500), Changes = [.. Good.Changes, At(9500, "net-3", holds: true)] };
        var failures = Judgement.Judge(1, ScenarioCatalog.Get("heal"), DateTimeOffset.UnixEpoch, measured).Failures;
        Assert.Contains("After the heal the VIP was taken or dropped 2 times, expected at most 1.", failures);
        Assert.Contains("The master at the end was net-1 and net-3, expected net-1.", failures);
    }

    [Fact]
    public void Judge_LossAfterTheTimeToRecover_Fails()
    {
        var heal = ScenarioCatalog.Get("heal");
        var measured = Good with { LastHeal = TimeSpan.FromMilliseconds(-3000 + 60), Echoes = [.. EchoFiguresTests.Echoes("xxx.x")] };
        Assert.Contains(
            "From 3s after the heal on the client lost 1 of 2 packets, expected at most 0 of some.",
            Judgement.Judge(1, heal, DateTimeOffset.UnixEpoch, measured).Failures);
    }

    // Three masters for a moment: by the end of the hold one of them has gone, and the line is about the others.
    [Fact]
    public void Judge_MasterForAMomentOfTheHold_NeedNotBeNamed()
    {
        var measured = Good with
        {
            Changes =
            [
                At(1000, "net-1", holds: true), At(4990, "net-3", holds: true), At(5000, "net-2", holds: true), At(5400, "net-3", holds: false),
                At(9000, "net-2", holds: false),
            ],
        };
        Assert.DoesNotContain(
            Judgement.Judge(1, Cut with { Expect = Any with { MastersAtMost = 3 } }, DateTimeOffset.UnixEpoch, measured).Failures,
            failure => failure.Contains("does not name", StringComparison.Ordinal));
    }

    public static TheoryData<string, Expectations, Measurement> Unmet => new()
    {
        { "Two masters in overlaps shorter than the hold for 100.0 ms, expected at most 0ms.", Any with { BlipAtMost = TimeSpan.Zero },
            Good with
            {
                Changes = [At(1000, "net-1", holds: true), At(5000, "net-2", holds: true), At(5100, "net-2", holds: false)],
                Adverts = [.. Good.Adverts.Take(10)],
            } },
        { "After the first election a replica took the VIP 2 times, expected at most 1.", Any with { ChangesOfMasterAtMost = 1 }, Good },
        { "The most masters at one time were 2, expected at most 1.", Any with { MastersAtMost = 1 }, Good },
        { "The controller's worst incident was Confirmed, expected Suspected.", Any with { Certainty = "Suspected" }, Good },
        { "The cause of the controller's worst incident was ha-network-partition, expected dead-agent.", Any with { Cause = "dead-agent" }, Good },
        { "The controller logged no warning of a master last seen on the dead agent net-1.", Any with { DeadAgent = "net-1" }, Good },
        { "The controller's warning does not tell the dead agent net-1 from those alive: ", Any with { DeadAgent = "net-1" },
            Good with { Suspicion = "Router edge-1 may have 2 masters, 1 on an alive agent, 1 last seen on dead agent net-2." } },
        { "Two masters for 4000.0 ms, but config timing computes at most 2s when it is paused; 5.0 ms of error and lateness are granted.",
            Any with { Timing = Computed(none: 1, two: 2) }, Good },
        { "Two masters for 4000.0 ms, but config timing computes at most 0ms", Any with { Timing = Computed(none: 1, two: 0) }, Good },
        { "No master for 1500.0 ms, but config timing computes at most 1s when it is paused; 5.0 ms of error and lateness are granted.",
            Any with { Timing = Computed(none: 1, two: 9) },
            Good with
            {
                Changes = [.. Good.Changes[..2], At(5100, "net-2", holds: false), At(8000, "net-1", holds: false), At(9500, "net-1", holds: true)],
                Adverts = [.. Good.Adverts.Where(advert => advert.Node == "net-1" || advert.Time.TotalSeconds < 6)],
                Detected = null,
                DetectedSentence = null,
            } },
        { "net-2 held the VIP from", Any with { Silent = "net-1" }, Good with { Adverts = [] } },
    };

    [Theory]
    [MemberData(nameof(Unmet))]
    public void Judge_ExpectationOfItsOwn_FailsWithTheReason(string reason, Expectations expect, Measurement measured)
    {
        var failures = Judgement.Judge(1, Cut with { Expect = expect }, DateTimeOffset.UnixEpoch, measured with { Certainty = "Confirmed" }).Failures;
        Assert.Contains(reason, Assert.Single(failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_ExpectationsOfTheirOwn_AreMet()
    {
        var expect = Any with
        {
            MastersAtMost = 2,
            BlipAtMost = TimeSpan.Zero,
            ChangesOfMasterAtMost = 2,
            Certainty = "Suspected",
            Cause = "dead-agent",
            DeadAgent = "net-1",
            Timing = Computed(none: 0, two: 4),
        };
        var measured = Good with
        {
            Certainty = "Suspected",
            Cause = "dead-agent",
            Suspicion = "Router edge-1 may have 2 masters, 1 on an alive agent, 1 last seen on dead agent net-1 (silent for 6 s).",
        };
        Assert.Empty(Judgement.Judge(1, Cut with { Expect = expect }, DateTimeOffset.UnixEpoch, measured).Failures);
    }

    [Fact]
    public void ToJsonLine_Result_HasEveryFieldOfTheDocumentation()
    {
        using var document = JsonDocument.Parse(Judge(Good).ToJsonLine());
        Assert.Equal(
            [
                "run", "scenario", "spec", "verdict", "masters", "dualMasterMs", "heardDualMs", "blipMs", "noMasterMs", "errorMs", "latenessMs", "staggerMs", "detectionMs",
                "status", "certainty", "cause", "sentPackets", "lostPackets", "longestGapMs", "timeline", "failures",
            ],
            document.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("pass", document.RootElement.GetProperty("verdict").GetString());
        Assert.Equal(
            ["time", "node", "from", "to"], document.RootElement.GetProperty("timeline")[0].EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void Judge_IncidentThatMayBe_IsNeitherExpectedNorForbidden()
    {
        var may = new Expectations { MastersAtMost = 2, IncidentMayBe = "NoMaster" };
        Assert.Empty(Failures(Good with { HadIncident = false }));
        Assert.Empty(Failures(Good with { Status = "NoMaster" }));
        Assert.Equal(["The controller opened an incident (MultipleMasters), expected none or NoMaster."], Failures(Good));

        ImmutableArray<string> Failures(Measurement measured) =>
            [.. Judgement.Judge(1, Cut with { Expect = may }, DateTimeOffset.UnixEpoch, measured).Failures];
    }

    private static CauseTiming Computed(int none, int two) => new("it is paused", TimeSpan.FromSeconds(none), TimeSpan.FromSeconds(two), "A trial.");

    private static RunResult Judge(Measurement measured) => Judgement.Judge(1, Cut, DateTimeOffset.UnixEpoch, measured);

    private static HolderChange At(int milliseconds, string node, bool holds) => new(TimeSpan.FromMilliseconds(milliseconds), node, holds);
}
