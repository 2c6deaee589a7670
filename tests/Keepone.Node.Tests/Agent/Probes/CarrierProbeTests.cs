using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Agent.Probes;

public sealed class CarrierProbeTests
{
    [Theory]
    [InlineData("up", "1", CheckOutcome.Pass, "eno1 is up")]
    [InlineData("unknown", "1", CheckOutcome.Pass, "eno1 is up")]
    [InlineData("down", "0", CheckOutcome.Fail, "eno1 is operationally down, without carrier")]
    [InlineData("down", null, CheckOutcome.Fail, "eno1 is operationally down, without carrier")]
    [InlineData("dormant", "1", CheckOutcome.Fail, "eno1 is operationally dormant")]
    public async Task Run_AHostsNic_IsAsItsSysfsSays(string operstate, string? carrier, CheckOutcome expected, string message)
    {
        using var sysfs = new FakeSysfs();
        sysfs.Add("eno1", operstate, carrier);
        using var rig = new ProbeRig(sysfs.Root);

        var result = await rig.RunAsync(rig.Make(ProbeRig.Check("carrier", "eno1", CheckPlace.Host)), isMaster: false);

        Assert.Equal((expected, message), (result.Outcome, result.Message));
    }

    [Fact]
    public async Task Run_AnInterfaceOfTheReplica_IsAsTheKernelSays()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var network = await TestNetwork.CreateAsync();
        using var rig = new ProbeRig();
        var probe = rig.Make(ProbeRig.Check("carrier", "left0"), place: network.Left);
        var other = rig.Make(ProbeRig.Check("carrier", "none0"), place: network.Left);

        Assert.Equal("left0 is up", (await rig.RunAsync(probe, isMaster: false)).Message);
        Assert.Equal("none0 does not exist", (await rig.RunAsync(other, isMaster: false)).Message);

        await TestNetwork.IpAsync(network.Right, "link", "set", "right0", "down");
        Assert.Equal("left0 has no carrier", (await rig.UntilAsync(probe, isMaster: false, CheckOutcome.Fail)).Message);

        await TestNetwork.IpAsync(network.Left, "link", "set", "left0", "down");
        Assert.Equal("left0 is administratively down", (await rig.RunAsync(probe, isMaster: true)).Message);

        await TestNetwork.IpAsync(network.Left, "link", "delete", "left0");
        Assert.Equal("left0 does not exist", (await rig.RunAsync(probe, isMaster: true)).Message);
    }
}
