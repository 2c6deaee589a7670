using Keepone.Core.Diagnosis;

namespace Keepone.Core.Tests.Diagnosis;

public sealed class AgentLivenessTests
{
    private static readonly DateTimeOffset Noon = Fleet.Noon;
    private static readonly AgentLiveness Alive = new(AgentState.Alive, Noon, Noon);

    [Theory]
    [InlineData(5.999, AgentState.Alive)]
    [InlineData(6, AgentState.Dead)]
    public void Judge_Silence_IsDeathAfterThreeMissedHeartbeats(double seconds, AgentState expected) =>
        Assert.Equal(expected, Alive.Judge(Noon.AddSeconds(seconds), DateTimeOffset.MinValue).State);

    [Fact]
    public void Judge_AfterTheControllerItselfStalled_CountsFromItsAwakening()
    {
        Assert.Equal(AgentState.Alive, Alive.Judge(Noon.AddSeconds(20), stalledUntil: Noon.AddSeconds(19)).State);
        Assert.Equal(AgentState.Dead, Alive.Judge(Noon.AddSeconds(25), stalledUntil: Noon.AddSeconds(19)).State);
    }

    [Fact]
    public void Judge_StoppedAgent_IsNeverDead() =>
        Assert.Equal(AgentState.Stopped, AgentLiveness.Stopped(Noon).Judge(Noon.AddDays(1), DateTimeOffset.MinValue).State);

    [Fact]
    public void Hear_DeadAgent_IsAliveSinceNow()
    {
        var dead = Alive.Judge(Noon.AddSeconds(6), DateTimeOffset.MinValue);
        Assert.Equal(Noon, dead.LastHeard);

        Assert.Equal(
            new AgentLiveness(AgentState.Alive, Noon.AddSeconds(60), Noon.AddSeconds(60)), dead.Hear(Noon.AddSeconds(60)));
    }

    [Theory]
    [InlineData(AgentState.Alive, AgentState.Unknown)]
    [InlineData(AgentState.Unknown, AgentState.Unknown)]
    [InlineData(AgentState.Dead, AgentState.Dead)]
    [InlineData(AgentState.Stopped, AgentState.Stopped)]
    public void Restart_KnownAgents_MayReturnIfTheyWereAlive(AgentState before, AgentState after) =>
        Assert.Equal(after, (Alive with { State = before }).Restart(Noon.AddHours(1)).State);

    [Fact]
    public void Judge_AgentThatDoesNotReturnAfterARestart_IsDeadAfterTheGrace()
    {
        var restarted = Alive.Restart(Noon.AddHours(1));
        var end = Noon.AddHours(1) + AgentLiveness.RestartGrace;

        Assert.Equal(end, restarted.Deadline(DateTimeOffset.MinValue));
        Assert.Equal(AgentState.Unknown, restarted.Judge(end.AddTicks(-1), DateTimeOffset.MinValue).State);
        var dead = restarted.Judge(end, DateTimeOffset.MinValue);
        Assert.Equal((AgentState.Dead, Noon), (dead.State, dead.LastHeard));
    }
}
