using Keepone.Core.Specification;

namespace Keepone.Core.Tests.Specification;

public sealed class ProbeRulesTests
{
    [Theory]
    [InlineData("probe: ping, target: gateway")]
    [InlineData("probe: ping, target: 8.8.8.8")]
    [InlineData("probe: ping, target: fe80::1%qg0")]
    [InlineData("probe: ping, target: 192.0.2.1, where: host")]
    [InlineData("probe: arp, target: gateway")]
    [InlineData("probe: arp, target: vip")]
    [InlineData("probe: arp, target: 203.0.113.10")]
    [InlineData("probe: arp, target: 169.254.192.2")]
    [InlineData("probe: arp, target: 192.0.2.9%qg0")]
    [InlineData("probe: ndp, target: 2001:db8::9")]
    [InlineData("probe: ndp, target: fe80::1%qg0")]
    [InlineData("probe: tcp, target: 10.0.0.9:179")]
    [InlineData("probe: tcp, target: '[2001:db8::9]:179'")]
    [InlineData("probe: carrier, target: qg0")]
    [InlineData("probe: carrier, target: eno1, where: host")]
    [InlineData("probe: bond, target: bond0, where: host")]
    [InlineData("probe: advert")]
    [InlineData("probe: process, target: bird")]
    [InlineData("script: /bin/true, arguments: [a], contract: exit-code, allowPing: true")]
    public void Read_AGoodCheck_HasNoError(string check) => Assert.Empty(Read(check).Errors);

    [Theory]
    [InlineData("probe: ping", "target: found nothing, expected what the ping probe aims at: an address, such as 203.0.113.1, or gateway")]
    [InlineData("probe: ping, target: vip", "target: found 'vip', expected an address, such as 203.0.113.1, or gateway")]
    [InlineData("probe: ping, target: fe80::1", "target: found 'fe80::1', expected fe80::1%INTERFACE; every interface has link-local addresses")]
    [InlineData("probe: ping, target: 8.8.8.8:53", "target: found '8.8.8.8:53'")]
    [InlineData("probe: arp, target: 8.8.8.8", "found '8.8.8.8', expected an address in the network of one of the router's addresses, or ADDRESS%INTERFACE; arp does not reach beyond a network")]
    [InlineData("probe: arp, target: 2001:db8::9", "found '2001:db8::9', expected an IPv4 address; use the probe ndp")]
    [InlineData("probe: ndp, target: gateway", "found 'gateway', expected an IPv6 address; use the probe arp")]
    [InlineData("probe: ndp, target: vip", "found 'vip', expected an IPv6 address; use the probe arp")]
    [InlineData("probe: arp, target: gateway, where: host", "where: found host for the arp probe, expected replica")]
    [InlineData("probe: ndp, target: 2001:db8::9, where: host", "where: found host for the ndp probe, expected replica")]
    [InlineData("probe: advert, where: host", "where: found host for the advert probe, expected replica")]
    [InlineData("probe: advert, target: gateway", "target: found 'gateway', expected none")]
    [InlineData("probe: tcp, target: 10.0.0.9", "found '10.0.0.9', expected ADDRESS:PORT or [IPV6]:PORT")]
    [InlineData("probe: tcp, target: '[fe80::1]:179'", "found '[fe80::1]:179', expected [fe80::1%INTERFACE]:179")]
    [InlineData("probe: carrier, target: eth0/1", "found 'eth0/1', expected the name of an interface, at most 15 characters")]
    [InlineData("probe: bond, target: bond0", "where: found replica for the bond probe, expected host")]
    [InlineData("probe: bond, where: host", "target: found nothing, expected what the bond probe aims at: the name of an interface")]
    [InlineData("probe: process, target: /usr/sbin/bird", "found '/usr/sbin/bird', expected the name of a program")]
    [InlineData("probe: process, target: bird -f", "found 'bird -f', expected the name of a program")]
    [InlineData("probe: advert, arguments: [a]", "arguments: found a key of scripts, expected none for a probe")]
    [InlineData("probe: advert, contract: plugin", "contract: found a key of scripts, expected none for a probe")]
    [InlineData("probe: advert, allowPing: true", "allowPing: found a key of scripts, expected none for a probe")]
    [InlineData("script: /bin/true, target: gateway", "target: found the target of a script, expected none")]
    public void Read_AMistake_SaysWhatWasFoundAndExpected(string check, string expected)
    {
        var error = Assert.Single(Read(check).Errors);

        Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(10, error.Line);
    }

    [Fact]
    public void Read_GatewayOfARouterWithoutOne_SaysSo()
    {
        var result = Read("probe: ping, target: gateway", external: "{ interface: qg0, addresses: [203.0.113.10/24] }");

        Assert.Contains("target: found 'gateway', expected an address, or a router with external.gateway",
            Assert.Single(result.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BondOfARouterInTheHostsOwnNamespace_IsGood() =>
        Assert.Empty(Read("probe: bond, target: bond0", place: "none").Errors);

    [Fact]
    public void Read_SeveralMistakesInACheck_ReportsAll()
    {
        var result = Read("probe: arp, target: 8.8.8.8, where: host, arguments: [a], allowPing: true");

        Assert.Equal(4, result.Errors.Length);
    }

    private static SpecificationResult Read(
        string check, string external = "{ interface: qg0, addresses: [203.0.113.10/24], gateway: 203.0.113.1 }", string place = "edge-1") =>
        SpecificationReader.Read($$"""
            router: edge-1
            namespace: {{place}}
            vrid: 7
            replicas: [net-1, net-2]
            ha: { network: ha-a, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18 } }
            guard: { mode: off }
            external: {{external}}
            internal: [ { interface: qr0, addresses: [10.0.0.1/24, '2001:db8::1/64'] } ]
            checks:
              - { name: c, {{check}}, interval: 1s, timeout: 500ms }
            """, "edge-1.yaml");
}
