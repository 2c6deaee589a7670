using Keepone.Core.Model;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Supervision;

/// <summary>Replicas that moved away while no agent ran.</summary>
public sealed class StrayReplicasTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tend_TheReplicaMovedWhileNoAgentRan_ItsKeepalivedAndItsAddressesGo(bool killed)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);
        await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Health.Bonus: > 0 });
        await agent.StopAsync();
        if (killed)
        {
            foreach (var found in agent.Processes().Reverse())
            {
                TestAgent.Signal(found.Identity.Pid, 19);
                TestAgent.Signal(found.Identity.Pid, 9);
            }

            Assert.True(TestAgent.HoldsVip(network.Left));
        }

        agent.Specify(TestAgent.Specification(network.LeftName, "left0").Replace("net-1", "net-3", StringComparison.Ordinal));
        agent.Start();

        await TestAgent.UntilAsync(() => agent.Processes().Length == 0 && !TestAgent.HoldsVip(network.Left));
        var status = await agent.UntilAsync(status => status.Replicas.IsEmpty);
        Assert.Empty(status.Problems);
        Assert.Equal(["169.254.192.1"], TestNetwork.AddressesOf(network.Left));
        Assert.True(File.Exists(agent.Files.Health));
    }

    [Fact]
    public async Task Turn_SomebodySetsTheVipOfABackup_ItIsTakenAway()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var pair = await TestPair.StartAsync(network);
        var (first, second) = (pair.First, pair.Second);

        await TestNetwork.IpAsync(network.Right, "address", "add", "169.254.0.7/24", "dev", "right0");

        await TestAgent.UntilAsync(() => !TestAgent.HoldsVip(network.Right));
        await second.UntilReplicaAsync(replica => replica is { State: VrrpState.Backup, Disagreements.IsEmpty: true });
        Assert.True(TestAgent.HoldsVip(network.Left));
    }
}
