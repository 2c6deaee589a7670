using Keepone.Agent;
using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent;

/// <summary>The agent with real keepalived: adverts of 100 ms, so that an election takes half a second.</summary>
public sealed class AgentProgramTests
{
    [Fact]
    public async Task RunAsync_ASpecifiedRouter_IsStartedBecomesMasterAndIsGivenTheBonus()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);

        var replica = await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Keepalived.Priority: 130 });

        Assert.True(replica.Kernel.VipPresent);
        Assert.Equal((110, 20), (replica.Health.BasePriority, replica.Health.Bonus));
        Assert.Equal("-20\n", await File.ReadAllTextAsync(Path.Combine(agent.ReplicaDirectory, "health"), TestContext.Current.CancellationToken));
        Assert.Equal("0\n", await File.ReadAllTextAsync(Path.Combine(agent.ReplicaDirectory, "quorum"), TestContext.Current.CancellationToken));
        Assert.Equal((false, 0), (replica.Guard.Active, replica.Guard.Quorum));
    }

    [Fact]
    public async Task RunAsync_TwoAgents_OneIsMasterAndTheOtherHearsIt()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var first = new TestAgent("net-1");
        await using var second = new TestAgent("net-2");
        first.Specify(TestAgent.Specification(network.LeftName, "left0"));
        second.Specify(TestAgent.Specification(network.RightName, "right0"));

        // One after the other: mastership is sticky, so whoever is there first stays master.
        first.Start();
        await first.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        second.Start();
        var backup = await second.UntilReplicaAsync(replica => replica.State == VrrpState.Backup && !replica.Wire.Heard.IsEmpty);

        Assert.Equal(("169.254.192.1", "net-1"), (backup.Wire.Heard[0].Source, backup.Wire.Heard[0].Node));

        // Cut outside of the master's reach: both become master, and each knows that its own evidence agrees.
        await TestNetwork.IpAsync(network.Right, "link", "set", "right0", "down");
        var down = await second.UntilReplicaAsync(replica => replica.State == VrrpState.Fault);
        Assert.False(down.Kernel.HaInterfaceUp);
        await second.UntilReplicaAsync(replica => replica.Wire.Heard.IsEmpty);
    }

    [Fact]
    public async Task RunAsync_TheAgentRestarts_KeepalivedIsAdoptedAndItsStateKnown()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);
        var before = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        await agent.StopAsync();
        Assert.NotNull(ProcFs.Identify(before.Keepalived.Pid!.Value));

        agent.Start();
        var after = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);

        Assert.Equal(before.Keepalived.Pid, after.Keepalived.Pid);
        Assert.Equal(VrrpState.Master, after.Keepalived.Reported);
    }

    [Fact]
    public async Task RunAsync_KeepalivedIsKilled_ItIsStartedAgain()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);
        var before = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);

        using (var process = ProcessHandle.TryOpen(ProcFs.Identify(before.Keepalived.Pid!.Value)!.Value))
        {
            process!.Signal(9);
        }

        await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Down && replica.Supervision.StartsWith("ending what is left", StringComparison.Ordinal));
        var after = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        Assert.NotEqual(before.Keepalived.Pid, after.Keepalived.Pid);
    }

    [Fact]
    public async Task RunAsync_TheSpecificationChanges_KeepalivedReloadsAndStaysMaster()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);
        var before = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        using var monitor = RouteMonitor.OpenIn(network.Left);
        using var reactor = new Reactor((_, _) => { });
        var changes = new Collected<AddressChange>();
        monitor.Attach(reactor, batch => batch.Events.OfType<AddressChange>().ToList().ForEach(changes.Add));

        await TestNetwork.IpAsync(network.Left, "link", "add", "qr0", "type", "veth", "peer", "name", "qr1");
        await TestNetwork.IpAsync(network.Left, "link", "set", "qr0", "up");
        agent.Specify(TestAgent.Specification(network.LeftName, "left0") + "internal: [ { interface: qr0, addresses: [10.0.0.1/24] } ]\n");

        await changes.FirstAsync(change => change is { Present: true, Prefix.Address: var address } && address.ToString() == "10.0.0.1");
        Assert.DoesNotContain(changes.Items, change => !change.Present && change.Prefix.Address.ToString() == "169.254.0.7");
        var after = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        Assert.Equal(before.Keepalived.Pid, after.Keepalived.Pid);

        // A bad file afterwards changes nothing and is reported.
        agent.Specify("router: [");
        var status = await agent.UntilAsync(status => !status.Problems.IsEmpty);
        Assert.Equal("edge-1.yaml: 1 mistake; the last good version stays in force", status.Problems[0]);
        Assert.Equal(before.Keepalived.Pid, Assert.Single(status.Replicas).Keepalived.Pid);
    }

    [Fact]
    public async Task RunAsync_NoNamespaceYet_WaitsForItAndForTheInterface()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var name = TestNetwork.FreshName();
        await using var agent = new TestAgent("net-1");
        agent.Specify(TestAgent.Specification(name, "ha0"));
        agent.Start();
        await agent.UntilReplicaAsync(replica => replica.Supervision == $"waiting for the namespace {name}");
        try
        {
            NetworkNamespace.CreateNamed(name);
            await agent.UntilReplicaAsync(replica => replica.Supervision == "waiting for ha0");
            using (var place = NetworkNamespace.OpenNamed(name))
            {
                await TestNetwork.IpAsync(place, "link", "add", "ha0", "type", "veth", "peer", "name", "ha1");
                await TestNetwork.IpAsync(place, "link", "set", "ha1", "up");
                await TestNetwork.IpAsync(place, "link", "set", "ha0", "up");
                await TestNetwork.IpAsync(place, "address", "add", "169.254.192.1/18", "dev", "ha0");
            }

            await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        }
        finally
        {
            _ = NetworkNamespace.DeleteNamed(name);
        }
    }

    [Fact]
    public async Task RunAsync_TheRouterIsNoLongerSpecified_KeepalivedEndsAndTheTrackFilesStay()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);
        var replica = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);

        agent.Unspecify();

        await agent.UntilAsync(status => status.Replicas.IsEmpty);
        Assert.Null(ProcFs.Identify(replica.Keepalived.Pid!.Value));
        Assert.True(File.Exists(Path.Combine(agent.ReplicaDirectory, "health")));
        Assert.True(File.Exists(Path.Combine(agent.ReplicaDirectory, "quorum")));
        using var dump = RouteDump.OpenIn(network.Left);
        Assert.DoesNotContain(dump.Addresses(), address => address.Prefix.Address.ToString() == "169.254.0.7");
    }

    [Fact]
    public async Task RunAsync_TheSpecificationWentWhileNoAgentRan_TheStrayKeepalivedIsReportedAndLeftAlone()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);
        var replica = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        await agent.StopAsync();
        agent.Unspecify();

        agent.Start();

        var status = await agent.UntilAsync(status => !status.Problems.IsEmpty);
        Assert.StartsWith($"keepalived {replica.Keepalived.Pid} runs for router {replica.Router}, which no specification names", status.Problems[0], StringComparison.Ordinal);
        Assert.NotNull(ProcFs.Identify(replica.Keepalived.Pid!.Value));
    }

    [Fact]
    public async Task RunAsync_AnotherAgentRuns_IsRefusedWithOneSentence()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var agent = new TestAgent("net-1");
        agent.Start();
        await agent.UntilAsync(_ => true);

        Assert.Equal(5, await agent.RunSecondAsync());
        Assert.Contains("one node has one agent", agent.Errors.ToString(), StringComparison.Ordinal);
        await agent.UntilAsync(_ => true);
    }

    [Theory]
    [InlineData("keepalived: { program: /nonexistent/keepalived }", 3, "keepalived cannot be run")]
    [InlineData("keepalived: { program: /bin/true }", 3, "does not say which keepalived it is")]
    [InlineData("nodes: 1", 2, "found an unknown key")]
    public async Task RunAsync_WhatKeepsItFromStarting_IsOneSentence(string configuration, int code, string sentence)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var directory = new TestDirectory();
        await File.WriteAllTextAsync(directory.PathOf("agent.yaml"), configuration, TestContext.Current.CancellationToken);
        var errors = new StringWriter();

        Assert.Equal(code, await AgentProgram.RunAsync(directory.PathOf("agent.yaml"), LogFormat.Json, errors, TestContext.Current.CancellationToken));

        Assert.Contains(sentence, errors.ToString(), StringComparison.Ordinal);
        Assert.Single(errors.ToString().TrimEnd().Split('\n'));
    }
}
