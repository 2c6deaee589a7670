using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Node.Tests.Agent.Watching;

/// <summary>Routers of Neutron's, with real keepalived: seen, followed, let go, and never touched.</summary>
public sealed class NeutronWatchTests
{
    [Fact]
    public async Task RunAsync_AMasterOfNeutrons_IsSeenAndFollowedAndNothingIsTouched()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var stage = await NeutronStage.CreateAsync();
        stage.Configure(NeutronStage.Text());
        await stage.StartAsync();
        stage.Say("primary");
        var before = stage.Snapshot();
        await using var agent = stage.Watch();

        agent.Start();

        var master = await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Keepalived.Priority: 50 });
        Assert.Equal((stage.Id, stage.Id, Keeper.Neutron), (master.Router.ToString(), master.RouterName, master.Keeper));
        Assert.Equal((stage.Processes()[0].Pid, VrrpState.Master), (master.Keepalived.Pid, master.Keepalived.Reported));
        Assert.Equal(("169.254.192.1", TimeSpan.FromMilliseconds(100)), (master.HaAddress, master.AdvertInterval));
        Assert.Empty(master.Disagreements);
        Assert.Equal(
            $"Neutron's router: only watched, nothing of it is changed; its keepalived is process {master.Keepalived.Pid}", master.Supervision);
        Assert.Equal(before, stage.Snapshot());
        Assert.False(Directory.Exists(Path.Combine(agent.Root, "run", "routers", stage.Id)));

        await stage.StartPeerAsync();
        var backup = await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Backup, Wire.Heard: [_] });
        Assert.Equal(("169.254.192.2", 120), (backup.Wire.Heard[0].Source, backup.Wire.Heard[0].Priority));

        // As Neutron takes a router away: keepalived, then the files, then the namespace.
        await stage.StopAsync();
        await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Down, Reason: "keepalived does not run" });
        Directory.Delete(Path.GetDirectoryName(stage.Configuration)!, recursive: true);
        stage.DeleteNamespace();
        await agent.UntilAsync(status => status.Replicas.IsEmpty);
        await agent.StopAsync();
    }

    // What Neutron writes to the letter, with whole seconds and version 2.
    [Fact]
    public async Task RunAsync_NeutronsOwnTimers_AreUnderstoodOnTheWireToo()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var stage = await NeutronStage.CreateAsync();
        stage.Configure(NeutronStage.Text(fast: false));
        await using var agent = stage.Watch();
        agent.Start();
        await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Down, Kernel.HaInterfaceUp: true });

        await stage.StartAsync();

        var master = await agent.UntilReplicaAsync(replica => replica is { State: VrrpState.Master, Keepalived.Priority: 50 });
        Assert.Equal((TimeSpan.FromSeconds(1), 0), (master.AdvertInterval, master.Wire.Rejected));
    }

    [Fact]
    public async Task RunAsync_AFileThatIsHalfWritten_LeavesWhatIsKnownAndIsTakenWhenItIsWhole()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var stage = await NeutronStage.CreateAsync();
        var half = NeutronStage.Text()[..^40];
        stage.Configure(half);
        await using var agent = stage.Watch();
        agent.Start();
        var status = await agent.UntilAsync(status => !status.Problems.IsEmpty);
        Assert.Contains("half written", status.Problems[0], StringComparison.Ordinal);
        Assert.Empty(status.Replicas);

        stage.Configure(NeutronStage.Text());
        await agent.UntilAsync(status => status is { Problems.IsEmpty: true, Replicas: [{ Kernel.HaInterfaceUp: true }] });

        stage.Configure(half);
        status = await agent.UntilAsync(status => !status.Problems.IsEmpty);
        Assert.EndsWith("what it said before is gone by", status.Problems[0], StringComparison.Ordinal);
        Assert.True(Assert.Single(status.Replicas).Kernel.HaInterfaceUp);
    }

    // A VIP that nobody can give up, pid files that name somebody else: an agent that owned the router would take the one away and end the other.
    [Fact]
    public async Task RunAsync_AVipWithoutKeepalived_IsSaidAndNothingIsTouched()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var stage = await NeutronStage.CreateAsync(distributed: true);
        stage.Configure(NeutronStage.Text());
        foreach (var name in new[] { "pid.keepalived", "pid.keepalived-vrrp" })
        {
            await File.WriteAllTextAsync(
                Path.Combine(stage.HaConfs, $"{stage.Id}.{name}"), $"{Environment.ProcessId}\n", TestContext.Current.CancellationToken);
        }

        await Linux.TestNetwork.IpAsync(stage.Place, "address", "add", "169.254.0.7/24", "dev", NeutronStage.HaInterface);
        var before = stage.Snapshot();
        await using var agent = stage.Watch();

        agent.Start();

        var replica = await agent.UntilReplicaAsync(replica => !replica.Disagreements.IsEmpty);
        Assert.Equal((VrrpState.Down, true), (replica.State, replica.Kernel.VipPresent));
        Assert.Equal(
            [$"169.254.0.7 is on {NeutronStage.HaInterface}, but no keepalived runs that could give it up"], replica.Disagreements);
        Assert.Equal("Neutron's router: only watched, nothing of it is changed; it has no keepalived", replica.Supervision);

        // Through a whole patrol, and the end of the agent.
        await agent.UntilReplicaAsync(later => later.At - replica.At > TimeSpan.FromSeconds(2));
        await agent.StopAsync();
        Assert.Equal(before, stage.Snapshot());
    }

    [Fact]
    public async Task RunAsync_KeepalivedIsKilledAndStopped_NothingOfItIsEndedContinuedOrTakenAway()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var stage = await NeutronStage.CreateAsync();
        stage.Configure(NeutronStage.Text());
        await stage.StartAsync();
        await using var agent = stage.Watch();
        agent.Start();
        await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);

        TestAgent.Signal(stage.Processes()[1].Pid, 19);
        var stalled = await agent.UntilReplicaAsync(replica => replica is { Keepalived.Condition: ProcessCondition.Stalled, Disagreements.IsEmpty: false });
        Assert.Equal((VrrpState.Down, true), (stalled.State, stalled.Kernel.VipPresent));
        Assert.True(ProcFs.Read(stage.Processes()[1].Pid)!.IsStopped);

        await stage.KillAsync();
        var before = stage.Snapshot();
        await agent.UntilReplicaAsync(replica => replica is { Keepalived.Pid: null, Kernel.VipPresent: true, Disagreements.IsEmpty: false });
        Assert.Empty(stage.Processes());
        Assert.Equal(before, stage.Snapshot());
    }

    [Fact]
    public async Task RunAsync_TheFilesVanishUnderAMaster_ItIsReportedOnUntilItsAddressesAreGone()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var stage = await NeutronStage.CreateAsync();
        stage.Configure(NeutronStage.Text());
        await stage.StartAsync();
        await using var agent = stage.Watch();
        agent.Start();
        var master = await agent.UntilReplicaAsync(replica => replica.State == VrrpState.Master);

        Directory.Delete(Path.GetDirectoryName(stage.Configuration)!, recursive: true);
        var left = await agent.UntilReplicaAsync(replica => !replica.Disagreements.IsEmpty);
        Assert.Equal(VrrpState.Master, left.State);
        Assert.Contains($"Neutron took the configuration away, but keepalived {master.Keepalived.Pid} runs", left.Disagreements);

        // A directory that goes as a whole gives no sign; one in the directory of namespaces makes the agent look at both.
        Directory.Move(stage.HaConfs, stage.HaConfs + ".away");
        NeutronStage.GiveSign();
        var status = await agent.UntilAsync(status => !status.Problems.IsEmpty);
        Assert.Contains("does not exist", status.Problems[0], StringComparison.Ordinal);
        Assert.Equal(VrrpState.Master, Assert.Single(status.Replicas).State);
        Directory.Move(stage.HaConfs + ".away", stage.HaConfs);
        NeutronStage.GiveSign();

        await stage.StopAsync();
        await agent.UntilAsync(status => status.Replicas.IsEmpty);
    }
}
