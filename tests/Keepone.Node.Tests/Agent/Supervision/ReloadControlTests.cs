using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Supervision;

/// <summary>Real keepalived that is given other configurations.</summary>
public sealed class ReloadControlTests
{
    private const string NewVip = "169.254.0.8";

    [Fact]
    public async Task Turn_AStormOfChanges_GivesAHandfulOfReloadsAndTheLastIsInForce()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await AddInternalAsync(network);
        await using var agent = TestAgent.Started(network);
        var before = await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Health.Bonus: > 0 });
        var texts = new HashSet<string>(StringComparer.Ordinal);
        for (var change = 1; change <= 200; change++)
        {
            agent.Specify(TestAgent.Specification(network.LeftName, "left0") + $"internal: [ {{ interface: qr0, addresses: [10.0.0.{change}/24] }} ]\n");
            texts.Add(await File.ReadAllTextAsync(agent.Files.Configuration, TestContext.Current.CancellationToken));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await TestAgent.UntilAsync(() =>
        {
            texts.Add(File.ReadAllText(agent.Files.Configuration));
            return TestNetwork.AddressesOf(network.Left).Contains("10.0.0.200");
        });

        // 4 s of changes and more on a busy machine: one at once, then one in 2 s.
        Assert.InRange(texts.Count, 2, 12);
        Assert.DoesNotContain("10.0.0.199", TestNetwork.AddressesOf(network.Left));
        var after = await agent.UntilReplicaAsync(replica => replica.Supervision == $"keepalived {before.Keepalived.Pid} runs");
        Assert.Equal((VrrpState.Master, before.Since), (after.State, after.Since));
    }

    [Fact]
    public async Task Turn_OnlyCommentsDiffer_NothingIsReloaded()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);
        await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        await agent.StopAsync();
        var text = await File.ReadAllTextAsync(agent.Files.Configuration, TestContext.Current.CancellationToken);
        var written = $"# by an earlier version\n{text}\n";
        await File.WriteAllTextAsync(agent.Files.Configuration, written, TestContext.Current.CancellationToken);

        agent.Start();

        await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        Assert.Equal(written, await File.ReadAllTextAsync(agent.Files.Configuration, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Turn_TheAddressOfTheAdvertsChanges_TheMasterGoesFirstAndThereIsNoSecondOne()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var pair = await TestPair.StartAsync(network);
        var (first, second) = (pair.First, pair.Second);
        using var reactor = new TestReactor();
        using var monitor = RouteMonitor.OpenIn(network.Right);
        var changes = new Collected<AddressChange>();
        monitor.Attach(reactor.Reactor, batch => batch.Events.OfType<AddressChange>().ToList().ForEach(changes.Add));

        // The backup's node is told first, which is the dangerous order.
        second.Specify(TestAgent.Specification(network.RightName, "right0").Replace("169.254.0.7", NewVip, StringComparison.Ordinal));
        await second.UntilReplicaAsync(replica => replica.Supervision.Contains("reloads later: the master goes first", StringComparison.Ordinal));
        Assert.Equal(VrrpState.Master, (await first.UntilReplicaAsync(_ => true)).State);

        first.Specify(TestAgent.Specification(network.LeftName, "left0").Replace("169.254.0.7", NewVip, StringComparison.Ordinal));

        await TestAgent.UntilAsync(() => TestNetwork.AddressesOf(network.Left).Contains(NewVip));
        await TestAgent.UntilAsync(() => File.ReadAllText(second.Files.Configuration).Contains(NewVip, StringComparison.Ordinal));
        var master = await first.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Kernel.VipPresent: true, Health.Bonus: > 0 });
        await second.UntilReplicaAsync(replica => replica.State == VrrpState.Backup && replica.Supervision == $"keepalived {replica.Keepalived.Pid} runs");
        Assert.Equal(["169.254.0.8", "169.254.192.1"], TestNetwork.AddressesOf(network.Left));
        Assert.DoesNotContain(changes.Items, change => change.Present);
        Assert.Empty(master.Disagreements);
    }

    [Fact]
    public async Task Turn_TheRunDirectoryIsFull_WhatRunsGoesOnAndItRecoversByItself()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await AddInternalAsync(network);
        await using var agent = TestAgent.OnItsOwnFileSystem(network);
        var before = await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Health.Bonus: > 0 });
        var files = Directory.GetFiles(agent.ReplicaDirectory).Order(StringComparer.Ordinal);
        var filler = agent.FillRunDirectory();

        agent.Specify(TestAgent.Specification(network.LeftName, "left0") + "internal: [ { interface: qr0, addresses: [10.0.0.1/24] } ]\n");

        var full = await agent.UntilReplicaAsync(replica => replica.Supervision.Contains("No space left on device", StringComparison.Ordinal));
        Assert.Equal((VrrpState.Master, before.Keepalived.Pid), (full.State, full.Keepalived.Pid));
        Assert.Equal(files, Directory.GetFiles(agent.ReplicaDirectory).Order(StringComparer.Ordinal));

        // A new agent knows no more: it takes over what runs, and says what is wrong.
        await agent.StopAsync();
        agent.Start();
        full = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master && replica.Supervision.Contains("No space left on device", StringComparison.Ordinal));
        Assert.Equal(before.Keepalived.Pid, full.Keepalived.Pid);
        Assert.DoesNotContain("10.0.0.1", TestNetwork.AddressesOf(network.Left));

        File.Delete(filler);
        await TestAgent.UntilAsync(() => TestNetwork.AddressesOf(network.Left).Contains("10.0.0.1"));
        var after = await agent.UntilReplicaAsync(replica => replica.Supervision == $"keepalived {before.Keepalived.Pid} runs");
        Assert.Equal(VrrpState.Master, after.State);
    }

    private static async Task AddInternalAsync(TestNetwork network)
    {
        await TestNetwork.IpAsync(network.Left, "link", "add", "qr0", "type", "veth", "peer", "name", "qr1");
        await TestNetwork.IpAsync(network.Left, "link", "set", "qr0", "up");
    }
}
