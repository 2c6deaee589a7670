using Keepone.Agent.Voting;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Linux;

namespace Keepone.Node.Tests.Agent.Voting;

public sealed class KernelLeaseRulesTests
{
    private const string Router = """
        router: edge-1
        namespace: keepone-edge-1
        vrid: 7
        advertInterval: 1s
        replicas: [net-1, net-2, net-3]
        ha: { network: ha-a, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18, net-3: 169.254.192.3/18 } }
        external: { interface: qg0, addresses: [203.0.113.10/24, "2001:db8::10/64"] }
        internal: [ { interface: qr0, addresses: [10.0.0.1/24] } ]
        """;

    [Fact]
    public void Of_ARouterInItsOwnNamespace_HoldsBackAddressesAdvertsAndWhatIsForwarded()
    {
        var rules = KernelLeaseRules.Of(Read(Router));

        Assert.Equal(["169.254.0.7", "203.0.113.10", "2001:db8::10", "10.0.0.1"], rules.Addresses.Select(address => address.ToString()));
        Assert.Equal([new GatePort("ha0", 7, false), new GatePort("qg0", null, true), new GatePort("qr0", null, true)], rules.Ports);
        Assert.Equal($"keepone {RouterId.FromName("edge-1")}", rules.Name);
        Assert.NotEqual(0u, rules.Handle);
    }

    [Fact]
    public void Of_ARouterInTheHostsNamespace_HoldsBackNothingThatTheHostForwards()
    {
        var rules = KernelLeaseRules.Of(Read(Router.Replace("namespace: keepone-edge-1\n", "", StringComparison.Ordinal)));

        Assert.DoesNotContain(rules.Ports, port => port.Forwards);
    }

    [Fact]
    public void Of_TwoRouters_HaveDifferentHandles() => Assert.NotEqual(
        KernelLeaseRules.Of(Read(Router)).Handle,
        KernelLeaseRules.Of(Read(Router.Replace("edge-1", "edge-2", StringComparison.Ordinal))).Handle);

    private static RouterSpecification Read(string text)
    {
        var result = SpecificationReader.Read(text, "edge-1.yaml");
        Assert.Empty(result.Errors);
        return Assert.Single(result.Routers);
    }
}
