using System.Collections.Immutable;
using Keepone.Core.Health;
using Keepone.Core.Health.History;

namespace Keepone.Core.Tests.Health.History;

public sealed class CheckTimelineTests
{
    private static readonly OutcomeRun First = new(
        Recordings.Noon, Recordings.Noon.AddSeconds(9), 10, CheckOutcome.Fail, "no answer", TimeSpan.FromMilliseconds(7), Starts: true);

    private static readonly OutcomeRun Next = new(
        Recordings.Noon.AddSeconds(10), Recordings.Noon.AddSeconds(14), 5, CheckOutcome.Fail, "no answer", TimeSpan.FromMilliseconds(3));

    [Fact]
    public void Of_PiecesOfOneRun_AreOne() => Assert.Equal(
        new OutcomeRun(First.First, Next.Last, 15, CheckOutcome.Fail, "no answer", First.Slowest, Starts: true),
        Assert.Single(Of(Record(First), Record(Next))).Run);

    [Fact]
    public void Of_PassesThatSayOtherThings_AreOneAndKeepTheLastMessage()
    {
        var run = Assert.Single(Of(
            Record(First with { Outcome = CheckOutcome.Pass }),
            Record(Next with { Outcome = CheckOutcome.Pass, Message = "2 ms", Slowest = TimeSpan.FromMilliseconds(9) }))).Run!;

        Assert.Equal((15, "2 ms", TimeSpan.FromMilliseconds(9)), (run.Count, run.Message, run.Slowest));
    }

    public static TheoryData<string, CheckRecord> Others => new()
    {
        { "another outcome", Record(Next with { Outcome = CheckOutcome.Timeout }) },
        { "another message", Record(Next with { Message = "no route" }) },
        { "an agent that began", Record(Next with { Starts = true }) },
        { "a gap", Record(Next with { First = Next.First.AddSeconds(1.5), Last = Next.Last.AddSeconds(1.5) }) },
        { "a clock that was set back", Record(Next with { First = First.Last.AddSeconds(-1) }) },
        { "more than a number holds", Record(Next with { Count = int.MaxValue }) },
        { "other settings", Record(Next) with { Settings = Recordings.Settings with { Fall = 4 } } },
        { "another node", Record(Next) with { Node = "net-2" } },
        { "another check", Record(Next) with { Check = "site" } },
        { "a change", Record(Next) with { Run = null, Change = new VerdictChange(Next.First, CheckChange.Sickened, "check uplink failed") } },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Of_SomethingElse_StaysApart(string what, CheckRecord other) =>
        Assert.True(Of(Record(First), other).Length == 2, $"{what} was put together with what came before");

    [Fact]
    public void Of_SeveralChecks_AreInTheOrderOfTime() => Assert.Equal(
        ["uplink", "site"], Of(Record(Next) with { Check = "site" }, Record(First)).Select(record => record.Check));

    private static ImmutableArray<CheckRecord> Of(params CheckRecord[] records) => CheckTimeline.Of(records);

    private static CheckRecord Record(OutcomeRun run) => Recordings.Of("P").Single() with { Run = run };
}
