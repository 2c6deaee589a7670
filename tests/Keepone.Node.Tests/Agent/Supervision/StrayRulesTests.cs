using Keepone.Agent.Supervision;

namespace Keepone.Node.Tests.Agent.Supervision;

public sealed class StrayRulesTests
{
    [Theory]
    [InlineData(true, "net-1", 42, true, "router edge-1 is specified for other nodes only; its keepalived 42 is ended")]
    [InlineData(true, "net-1", null, true, "router edge-1 is specified for other nodes only; what it left behind is taken away")]
    [InlineData(true, "net-1.example", 42, false, "keepalived 42 runs for router edge-1, which is specified for other nodes than net-1; it is left alone, because it was started for node net-1.example: give the agent its old name, or end it with 'kill 42'")]
    [InlineData(true, null, 42, false, "keepalived 42 runs for router edge-1, which is specified for other nodes than net-1; it is left alone, because it was started for an unknown node: give the agent its old name, or end it with 'kill 42'")]
    [InlineData(false, "net-1", 42, false, "keepalived 42 runs for router edge-1, which no specification names; it is left alone: specify the router again, or end it with 'kill 42'")]
    [InlineData(false, null, 42, false, "keepalived 42 runs for router edge-1, which no specification names; it is left alone: specify the router again, or end it with 'kill 42'")]
    public void Decide_Facts_CleanOnlyWhatWasGivenToOthers(bool specified, string? startedFor, int? pid, bool clean, string sentence) =>
        Assert.Equal(new StrayVerdict(clean, sentence), StrayRules.Decide(new StrayFacts("edge-1", specified, "net-1", startedFor, pid)));

    [Theory]
    [InlineData(true, "net-2")]
    [InlineData(true, null)]
    [InlineData(false, "net-1")]
    [InlineData(false, null)]
    public void Decide_NothingRuns_NothingIsSaid(bool specified, string? startedFor) =>
        Assert.Null(StrayRules.Decide(new StrayFacts("edge-1", specified, "net-1", startedFor, null)));
}
