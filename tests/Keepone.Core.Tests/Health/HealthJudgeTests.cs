using System.Collections.Immutable;
using CsCheck;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Tests.Health;

public sealed class HealthJudgeTests
{
    private static readonly PriorityPlan Plan = PriorityPlan.For(3);
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, int, bool, string> Cases => new()
    {
        { "", 0, false, "no penalty" },
        { "uplink:healthy", 0, false, "no penalty" },
        { "uplink:sick", 51, false, "check uplink fails (-51)" },
        { "site:sick:80", 80, false, "check site fails (-80)" },
        { "site:sick:0", 0, false, "check site fails (-0)" },
        { "site:sick:40 disk:sick:20", 60, false, "check site fails (-40), check disk fails (-20)" },
        { "site:healthy:40 disk:sick:20", 20, false, "check disk fails (-20)" },
        { "site:sick:80 disk:sick:20", 99, false, "check site fails (-80), check disk fails (-20), together at most -99" },
        { "site:sick:79 disk:sick:20", 99, false, "check site fails (-79), check disk fails (-20)" },
        { "nic:sick:fault", 0, true, "check nic fails and takes the replica out of the election" },
        { "nic:healthy:fault", 0, false, "no penalty" },
        { "nic:sick:fault uplink:sick", 51, true, "check nic fails and takes the replica out of the election, check uplink fails (-51)" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decide_SomeChecks_AddsUpWhatFails(string checks, int penalty, bool fault, string sentence) => Assert.Equal(
        new HealthVerdict(penalty, fault, sentence),
        HealthJudge.Decide(Plan, checks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Read), []));

    [Fact]
    public void Decide_Maintenance_TakesAllThereIs() => Assert.Equal(
        new HealthVerdict(99, Fault: false, "its node is under maintenance until 2026-11-28 14:00:00Z by order of anna (-99)"),
        HealthJudge.Decide(Plan, [], [Order(OrderKind.Maintenance)]));

    [Fact]
    public void Decide_AFailoverAndASickCheck_IsAtMostTheCap() => Assert.Equal(
        new HealthVerdict(99, Fault: false, "check uplink fails (-51), anna ordered a failover (-99), together at most -99"),
        HealthJudge.Decide(Plan, [Read("uplink:sick")], [Order(OrderKind.Failover)]));

    [Fact]
    public void Decide_AnyChecks_StaysWithinTheCapAndNeverLessForMoreSickness() =>
        Gen.Select(Gen.Int[1, PriorityPlan.MostReplicas], Gen.Int[0, 254].Array[0, 20], Gen.Int[0, 3]).Sample((replicas, penalties, orders) =>
        {
            var plan = PriorityPlan.For(replicas);
            var sick = penalties.Select((penalty, i) => (Check($"c{i}") with { Penalty = penalty }, CheckVerdict.Sick)).ToList();
            var given = Enumerable.Repeat(Order(OrderKind.Failover), orders).ToImmutableArray();
            var all = HealthJudge.Decide(plan, sick, given);

            Assert.Equal(Math.Min(plan.Cap, penalties.Sum() + (orders * plan.Cap)), all.Penalty);
            Assert.True(sick.Count == 0 || HealthJudge.Decide(plan, sick[1..], given).Penalty <= all.Penalty);
        });

    // The margins of DESIGN §2: a is master and has the bonus, b has not.
    [Fact]
    public void Decide_SickerByTheMargin_YieldsWhereverTheyStand() =>
        Pairs.Sample((plan, a, b, rankOfA, rankOfB) =>
        {
            if (Penalty(plan, a) >= Penalty(plan, b) + plan.Bonus + plan.Spread + 1)
            {
                Assert.True(Priority(plan, rankOfA, a, master: true) < Priority(plan, rankOfB, b, master: false));
            }
        });

    [Fact]
    public void Decide_SickerByAStepAtMost_MovesNobody() =>
        Pairs.Sample((plan, a, b, rankOfA, rankOfB) =>
        {
            if (rankOfA != rankOfB && Penalty(plan, a) - Penalty(plan, b) <= plan.Bonus - plan.Spread)
            {
                // Equal is not above: RFC 5798 6.4.2 lets a backup take over from a lower priority only.
                Assert.True(Priority(plan, rankOfA, a, master: true) >= Priority(plan, rankOfB, b, master: false));
            }
        });

    [Theory]
    [InlineData(TimingPreset.Lan)]
    [InlineData(TimingPreset.Fast)]
    [InlineData(TimingPreset.Wan)]
    public void Decide_EveryGroupAndPairOfPlaces_YieldsExactlyAboveTheMarginOfThatPair(TimingPreset preset)
    {
        for (var replicas = 2; replicas <= PriorityPlan.MostReplicas; replicas++)
        {
            var plan = PriorityPlan.For(replicas, PresetTiming.Of(preset).LargestStep);
            for (var a = 0; a < replicas; a++)
            {
                for (var b = 0; b < replicas; b++)
                {
                    var margin = plan.Bonus + plan.Bases[a] - plan.Bases[b];
                    Assert.InRange(margin, a == b ? plan.Bonus : plan.Step, plan.LeastPenalty - 1);
                    Assert.False(Priority(plan, a, margin, master: true) < Priority(plan, b, 0, master: false));
                    Assert.True(Priority(plan, a, margin + 1, master: true) < Priority(plan, b, 0, master: false));
                }
            }
        }
    }

    private static readonly Gen<(PriorityPlan, int, int, int, int)> Pairs =
        from replicas in Gen.Int[2, PriorityPlan.MostReplicas]
        from preset in Gen.Int[0, 2]
        from a in Gen.Int[0, 300]
        from b in Gen.OneOf(Gen.Const(0), Gen.Int[0, 300])
        from rankOfA in Gen.Int[0, replicas - 1]
        from rankOfB in Gen.Int[0, replicas - 1]
        select (PriorityPlan.For(replicas, PresetTiming.Of((TimingPreset)preset).LargestStep), a, b, rankOfA, rankOfB);

    private static int Penalty(PriorityPlan plan, int penalty) =>
        HealthJudge.Decide(plan, [(Check("c") with { Penalty = penalty }, CheckVerdict.Sick)], []).Penalty;

    private static int Priority(PriorityPlan plan, int rank, int penalty, bool master) =>
        plan.Bases[rank] - plan.HealthValue(Penalty(plan, penalty), master);

    private static CheckSpecification Check(string name) =>
        new() { Name = name, Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromMilliseconds(500) };

    // NAME:VERDICT[:PENALTY or fault]
    private static (CheckSpecification Check, CheckVerdict Verdict) Read(string text)
    {
        var parts = text.Split(':');
        var check = Check(parts[0]) with
        {
            OnFailure = parts[^1] == "fault" ? CheckFailure.Fault : CheckFailure.Yield,
            Penalty = int.TryParse(parts[^1], out var penalty) ? penalty : null,
        };
        return (check, parts[1] == "sick" ? CheckVerdict.Sick : CheckVerdict.Healthy);
    }

    private static OperatorOrder Order(OrderKind kind) => new(kind, null, Noon.AddHours(2), "anna", "new disk", Noon);
}
