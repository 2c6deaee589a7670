using Keepone.Agent.Checks;
using Keepone.Agent.Scripts;
using Keepone.Core.Model;
using Keepone.Core.Specification;
using Keepone.Linux;

namespace Keepone.Node.Tests.Agent.Scripts;

public sealed class ScriptEnvironmentTests
{
    private static readonly RouterSpecification Router = SpecificationReader.Read(
        """
        router: edge-1
        namespace: keepone-edge-1
        vrid: 7
        replicas: [net-1, net-2, net-3]
        ha: { network: a, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18, net-3: 169.254.192.3/18 } }
        external: { interface: qg0, addresses: [203.0.113.10/24, 203.0.113.77/32, "2001:db8::5/128"], gateway: 203.0.113.1 }
        internal: [{ interface: qr0, addresses: [10.0.0.1/24] }, { interface: qr1, addresses: [10.0.1.1/24, "fd00::1/64"] }]
        """, "test").Routers[0];

    [Fact]
    public void Variables_OfAReplica_AreThoseOfTheContract() =>
        Assert.Equal(
            [
                "HOME=/",
                "KEEPONE_CHECK=site",
                "KEEPONE_EXTERNAL_ADDRESSES=203.0.113.10 203.0.113.77 2001:db8::5",
                "KEEPONE_EXTERNAL_INTERFACE=qg0",
                "KEEPONE_FLOATING_ADDRESSES=203.0.113.77 2001:db8::5",
                "KEEPONE_GATEWAYS=203.0.113.1",
                "KEEPONE_HA_ADDRESS=169.254.192.2",
                "KEEPONE_HA_INTERFACE=ha0",
                "KEEPONE_HA_PEERS=169.254.192.1 169.254.192.3",
                "KEEPONE_INTERNAL_ADDRESSES=10.0.0.1 10.0.1.1 fd00::1",
                "KEEPONE_INTERNAL_INTERFACES=qr0 qr1",
                "KEEPONE_NAMESPACE=keepone-edge-1",
                "KEEPONE_NODE=net-2",
                "KEEPONE_PRIORITY=150",
                $"KEEPONE_ROUTER_ID={Router.Id}",
                "KEEPONE_ROUTER_NAME=edge-1",
                "KEEPONE_STATE=BACKUP",
                "KEEPONE_TIMEOUT_MS=1500",
                "KEEPONE_VRID=7",
                "LC_ALL=C.UTF-8",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
            ],
            Variables(Router).Select(pair => $"{pair.Key}={pair.Value}"));

    [Fact]
    public void Variables_OfWhatARouterHasNot_AreThereAndEmpty()
    {
        var bare = Variables(Router with { External = null, Internal = [], Namespace = null, Replicas = [], Ha = Router.Ha with { Addresses = Router.Ha.Addresses.Clear() } });
        Assert.Equal(Variables(Router).Keys, bare.Keys);
        Assert.All(
            ["EXTERNAL_ADDRESSES", "EXTERNAL_INTERFACE", "FLOATING_ADDRESSES", "GATEWAYS", "HA_ADDRESS", "HA_PEERS", "INTERNAL_ADDRESSES", "INTERNAL_INTERFACES", "NAMESPACE"],
            name => Assert.Equal("", bare[$"KEEPONE_{name}"]));
    }

    [Fact]
    public void Arguments_OfACheckWithout_AreTheRouterAndItsState() =>
        Assert.Equal([Router.Id.ToString(), "BACKUP"], ScriptEnvironment.Arguments(Check(), Variables(Router)).Arguments!.Value);

    [Theory]
    [InlineData("$KEEPONE_VRID", "7")]
    [InlineData("KEEPONE_VRID", "KEEPONE_VRID")]
    [InlineData("-H$KEEPONE_VRID", "-H$KEEPONE_VRID")]
    [InlineData("$HOME", "$HOME")]
    public void Arguments_AWholeVariable_StandsForItsValue(string argument, string expected) =>
        Assert.Equal([expected], ScriptEnvironment.Arguments(Check(argument), Variables(Router)).Arguments!.Value);

    [Fact]
    public void Arguments_AVariableThatIsNone_IsRefusedWithThoseThatAre()
    {
        var (arguments, refusal) = ScriptEnvironment.Arguments(Check("$KEEPONE_GATEWAY"), Variables(Router));
        Assert.Null(arguments);
        Assert.StartsWith("its argument '$KEEPONE_GATEWAY' names none of the variables that a script is given; there are KEEPONE_CHECK, ", refusal, StringComparison.Ordinal);
    }

    private static CheckSpecification Check(params string[] arguments) => ScriptBench.Check("/etc/keepone/checks/site.sh", TimeSpan.FromMilliseconds(1500), arguments);

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Variables(RouterSpecification router) =>
        ScriptEnvironment.Variables(Check(), new CheckFacts(Replica.Of(router, "net-2")!, null, VrrpState.Backup, IsMaster: false, 150, null, BootClock.Now));
}
