using Keepone.Core.Model;

namespace Keepone.Node.Tests.Agent.Supervision;

/// <summary>A real keepalived is master, and its FIFO tells lies.</summary>
public sealed class StateQuestionTests
{
    [Theory]
    [InlineData("INSTANCE \"edge-1\" BACKUP 110\n")]
    [InlineData("INSTANCE \"edge-1\" FAULT 110\n\u0001\u0002 no line of keepalived's\n")]
    public async Task AskIfDue_TheFifoSaysWhatIsNotTrue_KeepalivedIsAskedAndBelieved(string lie)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);

        // With the bonus, which is the last that it has to say by itself.
        var before = await agent.UntilReplicaAsync(
            replica => replica is { State: VrrpState.Master, Keepalived: { Reported: VrrpState.Master, Priority: 130 } });
        Assert.False(File.Exists(agent.Files.Dump));

        await File.WriteAllTextAsync(agent.Files.NotifyFifo, lie, TestContext.Current.CancellationToken);

        // Master all the time, because the address is there; what keepalived said is only evidence.
        var after = await agent.UntilReplicaAsync(
            replica => File.Exists(agent.Files.Dump) && replica is { Keepalived.Reported: VrrpState.Master, Disagreements.IsEmpty: true });
        Assert.Equal((before.State, before.Since), (after.State, after.Since));
    }
}
