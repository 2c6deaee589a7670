using System.Collections.Immutable;
using Keepone.Agent.Supervision;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Keepalived;

namespace Keepone.Node.Tests.Agent.Supervision;

public sealed class ReloadEffectTests
{
    [Theory]
    [InlineData(110, "169.254.0.7/24 10.0.0.1/24", null)]
    [InlineData(100, "169.254.0.7/24 10.0.0.1/24", "it runs priority 100, not 110")]
    [InlineData(110, "169.254.0.7/24", "it does not manage 10.0.0.1/24")]
    [InlineData(110, "169.254.0.7/24 10.0.0.1/24 10.0.0.2/24", "it still manages 10.0.0.2/24")]
    [InlineData(null, "", "it shows no instance of VRID 7")]
    public void Missing_ADump_NamesTheFirstThingThatIsNotThere(int? priority, string addresses, string? expected)
    {
        var instance = priority is { } known
            ? new DumpedInstance("edge-1", VrrpState.Master, VrrpState.Master, 7, known, known, 0, true, null,
                [.. addresses.Split(' ')], ImmutableSortedDictionary<string, long>.Empty)
            : null;

        Assert.Equal(expected, ReloadEffect.Missing(Two(), instance));
    }

    private static Replica Two() => Replica.Of(SpecificationReader.Read("""
        router: edge-1
        vrid: 7
        replicas: [net-1, net-2]
        ha: { network: n, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18 } }
        internal: [ { interface: qr0, addresses: [10.0.0.1/24] } ]
        """, "edge-1.yaml").Routers[0], "net-1")!;
}
