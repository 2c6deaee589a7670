using Keepone.Agent.Probes;
using Keepone.Core.Model;

namespace Keepone.Node.Tests.Agent.Probes;

public sealed class ProbeMacTests
{
    [Fact]
    public void Of_ReplicasAndInterfaces_AllDifferAndStay()
    {
        var all = (from router in new[] { "edge-1", "edge-2" }
                   from node in new[] { "net-1", "net-2", "net-3" }
                   from name in new[] { "qg0", "qr0" }
                   select ProbeMac.Of(RouterId.FromName(router), node, name)).ToList();

        Assert.Equal(12, all.Distinct().Count());
        Assert.All(all, mac => Assert.StartsWith("02:", mac.ToString(), StringComparison.Ordinal));

        // It must not change with a version: switches would learn another one.
        Assert.Equal("02:8b:9d:ee:8b:a8", all[0].ToString());
    }
}
