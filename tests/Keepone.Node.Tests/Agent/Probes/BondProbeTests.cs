using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Node.Tests.Agent.Probes;

public sealed class BondProbeTests
{
    private const string CardA = "pci0000:3a/0000:3a:00.0/0000:3b:00.";
    private const string CardB = "pci0000:85/0000:86:00.";

    [Theory]
    [InlineData(CardA + "0", CardB + "0", CheckOutcome.Pass, "bond0 (active-backup): 2 of 2 NICs up, eno1 active")]
    [InlineData(CardA + "0", CardA + "1", CheckOutcome.Warning,
        "bond0 (active-backup): 2 of 2 NICs up, all on the card 0000:3b:00: no redundancy against its failure")]
    [InlineData("pci0000:00/0000:00:03.0/virtio0", "pci0000:00/0000:00:04.0/virtio1", CheckOutcome.Pass, "bond0 (active-backup): 2 of 2 NICs up, eno1 active")]
    [InlineData(null, null, CheckOutcome.Pass, "bond0 (active-backup): 2 of 2 NICs up, eno1 active")]
    public async Task Run_TwoNicsUp_DependsOnTheirCards(string? first, string? second, CheckOutcome expected, string message)
    {
        using var sysfs = new FakeSysfs();
        sysfs.Add("eno1", device: first, slaveStatus: "up");
        sysfs.Add("eno2", device: second, slaveStatus: "up");
        sysfs.Bond("bond0", "eno1 eno2", active: "eno1");

        Assert.Equal((expected, message), await RunAsync(sysfs));
    }

    [Theory]
    [InlineData("down", "0", "down")]
    [InlineData("down", null, null)]
    [InlineData("up", "1", "down")]
    [InlineData("lowerlayerdown", "1", null)]
    public async Task Run_OneNicUp_WarnsThatNoneMayFail(string operstate, string? carrier, string? status)
    {
        using var sysfs = new FakeSysfs();
        sysfs.Add("eno1", device: CardA + "0", slaveStatus: "up");
        sysfs.Add("eno2", operstate, carrier, CardB + "0", status);
        sysfs.Bond("bond0", "eno1 eno2", "802.3ad 4");

        Assert.Equal((CheckOutcome.Warning, "bond0 (802.3ad): 1 of 2 NICs up, no redundancy left: only eno1 is up, down: eno2"), await RunAsync(sysfs));
    }

    [Fact]
    public async Task Run_AThirdNicDown_PassesAndNamesIt()
    {
        using var sysfs = new FakeSysfs();
        sysfs.Add("eno1", device: CardA + "0");
        sysfs.Add("eno2", device: CardB + "0");
        sysfs.Add("eno3", "down", "0", CardB + "1");
        sysfs.Bond("bond0", "eno1 eno2 eno3", "802.3ad 4");

        Assert.Equal((CheckOutcome.Pass, "bond0 (802.3ad): 2 of 3 NICs up, down: eno3"), await RunAsync(sysfs));
    }

    [Fact]
    public async Task Run_NoNicOrABondThatIsDown_Fails()
    {
        using var sysfs = new FakeSysfs();
        sysfs.Bond("bond0", "");
        Assert.Equal((CheckOutcome.Fail, "bond0 (active-backup): 0 of 0 NICs up"), await RunAsync(sysfs));

        using var down = new FakeSysfs();
        down.Add("eno1");
        down.Bond("bond0", "eno1", status: "down");
        Assert.Equal((CheckOutcome.Fail, "bond0 (active-backup): 1 of 1 NICs up, and the bond is down"), await RunAsync(down));
    }

    [Fact]
    public async Task Run_NoBond_IsAnErrorAndNoInterfaceAFailure()
    {
        using var sysfs = new FakeSysfs();
        Assert.Equal((CheckOutcome.Fail, "bond0 does not exist"), await RunAsync(sysfs));

        sysfs.Add("bond0");
        Assert.Equal((CheckOutcome.Error, "bond0 is not a bond"), await RunAsync(sysfs));
    }

    private static async Task<(CheckOutcome Outcome, string Message)> RunAsync(FakeSysfs sysfs)
    {
        using var rig = new ProbeRig(sysfs.Root);
        var result = await rig.RunAsync(rig.Make(ProbeRig.Check("bond", "bond0", CheckPlace.Host)), isMaster: false);
        return (result.Outcome, result.Message);
    }
}
