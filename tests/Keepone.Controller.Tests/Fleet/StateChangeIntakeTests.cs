using CsCheck;
using Keepone.Controller.Fleet;
using Keepone.Core.Model;
using Keepone.Protocol;

namespace Keepone.Controller.Tests.Fleet;

public sealed class StateChangeIntakeTests
{
    private static readonly DateTimeOffset Noon = Samples.Noon;

    [Theory]
    [InlineData(0)]
    [InlineData(-3600)]
    [InlineData(86_400 * 365)]
    public void Take_ClockOfTheNodeIsWrong_IsDatedByTheControllers(int wrong)
    {
        var theirs = Noon.AddSeconds(wrong);
        var (_, news) = StateChangeIntake.Empty.Take(Report(theirs, (1, theirs.AddSeconds(-90)), (2, theirs.AddSeconds(-30))), Noon);

        Assert.Equal([Noon.AddSeconds(-90), Noon.AddSeconds(-30)], news.Select(change => change.At));
    }

    [Fact]
    public void Take_AMessageThatTookLong_IsDatedByTheFastestOfTheConnection()
    {
        var (after, _) = StateChangeIntake.Empty.Take(Report(Noon), Noon);

        var (_, news) = after.Take(Report(Noon.AddSeconds(10), (1, Noon.AddSeconds(10))), Noon.AddSeconds(14));

        Assert.Equal(Noon.AddSeconds(10), Assert.Single(news).At);
    }

    [Fact]
    public void Take_WhatIsKnown_IsNotTakenAgain()
    {
        var (after, _) = StateChangeIntake.Empty.Take(Report(Noon, (1, Noon), (2, Noon)), Noon);
        var (again, news) = after.Reconnect().Take(Report(Noon, (1, Noon), (2, Noon), (5, Noon)), Noon);

        Assert.Equal(5UL, Assert.Single(news).Sequence);
        Assert.Equal(5UL, again.LastSequence);
    }

    [Fact]
    public void Take_HostileTimes_HappenedNowAtTheLatest()
    {
        var (_, news) = StateChangeIntake.Empty.Take(Report(DateTimeOffset.MinValue, (1, DateTimeOffset.MaxValue), (2, DateTimeOffset.MinValue)), Noon);
        Assert.Equal([Noon, Noon], news.Select(change => change.At));
        (_, news) = StateChangeIntake.Empty.Take(Report(DateTimeOffset.MaxValue, (1, DateTimeOffset.MinValue), (2, DateTimeOffset.MaxValue)), Noon);
        Assert.Equal([Noon, Noon], news.Select(change => change.At));
    }

    // Whatever the delays of messages, the clock's error and the reconnects: changes stay in their order, are never dated before they
    // happened, and late by at most what the message took.
    [Fact]
    public void Take_AnyDelays_KeepsTheOrderAndBoundsTheError() =>
        Gen.Select(Gen.Int[0, 5000], Gen.Int[0, 3000], Gen.Bool).Array[1, 30].Select(Gen.Int[-100_000, 100_000]).Sample((steps, wrong) =>
        {
            var intake = StateChangeIntake.Empty;
            var (truth, received, sequence, last) = (Noon, Noon, 0UL, DateTimeOffset.MinValue);
            foreach (var (pause, delay, reconnect) in steps)
            {
                truth = Later(truth, received).AddMilliseconds(pause);
                received = truth.AddMilliseconds(delay);
                intake = reconnect ? intake.Reconnect() : intake;
                (intake, var news) = intake.Take(
                    Report(truth.AddSeconds(wrong), (++sequence, truth.AddMilliseconds(-pause / 2.0).AddSeconds(wrong)), (++sequence, truth.AddSeconds(wrong))), received);
                foreach (var (change, happened) in news.Zip([truth.AddMilliseconds(-pause / 2.0), truth]))
                {
                    Assert.True(change.At >= last);
                    Assert.InRange(change.At, happened, Later(happened.AddMilliseconds(delay), last));
                    last = change.At;
                }
            }
        });

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static StateChangeReport Report(DateTimeOffset sentAt, params (ulong Sequence, DateTimeOffset At)[] changes) => new(
        sentAt, 0, [.. changes.Select(change => new StateChange(change.Sequence, RouterId.FromName("edge-1"), "edge-1", change.At, null, VrrpState.Master, "because"))]);
}
