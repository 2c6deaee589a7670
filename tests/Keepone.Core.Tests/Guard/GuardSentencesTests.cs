using System.Collections.Immutable;
using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Guard;

public sealed class GuardSentencesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_AMaster_TellsVotesLeaseHearingAndWhoIsNext() => Assert.Equal(
    [
        "The guard holds it as master with 2 of 4 votes, 2 are needed; its lease lasts 640 ms more, renewed by each answer.",
        "5 s ago: Master, with 2 of 3 votes, 2 are needed.",
        "It hears net-2 (120 ms ago), w1 (witness, 80 ms ago); silent: net-3 (never).",
        "If the master goes, net-2 (110) takes over.",
        "Its agent was at most 5 ms late, which the timers take for granted; the margin is 15 ms.",
        "5 packets were rejected: Hmac 3, WrongRouter 2.",
    ],
    Of(GuardMode.Promise, Master() with { Voters = Four() }, new GuardFigures(
        TimeSpan.FromMilliseconds(640), null,
        ImmutableSortedDictionary<string, TimeSpan>.Empty.Add("net-2", TimeSpan.FromMilliseconds(120.4)).Add("w1", TimeSpan.FromMilliseconds(80)),
        100, 90, ImmutableSortedDictionary<string, long>.Empty.Add("Hmac", 3).Add("WrongRouter", 2))));

    [Fact]
    public void Of_ABackup_TellsWhomItIsPromisedTo()
    {
        var view = Master() with { Role = GuardRole.Neutral, Holder = "net-2", Votes = 0 };

        Assert.Equal(
            "The guard is promised to net-2 for 700 ms more, renewed by each claim.",
            Of(GuardMode.Promise, view, Figures(TimeSpan.FromMilliseconds(700)))[0]);
        Assert.Equal("The guard lets it take part, promised to nobody.", Of(GuardMode.Promise, view with { Holder = null })[0]);
        Assert.Equal("The guard asks for promises: 0 of 4 votes, 2 are needed.", Of(GuardMode.Promise, view with { Role = GuardRole.Candidate, Voters = Four() })[0]);
    }

    [Fact]
    public void Of_AStoppedReplica_SaysThatItIsKeptOutAndByWhomItIsNotHeard()
    {
        var voters = Master().Voters.SetItem(1, Master().Voters[1] with { HearsThis = false });
        var sentences = Of(GuardMode.Promise, Master() with { IsStopped = true, Role = GuardRole.Neutral, Votes = 1, Voters = voters });

        Assert.Equal("The guard keeps it out of the election (1 of 3 votes, 2 are needed).", sentences[0]);
        Assert.Contains("It is not heard by net-2, though it hears them: packets get lost one way.", sentences);
    }

    [Fact]
    public void Of_Reachability_IsMarkedAsWeaker()
    {
        var view = Master() with { Role = GuardRole.Master, Votes = 2, Voters = [.. Master().Voters.Select(voter => voter with { Priority = 0 })] };
        var sentences = Of(GuardMode.Reachability, view);

        Assert.Equal("The weaker guard lets it take part: it reaches 2 of 3 replicas, itself included, 2 are needed.", sentences[0]);
        Assert.Contains("weaker than promises", sentences[1], StringComparison.Ordinal);
        Assert.DoesNotContain(sentences, sentence => sentence.StartsWith("If the master goes", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_HinderedOrOff_SaysWhyAndNothingMore()
    {
        var hindered = Of(GuardMode.Promise, new GuardView
        {
            Standing = GuardStanding.Hindered,
            Trouble = "/etc/keepone/keys/edge-1.key does not exist.",
            Reason = "",
            Since = Noon,
        });

        Assert.Equal("The guard is not in force: /etc/keepone/keys/edge-1.key does not exist.", Assert.Single(hindered));
        Assert.Equal("The guard is off.", Assert.Single(GuardSentences.Of(new GuardReport(GuardMode.Off, false, 0, "the guard is off"), null, Noon)));
    }

    [Fact]
    public void Succession_SickAndSilentReplicas_AreLastAndMissing()
    {
        var voters = Master().Voters.Select(voter => voter with { IsHeard = true }).ToImmutableArray();
        voters = voters.SetItem(1, voters[1] with { Priority = 50 }).SetItem(2, voters[2] with { Priority = 100 });

        Assert.Equal(["net-3", "net-2"], GuardSentences.Succession(Master() with { Voters = voters }).Select(voter => voter.Name));
    }

    private static ImmutableArray<string> Of(GuardMode mode, GuardView view, GuardFigures? figures = null) =>
        GuardSentences.Of(new GuardReport(mode, true, 0, "a sentence") { View = view }, figures, Noon.AddSeconds(5));

    private static GuardFigures Figures(TimeSpan promise) =>
        new(null, promise, ImmutableSortedDictionary<string, TimeSpan>.Empty, 0, 0, ImmutableSortedDictionary<string, long>.Empty);

    private static GuardView Master() => new()
    {
        Standing = GuardStanding.InForce,
        Role = GuardRole.Master,
        Votes = 2,
        Needed = 2,
        Holder = "net-1",
        Reason = "Master, with 2 of 3 votes, 2 are needed.",
        Since = Noon,
        Lateness = new GuardLateness(
            TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(15), "at most 5 ms late, which the timers take for granted"),
        Voters =
        [
            new GuardVoterView("net-1", false, true, true, true, GuardRole.Master, 150, "net-1"),
            new GuardVoterView("net-2", false, false, true, true, GuardRole.Neutral, 110, "net-1"),
            new GuardVoterView("net-3", false, false, false, false, GuardRole.Neutral, 0, null),
        ],
    };

    private static ImmutableArray<GuardVoterView> Four() => Master().Voters.Add(new GuardVoterView("w1", true, false, true, true, GuardRole.Neutral, 0, null));
}
