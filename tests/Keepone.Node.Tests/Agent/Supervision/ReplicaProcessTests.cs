using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Supervision;

/// <summary>Real keepalived, found again by an agent that was away.</summary>
public sealed class ReplicaProcessTests
{
    private const int Kill = 9;

    [Theory]
    [InlineData("missing")]
    [InlineData("garbled")]
    [InlineData("stale")]
    public async Task Adopt_ThePidFileLeadsNowhere_ItIsFoundByItsCommandLine(string file)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);
        var before = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        await agent.StopAsync();
        foreach (var path in (string[])[agent.Files.ParentPid, agent.Files.VrrpPid])
        {
            File.Delete(path);
            if (file != "missing")
            {
                // The number of a living process that is no keepalived.
                await File.WriteAllTextAsync(path, file == "stale" ? $"{Environment.ProcessId}\n" : new string('x', 100), TestContext.Current.CancellationToken);
            }
        }

        agent.Start();

        var after = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        Assert.Equal(before.Keepalived.Pid, after.Keepalived.Pid);
    }

    [Fact]
    public async Task Adopt_NothingRunsAndThePidFileNamesSomebodyElse_OneIsStarted()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);
        await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        await agent.StopAsync();
        foreach (var found in agent.Processes())
        {
            TestAgent.Signal(found.Identity.Pid, Kill);
        }

        await File.WriteAllTextAsync(agent.Files.ParentPid, $"{Environment.ProcessId}\n", TestContext.Current.CancellationToken);
        agent.Start();

        await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        Assert.NotNull(ProcFs.Identify(Environment.ProcessId));
    }

    [Fact]
    public async Task Adopt_TwoKeepalivedOnOneConfiguration_AreEndedAndOneIsStarted()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestAgent.HaNetworkAsync();
        await using var agent = TestAgent.Started(network);
        await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        await agent.StopAsync();
        File.Delete(agent.Files.ParentPid);
        File.Delete(agent.Files.VrrpPid);
        var second = await ChildProcess.RunAsync(
            network.Left, "keepalived", ["--vrrp", "--use-file", agent.Files.Configuration, "--pid", agent.Files.ParentPid, "--vrrp_pid", agent.Files.VrrpPid],
            null, TimeSpan.FromSeconds(20), 1024, TestContext.Current.CancellationToken, ChildOutput.Discard);
        Assert.True(second.Succeeded);
        await TestAgent.UntilAsync(() => agent.Processes().Length == 4);
        var before = agent.Processes().Select(found => found.Identity).ToHashSet();

        agent.Start();

        await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
        var after = agent.Processes();
        Assert.Equal(2, after.Length);
        Assert.DoesNotContain(after, found => before.Contains(found.Identity));
    }

    [Fact]
    public async Task Adopt_TheNamespaceWasMadeAgainMeanwhile_TheOneInTheOldNamespaceIsReplaced()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var name = TestNetwork.FreshName();
        await using var agent = new TestAgent("net-1");
        agent.Specify(TestAgent.Specification(name, "ha0"));
        try
        {
            await MakeAsync(name);
            agent.Start();
            var before = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);
            await agent.StopAsync();
            _ = NetworkNamespace.DeleteNamed(name);
            NetworkNamespace.CreateNamed(name);

            agent.Start();
            await agent.UntilReplicaAsync(replica => replica.Supervision ==
                $"the namespace {name} was made again; keepalived {before.Keepalived.Pid} runs in the old one and is replaced when ha0 is there");
            await AddInterfaceAsync(name);

            var after = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master && replica.Keepalived.Pid != before.Keepalived.Pid);
            Assert.Equal(NetworkNamespace.InodeOf(name), ProcFs.NetworkNamespaceInode(after.Keepalived.Pid!.Value));
            Assert.Equal(2, agent.Processes().Length);
        }
        finally
        {
            _ = NetworkNamespace.DeleteNamed(name);
        }
    }

    private static async Task MakeAsync(string name)
    {
        NetworkNamespace.CreateNamed(name);
        await AddInterfaceAsync(name);
    }

    private static async Task AddInterfaceAsync(string name)
    {
        using var place = NetworkNamespace.OpenNamed(name);
        await TestNetwork.IpAsync(place, "link", "add", "ha0", "type", "veth", "peer", "name", "ha1");
        await TestNetwork.IpAsync(place, "link", "set", "ha1", "up");
        await TestNetwork.IpAsync(place, "link", "set", "ha0", "up");
        await TestNetwork.IpAsync(place, "address", "add", "169.254.192.1/18", "dev", "ha0");
    }
}
