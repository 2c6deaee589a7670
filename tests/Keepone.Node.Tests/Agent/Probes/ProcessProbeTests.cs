using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Node.Tests.Linux;
using Keepone.Node.Tests.Linux.Processes;
using Microsoft.Extensions.Time.Testing;

namespace Keepone.Node.Tests.Agent.Probes;

public sealed class ProcessProbeTests
{
    [Fact]
    public async Task Run_ManyChecksWithinASecond_ReadProcOnce()
    {
        using var directory = new TestDirectory();
        ProcessScanTests.Make(directory, "self", "agent", 'S', "agent\0", 42);
        ProcessScanTests.Make(directory, "10", "bird", 'S', "/usr/sbin/bird\0", 42);
        var time = new FakeTimeProvider();
        using var rig = new ProbeRig(procfs: directory.Root, time: time);
        var (bird, frr) = (rig.Make(ProbeRig.Check("process", "bird", CheckPlace.Host)), rig.Make(ProbeRig.Check("process", "frr", CheckPlace.Host)));

        Assert.Equal("bird runs in the host's network namespace", (await rig.RunAsync(bird, isMaster: false)).Message);
        var absent = await rig.RunAsync(frr, isMaster: false);
        Assert.Equal((CheckOutcome.Fail, "no process frr runs in the host's network namespace"), (absent.Outcome, absent.Message));
        Assert.Equal(1, await rig.OnReactorAsync(() => rig.Services.Census.Scans));

        // What changed within the second is seen after it.
        Directory.Delete(directory.PathOf("10"), recursive: true);
        Assert.Equal(CheckOutcome.Pass, (await rig.RunAsync(bird, isMaster: false)).Outcome);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CheckOutcome.Fail, (await rig.RunAsync(bird, isMaster: false)).Outcome);
        Assert.Equal(2, await rig.OnReactorAsync(() => rig.Services.Census.Scans));

        // A name that no scan looked for yet does not wait for the next second.
        ProcessScanTests.Make(directory, "11", "unbound", 'S', "unbound\0", 42);
        Assert.Equal(CheckOutcome.Pass, (await rig.RunAsync(rig.Make(ProbeRig.Check("process", "unbound", CheckPlace.Host)), isMaster: false)).Outcome);
    }

    [Fact]
    public async Task Run_AProgramOfAnotherNamespace_IsNotTheReplicas()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var directory = new TestDirectory();
        ProcessScanTests.Make(directory, "self", "agent", 'S', "agent\0", 42);
        ProcessScanTests.Make(directory, "10", "bird", 'S', "bird\0", network.Left.Inode);
        using var rig = new ProbeRig(procfs: directory.Root);

        Assert.Equal(CheckOutcome.Pass, (await rig.RunAsync(rig.Make(ProbeRig.Check("process", "bird"), place: network.Left), isMaster: false)).Outcome);
        Assert.Equal(CheckOutcome.Fail, (await rig.RunAsync(rig.Make(ProbeRig.Check("process", "bird"), place: network.Right), isMaster: false)).Outcome);
        Assert.Equal(CheckOutcome.Fail, (await rig.RunAsync(rig.Make(ProbeRig.Check("process", "bird", CheckPlace.Host)), isMaster: false)).Outcome);
    }

    [Fact]
    public async Task Run_NoProc_IsAnError()
    {
        using var rig = new ProbeRig(procfs: "/nowhere");

        var result = await rig.RunAsync(rig.Make(ProbeRig.Check("process", "bird", CheckPlace.Host)), isMaster: false);

        Assert.Equal(CheckOutcome.Error, result.Outcome);
        Assert.Contains("cannot list the processes", result.Message, StringComparison.Ordinal);
    }
}
