using Keepone.Agent.Probes;
using Keepone.Core.Model;

namespace Keepone.Node.Tests.Agent.Probes;

public sealed class ProbeMacTests
{
    private static readonly string[] Routers = ["edge-1", "edge-2"];
    private static readonly string[] Nodes = ["net-1", "net-2", "net-3"];
    private static readonly string[] Interfaces = ["qg0", "qr0"];

    [Fact]
    public void Of_ReplicasAndInterfaces_AllDifferAndStay()
    {
        var all = (from router in Routers
                   from node in Nodes
                   from name in Interfaces
                   select ProbeMac.Of(RouterId.FromName(router), node, name)).ToList();

        Assert.Equal(12, all.Distinct().Count());
        Assert.All(all, mac => Assert.StartsWith("02:", mac.ToString(), StringComparison.Ordinal));

        // It must not change with a version: switches would learn another one.
        Assert.Equal("02:8b:9d:ee:8b:a8", all[0].ToString());
    }
}
