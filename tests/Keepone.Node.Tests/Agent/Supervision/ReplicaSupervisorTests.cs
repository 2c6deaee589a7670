using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Supervision;

/// <summary>Real keepalived, killed in every way that was seen in the field.</summary>
public sealed class ReplicaSupervisorTests
{
    private const int Kill = 9;
    private const int Stop = 19;

    [Fact]
    public async Task Turn_TheVrrpProcessIsKilled_TheNextOneIsFollowed()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);
        var before = await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Health.Bonus: > 0 });
        var killed = agent.Processes()[1].Identity;

        TestAgent.Signal(killed.Pid, Kill);

        await TestAgent.UntilAsync(() => agent.Processes() is [_, var next] && next.Identity != killed);
        var after = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master && replica.Supervision == $"keepalived {before.Keepalived.Pid} runs");
        Assert.Equal(before.Keepalived.Pid, after.Keepalived.Pid);
    }

    [Fact]
    public async Task Turn_TheVrrpProcessIsKilledTwice_TheAddressesAreTakenWhileItsParentPauses()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);
        await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Health.Bonus: > 0 });
        for (var time = 0; time < 2; time++)
        {
            var killed = agent.Processes()[1].Identity;
            TestAgent.Signal(killed.Pid, Kill);
            await TestAgent.UntilAsync(() => !TestAgent.HoldsVip(network.Left));
            await TestAgent.UntilAsync(() => agent.Processes() is [_, var next] && next.Identity != killed && TestAgent.HoldsVip(network.Left));
        }

        // The third pause is 2 s long (1 s was the second): the addresses do not wait for its end.
        TestAgent.Signal(agent.Processes()[1].Identity.Pid, Kill);
        await TestAgent.UntilAsync(() => !TestAgent.HoldsVip(network.Left));
        Assert.Single(agent.Processes());
        await agent.UntilReplicaAsync(replica => replica.Supervision.Contains("its VRRP process died; it starts another one within a minute", StringComparison.Ordinal));
        await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Turn_TheFirstProcessIsKilled_TheOrphanedOneEndsAndAnotherKeepalivedIsStarted(bool stopped)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);
        await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Health.Bonus: > 0 });
        var (parent, orphan) = (agent.Processes()[0].Identity, agent.Processes()[1].Identity);
        if (stopped)
        {
            // It cannot hear the kernel's SIGTERM then, and would keep the addresses for ever.
            TestAgent.Signal(orphan.Pid, Stop);
        }

        TestAgent.Signal(parent.Pid, Kill);

        await TestAgent.UntilAsync(() => !TestAgent.HoldsVip(network.Left));
        await TestAgent.UntilAsync(() => agent.Processes() is [var next, _] && next.Identity != parent);
        Assert.Null(ProcFs.Identify(orphan.Pid));
        await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
    }

    [Fact]
    public async Task Turn_BothAreKilled_TheAddressesAreTakenAtOnceAndOthersStay()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await TestNetwork.IpAsync(network.Left, "address", "add", "169.254.0.200/24", "dev", "left0");
        await using var agent = TestAgent.Started(network);
        await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Health.Bonus: > 0 });
        var processes = agent.Processes();

        // The child first, so that it cannot give anything up when its parent dies.
        TestAgent.Signal(processes[1].Identity.Pid, Stop);
        TestAgent.Signal(processes[0].Identity.Pid, Kill);
        TestAgent.Signal(processes[1].Identity.Pid, Kill);

        await TestAgent.UntilAsync(() => !TestAgent.HoldsVip(network.Left));
        var after = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        Assert.NotEqual(processes[0].Identity.Pid, after.Keepalived.Pid);
        Assert.Equal(["169.254.0.200", "169.254.0.7", "169.254.192.1"], TestNetwork.AddressesOf(network.Left));
    }

    [Fact]
    public async Task Turn_AddressesWithoutKeepalivedWhileItCannotRun_AreTakenAway()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await TestNetwork.IpAsync(network.Left, "address", "add", "169.254.0.7/24", "dev", "left0");
        await using var agent = new TestAgent("net-1");
        agent.Specify(TestAgent.Specification(network.LeftName, "left0") + "internal: [ { interface: qr0, addresses: [10.0.0.1/24] } ]\n");

        agent.Start();

        await agent.UntilReplicaAsync(replica => replica.Supervision == "waiting for qr0" && !replica.Kernel.VipPresent);
        Assert.Equal(["169.254.192.1"], TestNetwork.AddressesOf(network.Left));
    }

    // The bonus of a master, given to a backup for an address that somebody else put there, would make it one: 110 + 20 is more than 115.
    [Fact]
    public async Task Turn_TheVipIsPutOnABackupByHand_ItStaysABackupAndLosesTheVip()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var master = new Linux.Vrrp.RealKeepalived(network.Right, """
            vrrp_instance right {
                state MASTER
                interface right0
                virtual_router_id 7
                priority 115
                advert_int 0.1
                version 3
                virtual_ipaddress {
                    169.254.0.7/24 dev right0
                }
            }
            """);
        await TestAgent.UntilAsync(() => TestAgent.HoldsVip(network.Right));
        await using var agent = TestAgent.Started(network);
        await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Backup, Health.BasePriority: 110, Wire.Heard: [_] });

        await TestNetwork.IpAsync(network.Left, "address", "add", "169.254.0.7/24", "dev", "left0");

        await TestAgent.UntilAsync(() => !TestAgent.HoldsVip(network.Left));
        var after = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Backup);
        Assert.Equal((VrrpState.Backup, 0), (after.Keepalived.Reported, after.Health.Bonus));
        Assert.True(TestAgent.HoldsVip(network.Right));
    }

    [Fact]
    public async Task Turn_AnotherKeepalivedInTheNamespace_ItsAddressesAreLeftAlone()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var other = new Linux.Vrrp.RealKeepalived(network.Left, """
            vrrp_instance other {
                state MASTER
                interface left0
                virtual_router_id 9
                priority 100
                advert_int 0.1
                version 3
                virtual_ipaddress { 169.254.0.7/24 dev left0 }
            }
            """.Replace("{ 169.254.0.7/24 dev left0 }", "{\n169.254.0.7/24 dev left0\n}", StringComparison.Ordinal));
        await TestAgent.UntilAsync(() => TestAgent.HoldsVip(network.Left));
        await using var agent = new TestAgent("net-1");
        agent.Specify(TestAgent.Specification(network.LeftName, "left0") + "internal: [ { interface: qr0, addresses: [10.0.0.1/24] } ]\n");

        agent.Start();

        var replica = await agent.UntilReplicaAsync(replica => replica.Supervision.StartsWith("waiting for qr0; ", StringComparison.Ordinal));
        Assert.Contains("169.254.0.7/24 is left alone, because keepalived ", replica.Supervision, StringComparison.Ordinal);
        Assert.True(replica.Kernel.VipPresent);
    }
}
