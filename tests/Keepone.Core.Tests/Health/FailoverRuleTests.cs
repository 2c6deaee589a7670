using Keepone.Core.Diagnosis;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Core.Tests.Health;

public sealed class FailoverRuleTests
{
    [Fact]
    public void Decide_FitBackups_OrdersTheMasterToGiveWayAndSaysWhoIsNext()
    {
        var plan = Decide(new Group());

        Assert.Null(plan.Refusal);
        Assert.Equal(["net-1"], plan.Nodes);
        Assert.Equal(("net-1", "net-2", (string?)null), (plan.From, plan.Expected, plan.TakeBack));
        Assert.Equal(
            "net-1 gives way as master of router edge-1; net-2 is expected to take over (priority 110 against 51)", plan.Sentence);
        Assert.Empty(plan.Warnings);
        Assert.Equal(TimeSpan.FromSeconds(30), plan.Lasting);
    }

    [Fact]
    public void Decide_ARouterOfNeutrons_IsRefusedAlsoByForce()
    {
        var plan = Decide(new Group().Change("net-1", seen => seen with { Keeper = Keeper.Neutron }), force: true);

        Assert.Equal("Router edge-1 is Neutron's and only watched: Keepone moves none of its replicas. See docs/neutron.md", plan.Refusal);
        Assert.False(plan.MayBeForced);
    }

    [Fact]
    public void Decide_Target_OrdersEverybodyElseAndTheMasterLast()
    {
        var plan = Decide(new Group(), "net-3");

        Assert.Equal(["net-2", "net-1"], plan.Nodes);
        Assert.Equal("net-3", plan.Expected);
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(2.5, 30)]
    [InlineData(5, 60)]
    public void Lasting_AdvertInterval_IsTwelveOfThemAndHalfAMinuteAtLeast(double advert, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), FailoverRule.Lasting(TimeSpan.FromSeconds(advert)));

    public static TheoryData<string, string?, string> NotFit => new()
    {
        { "both sick", null, "Nobody is fit to take over router edge-1 from net-1: net-2 is sick itself (check uplink fails); net-3 is sick itself" },
        { "target sick", "net-2", "Router edge-1 stays with net-1: net-2 is sick itself (check uplink fails)." },
        { "dead", "net-2", "Router edge-1 stays with net-1: the agent on net-2 is Dead." },
        { "fault", "net-2", "Router edge-1 stays with net-1: net-2 is Fault (the evidence says Fault)." },
        { "maintenance", "net-2", "Router edge-1 stays with net-1: net-2 is under maintenance until 14:00:00 by order of bob." },
        { "gives way", null, "net-2 itself gives way until 12:00:20 by order of ann; the agent on net-3 is Dead." },
        { "check's fault", "net-2", "Router edge-1 stays with net-1: net-2 is out of the election (check uplink fails and takes the replica out of the election)" },
        { "outvoted", "net-2", "the priority of net-2, 45, would not beat 51, which net-1 would have" },
        { "alone", null, "Router edge-1 has no other replica than net-1's: nobody could take over." },
    };

    [Theory]
    [MemberData(nameof(NotFit))]
    public void Decide_NobodyFit_IsRefusedAndOrderedWhenForced(string what, string? target, string expected)
    {
        var group = what switch
        {
            "both sick" or "target sick" => new Group().Sick("net-2").Sick("net-3"),
            "dead" => new Group().Agent("net-2", AgentState.Dead),
            "fault" => new Group().State("net-2", VrrpState.Fault),
            "maintenance" => new Group().Ordered("net-2", Group.Maintenance),
            "gives way" => new Group().Ordered("net-2", Group.Failover()).Agent("net-3", AgentState.Dead),
            "check's fault" => new Group().State("net-2", VrrpState.Fault).Change("net-2", seen => seen with
            {
                Health = seen.Health with { Fault = true, Sentence = "check uplink fails and takes the replica out of the election" },
            }),
            "outvoted" => new Group().Change("net-2", seen => seen with { Health = seen.Health with { Penalty = 65 } }),
            _ => new Group().Remove("net-2").Remove("net-3"),
        };

        var refused = Decide(group, target);
        Assert.Contains(expected, refused.Refusal, StringComparison.Ordinal);
        Assert.True(refused.MayBeForced);
        Assert.Empty(refused.Nodes);

        var forced = Decide(group, target, force: true);
        Assert.Null(forced.Refusal);
        Assert.Equal("net-1", forced.Nodes[^1]);
        Assert.Contains(forced.Warnings, warning => warning.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("none", null, "has no master that an alive agent reports")]
    [InlineData("two", null, "has or may have 2 masters, net-1 and net-2")]
    [InlineData("dead master", null, "The master of router edge-1 is net-1, and no alive agent there takes an order")]
    [InlineData("unknown", "net-9", "Node net-9 reports no replica of router edge-1; its nodes are net-1, net-2 and net-3")]
    [InlineData("master", "net-1", "Node net-1 is the master of router edge-1 already")]
    public void Decide_Impossible_IsRefusedThoughForced(string what, string? target, string expected)
    {
        var group = what switch
        {
            "none" => new Group().State("net-1", VrrpState.Fault).Change("net-2", Deaf).Change("net-3", Deaf),
            "two" => new Group().State("net-2", VrrpState.Master),
            "dead master" => new Group().Agent("net-1", AgentState.Dead),
            _ => new Group(),
        };

        var plan = Decide(group, target, force: true);

        Assert.Contains(expected, plan.Refusal, StringComparison.Ordinal);
        Assert.False(plan.MayBeForced);
        Assert.Empty(plan.Nodes);

        static Observation Deaf(Observation seen) => seen with { Wire = WireEvidence.Silence };
    }

    [Fact]
    public void Decide_TargetThatGaveWayBefore_ItsOwnOrderIsTakenBack()
    {
        var plan = Decide(new Group().Ordered("net-2", Group.Failover()), "net-2");

        Assert.Null(plan.Refusal);
        Assert.Equal("net-2", plan.TakeBack);
        Assert.Equal("net-2", plan.Expected);
        Assert.Equal(["net-3", "net-1"], plan.Nodes);
    }

    [Fact]
    public void Decide_SickReplicaBesideAFitOne_IsNotTheNext()
    {
        var plan = Decide(new Group().Sick("net-2"));

        Assert.Null(plan.Refusal);
        Assert.Equal("net-3", plan.Expected);
    }

    [Fact]
    public void Decide_TargetAndAnAgentThatIsNotThere_WarnsOfIt()
    {
        var plan = Decide(new Group().Agent("net-2", AgentState.Stopped), "net-3");

        Assert.Equal(["net-1"], plan.Nodes);
        Assert.Equal(
            ["The agent on net-2 is Stopped and gets no order: its replica may take over instead of net-3."], plan.Warnings);
    }

    private static FailoverPlan Decide(Group group, string? target = null, bool force = false) =>
        FailoverRule.Decide(group.View, target, force, Group.Noon);
}
