using Keepone.Keepalived.Changes;

namespace Keepone.Keepalived.Tests.Changes;

public sealed class RollOutTests
{
    private const string Hot = "priority 1";
    private const string Addresses = "virtual_ipaddress {\n169.254.0.7/24\n}";
    private const string Interface = "interface ha0";
    private const string Vrid = "virtual_router_id 7";

    // master, master heard, it names the wanted addresses, seconds waited → waits
    [Theory]
    [InlineData(Hot, false, true, false, 0, false)]
    [InlineData(Hot, true, false, false, 0, false)]
    [InlineData(Addresses, true, false, false, 0, false)]
    [InlineData(Addresses, true, true, false, 0, false)]
    [InlineData(Addresses, false, true, false, 0, true)]
    [InlineData(Addresses, false, true, false, 100_000, true)]
    [InlineData(Addresses, false, true, true, 0, false)]
    [InlineData(Addresses, false, false, false, 0, false)]
    [InlineData(Interface, false, true, false, 0, false)]
    [InlineData(Interface, true, false, false, 11.9, true)]
    [InlineData(Interface, true, false, false, 12, false)]
    [InlineData(Vrid, false, true, false, 0, false)]
    [InlineData(Vrid, true, false, false, 0, false)]
    public void WaitsFor_Facts_MasterFirstForAddressesAndLastForResets(string change, bool master, bool heard, bool named, double waited, bool waits)
    {
        var plan = ChangePlanner.Compare("vrrp_instance edge {\n}\n", $"vrrp_instance edge {{\n{change}\n}}\n");

        Assert.Equal(waits, RollOut.WaitsFor(new RollOutFacts(plan, master, heard, named, TimeSpan.FromSeconds(waited))) is not null);
    }

    [Fact]
    public void WaitsFor_AddressesAndVrid_HasNoOrderThatHelps()
    {
        var plan = ChangePlanner.Compare("vrrp_instance edge {\n}\n", $"vrrp_instance edge {{\n{Addresses}\n{Vrid}\n}}\n");

        Assert.Null(RollOut.WaitsFor(new RollOutFacts(plan, IsMaster: false, MasterHeard: true, MasterNamesWanted: false, TimeSpan.Zero)));
    }
}
