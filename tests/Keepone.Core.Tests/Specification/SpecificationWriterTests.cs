using System.Text.Json;
using Keepone.Core.Model;
using Keepone.Core.Specification;

namespace Keepone.Core.Tests.Specification;

public sealed class SpecificationWriterTests
{
    [Theory]
    [InlineData("router: a\nvrid: 1\npriority: 5\nha: { network: n, interface: eth0, vip: 10.0.0.1/24 }")]
    [InlineData(
        """
        router: 'no'
        id: 6b656570-6f6e-4501-8e65-6b656570f00f
        namespace: blue
        vrid: 255
        timing: wan
        advertInterval: 250ms
        replicas: ['1e3', b.c-d_e, on]
        ha: { network: '0x1', interface: '1', vip: '2001:db8::1/64', addresses: { '1e3': '2001:db8::2/64', b.c-d_e: '2001:db8::3/64', on: '2001:db8::4/64' } }
        external: { interface: qg0, addresses: [203.0.113.10/24, '2001:db8:1::1/64'], gateway: 203.0.113.1 }
        internal:
          - { interface: qr0, addresses: [10.0.0.1/24] }
          - { interface: qr1, addresses: [10.0.1.1/24, '2001:db8:2::1/64'] }
        routes:
          - { destination: 172.16.0.0/16, via: 10.0.0.9 }
          - { destination: '2001:db8:9::/48', via: '2001:db8:2::9' }
        guard: { mode: reachability, interval: 100ms, fall: 4, allowOverlap: true, witnesses: [{ name: w1, address: '2001:db8::9' }, { name: w2, address: '2001:db8::a', port: 4000 }] }
        checkRunner: keepalived
        checks:
          - { name: uplink, probe: ping, target: gateway, interval: 1s, timeout: 500ms, penalty: 60 }
          - { name: site, script: '/etc/it''s.sh', arguments: ['a b', 'it''s', '"x"', '$KEEPONE_GATEWAYS', '#', '-'], where: host, contract: exit-code, allowPing: true, interval: 1.5s, timeout: 1s, fall: 1, rise: 1, onFailure: fault, damping: off }
        """)]
    [InlineData("router: a\nvrid: 1\nreplicas: [x]\nguard: { kernelLease: on }\nha: { network: n, interface: eth0, vip: 10.0.0.1/24, addresses: { x: 10.0.0.2/24 } }")]
    public void Write_ASpecification_IsReadBackAsTheSame(string text)
    {
        var router = Read(text);

        var again = Read(SpecificationWriter.Write(router));

        Assert.Equal(Json(router), Json(again));
    }

    [Fact]
    public void Write_WhatIsAsByDefault_IsLeftOut() =>
        Assert.Equal(
            "router: edge-1\nnamespace: none\nvrid: 7\nreplicas: [net-1]\nha:\n  network: ha-a\n  interface: ha0\n  vip: 169.254.0.7/24\n  addresses: { net-1: 169.254.192.1/18 }\n",
            SpecificationWriter.Write(Read("router: edge-1\nvrid: 7\nreplicas: [net-1]\nha: { network: ha-a, interface: ha0, vip: 169.254.0.7/24, addresses: { net-1: 169.254.192.1/18 } }")));

    private static string Json(RouterSpecification router) => JsonSerializer.Serialize(router);

    private static RouterSpecification Read(string text)
    {
        var read = SpecificationReader.Read(text, "a.yaml");
        Assert.Empty(read.Errors);
        return Assert.Single(read.Routers);
    }
}
