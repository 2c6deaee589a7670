using Keepone.Core.Health.History;

namespace Keepone.Core.Tests.Health.History;

public sealed class RecordedCheckTests
{
    [Theory]
    [InlineData("PPFF", 1000, "P0 P1 F2 F3")]
    [InlineData("PPFFPP", 2000, "P0 F2 P4")]
    [InlineData("PPFPP", 2000, "P0 F2 P4")]
    [InlineData("PFPPP", 2000, "P0 P2 P4")]
    [InlineData("PF", 500, "P0 P0.5 F1")]
    [InlineData("PFP", 500, "P0 P0.5 F1 F1.5 P2")]
    [InlineData("P     F", 1000, "P0 P1 P2 F6")]
    [InlineData("P     FF", 500, "P0 P0.5 P1 P1.5 P2 F6 F6.5 F7")]
    public void Sampled_AnInterval_HoldsTheLastOutcomeWhileThereIsOne(string outcomes, int milliseconds, string samples) =>
        Assert.Equal(samples, Text(RecordedCheck.Of(Recordings.Of(outcomes)).Sampled(TimeSpan.FromMilliseconds(milliseconds))));

    [Fact]
    public void Outcomes_ARunOfMany_LieAtEvenDistances() =>
        Assert.Equal("P0 P1 P2 F3 F4", Text(RecordedCheck.Of(Recordings.Of("PPPFF")).Outcomes()));

    [Fact]
    public void Outcomes_AClockThatWasSetBack_NeverGoBack()
    {
        var records = Recordings.Of("PPP").Concat(Recordings.Of("FF")).ToList();

        var times = RecordedCheck.Of(records).Outcomes().Select(outcome => outcome.At).ToList();

        Assert.Equal(5, times.Count);
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public void Outcomes_OfAnAgentThatStarts_SaySoOnce() =>
        Assert.Equal([true, false, false], RecordedCheck.Of(Recordings.Of("PPP")).Outcomes().Select(outcome => outcome.Starts));

    [Theory]
    [InlineData("PPPP")]
    [InlineData("PFFP", "1-3")]
    [InlineData("PFEFP", "1-4")]
    [InlineData("PFTW", "1-3")]
    [InlineData("FPF", "0-1", "2-3")]
    [InlineData("PFF", "1-3")]
    [InlineData("PF    PP", "1-2")]
    [InlineData("PF    FP", "1-2", "6-7")]
    [InlineData("PF  FP", "1-2", "4-5")]
    [InlineData("PF FP", "1-4")]
    [InlineData("EEE")]
    public void Outages_Outcomes_LastFromTheFirstBadToTheNextGood(string outcomes, params string[] outages) =>
        Assert.Equal(outages, Recordings.Times(RecordedCheck.Of(Recordings.Of(outcomes)).Outages()));

    [Theory]
    [InlineData("1-3", true)]
    [InlineData("3-4", false)]
    [InlineData("0-1", false)]
    [InlineData("0-9", true)]
    [InlineData("6-7", true)]
    [InlineData("5-6", false)]
    [InlineData("8-9", false)]
    public void Meets_AnOutage_IsWhetherBothLastedAtAMoment(string other, bool expected)
    {
        var timeline = RecordedCheck.Of(Recordings.Of("PFFPPPFFPP")).Outages();
        var times = other.Split('-').Select(text => Recordings.Noon.AddSeconds(text[0] - '0')).ToList();

        Assert.Equal(expected, timeline.Meets(new Outage(times[0], times[1])));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, 1)]
    [InlineData(5, 1)]
    [InlineData(6, 6)]
    [InlineData(99, 6)]
    public void Behind_AMoment_IsTheLastThatBegan(int seconds, int? from)
    {
        var timeline = RecordedCheck.Of(Recordings.Of("PFFPPPFFPP")).Outages();

        Assert.Equal(from, (int?)(timeline.Behind(Recordings.Noon.AddSeconds(seconds))?.From - Recordings.Noon)?.TotalSeconds);
    }

    private static string Text(IEnumerable<RecordedOutcome> outcomes) =>
        string.Join(' ', outcomes.Select(outcome => $"{outcome.Outcome.ToString()[0]}{(outcome.At - Recordings.Noon).TotalSeconds}"));
}
