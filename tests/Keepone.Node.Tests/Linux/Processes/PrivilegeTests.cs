using System.Collections.Immutable;
using Keepone.Linux;

namespace Keepone.Node.Tests.Linux.Processes;

public sealed class PrivilegeTests
{
    [Fact]
    public void Check_Root_NothingMissing()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        Assert.Null(Privilege.Check("keepone agent", Privilege.OfAgent));
        Assert.Null(Privilege.Check("keepone lab", Privilege.OfLab));
    }

    [Theory]
    [InlineData("Name:\tx\nCapEff:\t0000000000003000\n", 0x3000ul)]
    [InlineData("CapEff:\t000001fffeffffff\nCapBnd:\t0", 0x1fffeffffffUL)]
    [InlineData("CapPrm:\t3000\n", 0ul)]
    [InlineData("", 0ul)]
    public void ParseEffective_Status_OnlyTheEffectiveSet(string status, ulong expected) =>
        Assert.Equal(expected, Privilege.ParseEffective(status));

    [Fact]
    public void Describe_Missing_NamesThemAndTheRemedy()
    {
        Assert.Equal(
            "keepone agent needs CAP_NET_ADMIN (addresses and links), CAP_KILL (signals to keepalived); "
            + "run it as root, or give its service these capabilities",
            Privilege.Describe("keepone agent", [Capability.NetAdmin, Capability.Kill]));
        Assert.Null(Privilege.Describe("keepone agent", ImmutableArray<Capability>.Empty));
    }
}
