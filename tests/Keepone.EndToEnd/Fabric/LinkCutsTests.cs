using Keepone.Lab.Fabric;

namespace Keepone.EndToEnd.Fabric;

public sealed class LinkCutsTests
{
    [Fact]
    public void Transaction_Cuts_ReplacesTheWholeTable() =>
        Assert.Equal(
            """
            add table bridge keepone-lab
            delete table bridge keepone-lab
            add table bridge keepone-lab
            add chain bridge keepone-lab forward { type filter hook forward priority 0; policy accept; }
            add rule bridge keepone-lab forward iifname "tunnel-1" oifname "tunnel-2" udp dport 4789 @th,312,8 112 counter drop
            add rule bridge keepone-lab forward iifname "tunnel-1" oifname "tunnel-3" counter drop
            add rule bridge keepone-lab forward iifname "tunnel-2" oifname "tunnel-1" udp dport 4789 @th,312,8 17 @th,416,16 3112 counter drop

            """,
            LinkCuts.Transaction(
            [
                new LinkCut("tunnel-2", "tunnel-1", TrafficClass.Beacons), new LinkCut("tunnel-1", "tunnel-3", TrafficClass.Everything),
                new LinkCut("tunnel-1", "tunnel-2", TrafficClass.Adverts),
            ]),
            ignoreLineEndingDifferences: true);
}
