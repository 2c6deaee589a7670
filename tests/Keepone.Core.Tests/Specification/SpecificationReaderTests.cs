using Keepone.Core.Model;
using Keepone.Core.Specification;

namespace Keepone.Core.Tests.Specification;

public sealed class SpecificationReaderTests
{
    private const string Good = """
        router: edge-1
        namespace: keepone-edge-1
        vrid: 7
        advertInterval: 1s
        replicas: [net-1, net-2, net-3]
        ha:
          network: ha-a
          interface: ha0
          vip: 169.254.0.7/24
          addresses: { net-1: 169.254.192.1/18, net-2: 169.254.192.2/18, net-3: 169.254.192.3/18 }
        external: { interface: qg0, addresses: [203.0.113.10/24], gateway: 203.0.113.1 }
        internal: [ { interface: qr0, addresses: [10.0.0.1/24] } ]
        routes: [ { destination: 172.16.0.0/16, via: 10.0.0.9 } ]
        guard: { mode: promise, interval: 200ms, fall: 3, witnesses: [ { name: w1, address: 169.254.192.9, port: 3112 } ] }
        checkRunner: agent
        checks:
          - { name: uplink, probe: ping, target: gateway, interval: 1s, timeout: 500ms, fall: 3, rise: 2 }
          - { name: site, script: /etc/keepone/checks/site.sh, interval: 5s, timeout: 3s, fall: 2, rise: 2, penalty: 80 }
        """;

    [Fact]
    public void Read_TheDesignsExample_GivesTheRouterWhole()
    {
        var result = SpecificationReader.Read(Good, "edge-1.yaml");

        Assert.Empty(result.Errors);
        var router = Assert.Single(result.Routers);
        Assert.Equal("edge-1", router.Name);
        Assert.Equal(RouterId.FromName("edge-1"), router.Id);
        Assert.Equal("keepone-edge-1", router.Namespace);
        Assert.Equal(7, router.Vrid);
        Assert.Equal(TimeSpan.FromSeconds(1), router.AdvertInterval);
        Assert.Equal(["net-1", "net-2", "net-3"], router.Replicas);
        Assert.Equal("169.254.192.2/18", router.Ha.Addresses["net-2"].ToString());
        Assert.Equal("203.0.113.1", router.External!.Gateway!.ToString());
        Assert.Equal("10.0.0.1/24", Assert.Single(Assert.Single(router.Internal).Addresses).ToString());
        Assert.Equal("172.16.0.0/16", Assert.Single(router.Routes).Destination.ToString());
        Assert.Equal((GuardMode.Promise, TimeSpan.FromMilliseconds(200), 3), (router.Guard.Mode, router.Guard.Interval, router.Guard.Fall));
        Assert.Equal(("w1", 3112), (router.Guard.Witnesses[0].Name, router.Guard.Witnesses[0].Port));
        Assert.Equal(["uplink", "site"], router.Checks.Select(check => check.Name));
        Assert.Equal((null, 80), (router.Checks[0].Penalty, router.Checks[1].Penalty));
    }

    [Theory]
    [InlineData("mode: promise", false)]
    [InlineData("mode: promise, kernelLease: off", false)]
    [InlineData("mode: promise, kernelLease: on", true)]
    [InlineData("kernelLease: on", true)]
    public void Read_KernelLease_IsOffUnlessChosen(string guard, bool expected)
    {
        var result = SpecificationReader.Read(Good.Replace("mode: promise", guard, StringComparison.Ordinal), "edge-1.yaml");

        Assert.Equal(expected, Assert.Single(result.Routers).Guard.KernelLease);
    }

    [Fact]
    public void Read_FiveMistakes_ReportsAllFiveWithTheirLines()
    {
        var text = Good
            .Replace("vrid: 7", "vrid: 300", StringComparison.Ordinal)
            .Replace("advertInterval: 1s", "advertIntervall: 1s", StringComparison.Ordinal)
            .Replace("vip: 169.254.0.7/24", "vip: 169.254.0.7", StringComparison.Ordinal)
            .Replace("gateway: 203.0.113.1 }", "gateway: 198.51.100.1 }", StringComparison.Ordinal)
            .Replace("timeout: 500ms", "timeout: 500", StringComparison.Ordinal);

        var result = SpecificationReader.Read(text, "edge-1.yaml");

        Assert.Empty(result.Routers);
        Assert.Equal(
        [
            "edge-1.yaml:3: vrid: found '300', expected a whole number from 1 to 255; choose one that no other router on this HA network uses",
            "edge-1.yaml:4: advertIntervall: found an unknown key, expected one of router, id, namespace, vrid, timing, advertInterval, replicas, priority, ha, external, internal, routes, guard, checkRunner, checks; did you mean advertInterval?",
            "edge-1.yaml:9: ha.vip: found '169.254.0.7', expected an address with its prefix length, such as 203.0.113.10/24",
            "edge-1.yaml:11: external.gateway: found '198.51.100.1', expected an address in the network of one of external.addresses",
            "edge-1.yaml:17: checks[0].timeout: found '500', expected a duration with its unit (ms, s, m, h) from 5ms to 1h",
        ], result.Errors.Select(error => error.ToString()));
    }

    [Theory]
    [InlineData("vrid: 7", "vrid:", "vrid: found nothing")]
    [InlineData("router: edge-1", "router: [a]", "router: found a list")]
    [InlineData("router: edge-1", "router: a/b", "router: found 'a/b'")]
    [InlineData("namespace: keepone-edge-1", "namespace: ../x", "namespace: found '../x'")]
    [InlineData("advertInterval: 1s", "advertInterval: 15ms", "in steps of 10ms")]
    [InlineData("advertInterval: 1s", "advertInterval: 41s", "from 10ms to 40950ms")]
    [InlineData("replicas: [net-1, net-2, net-3]", "replicas: [net-1, net-2, net-3, net-2]", "replicas: found 'net-2' twice")]
    [InlineData("replicas: [net-1, net-2, net-3]", "replicas: [net-1, net-2, net-3, net-4]", "ha.addresses.net-4: found nothing")]
    [InlineData("replicas: [net-1, net-2, net-3]", "replicas: [net-1, net-2]", "ha.addresses.net-3: found a node that is none of the replicas")]
    [InlineData("replicas: [net-1, net-2, net-3]", "priority: 100", "guard.mode: found a guard without replicas")]
    [InlineData("replicas: [net-1, net-2, net-3]", "", "found neither replicas nor priority")]
    [InlineData("vrid: 7", "vrid: 7\npriority: 50", "found both replicas and priority")]
    [InlineData("net-3: 169.254.192.3/18", "net-3: 169.254.192.2/18", "ha.addresses.net-3: found '169.254.192.2', which net-2 has too")]
    [InlineData("net-3: 169.254.192.3/18", "net-3: fe80::1/64", "same family")]
    [InlineData("interface: qr0", "interface: ha0", "internal[0].interface: found 'ha0', which ha has too")]
    [InlineData("interface: qr0", "interface: averyveryverylonginterface", "at most 15 characters")]
    [InlineData("addresses: [10.0.0.1/24]", "addresses: [10.0.0.1/24, 10.0.0.1/32]", "found '10.0.0.1' a second time")]
    [InlineData("addresses: [10.0.0.1/24]", "addresses: [10.1/24]", "found '10.1/24'")]
    [InlineData("addresses: [10.0.0.1/24]", "addresses: []", "found 0 items, expected 1 to 2000")]
    [InlineData("via: 10.0.0.9", "via: 10.9.0.9", "routes[0].via: found '10.9.0.9'")]
    [InlineData("destination: 172.16.0.0/16", "destination: 172.16.0.1/16", "no host bits")]
    [InlineData("advertInterval: 1s", "timing: slow", "timing: found 'slow', expected one of lan, fast, wan")]
    [InlineData("mode: promise", "mode: promise, allowOverlap: maybe", "guard.allowOverlap: found 'maybe', expected true or false")]
    [InlineData("mode: promise", "mode: quorum", "guard.mode: found 'quorum', expected one of promise, reachability, off")]
    [InlineData("name: w1, address: 169.254.192.9", "name: net-2, address: 169.254.192.9", "witnesses[0].name: found 'net-2', which is one of the replicas")]
    [InlineData("name: w1, address: 169.254.192.9", "name: w1, address: 169.254.192.2", "found '169.254.192.2' with port 3112, which net-2 has too")]
    [InlineData("name: w1, address: 169.254.192.9", "name: w1, address: 2001:db8::9", "witnesses[0].address: found '2001:db8::9', expected an address of the same family as ha.vip")]
    [InlineData("mode: promise", "kernelLease: yes", "guard.kernelLease: found 'yes', expected one of off, on")]
    [InlineData("mode: promise", "mode: reachability, kernelLease: on", "guard.kernelLease: found on without promises")]
    [InlineData("mode: promise", "mode: off, kernelLease: on", "guard.kernelLease: found on without promises")]
    [InlineData("name: site", "name: uplink", "checks: found 'uplink' twice")]
    [InlineData("probe: ping", "probe: ping, script: /bin/true", "found both probe and script")]
    [InlineData("probe: ping, target: gateway,", "probe: ping,", "checks[0].target: found nothing")]
    [InlineData("timeout: 3s", "timeout: 5s", "less than the interval of 5s")]
    [InlineData("penalty: 80", "penalty: 100", "expected at most 99")]
    [InlineData("script: /etc/keepone/checks/site.sh", "script: checks/site.sh", "expected an absolute path")]
    [InlineData("router: edge-1", "router: *x", "an anchor or alias")]
    [InlineData("router: edge-1", "router: edge-1\nrouter: edge-2", "text that is not YAML")]
    [InlineData("router: edge-1", "router: \"edge", "text that is not YAML")]
    public void Read_OneMistake_SaysWhatWasFoundAndExpected(string good, string bad, string expected)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);

        var result = SpecificationReader.Read(Good.Replace(good, bad, StringComparison.Ordinal), "edge-1.yaml");

        Assert.Empty(result.Routers);
        Assert.Contains(result.Errors, error => error.ToString().Contains(expected, StringComparison.Ordinal));
        Assert.All(result.Errors, error => Assert.InRange(error.Line, 1, 40));
    }

    [Fact]
    public void Read_DeepNesting_IsRefusedWithoutRecursion()
    {
        var result = SpecificationReader.Read(new string('[', 200_000), "deep.yaml");

        Assert.Contains("at most 32 levels", Assert.Single(result.Errors).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    public void Read_NothingInIt_SaysSo(string text)
    {
        var result = SpecificationReader.Read(text, "empty.yaml");

        Assert.Contains("an empty file", Assert.Single(result.Errors).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", TimingPreset.Lan, "1s", "200ms", 3)]
    [InlineData("timing: lan", TimingPreset.Lan, "1s", "200ms", 3)]
    [InlineData("timing: fast", TimingPreset.Fast, "100ms", "20ms", 3)]
    [InlineData("timing: wan", TimingPreset.Wan, "2s", "500ms", 4)]
    [InlineData("timing: wan\nadvertInterval: 3s", TimingPreset.Wan, "3s", "500ms", 4)]
    [InlineData("timing: fast\nguard: { interval: 15ms }", TimingPreset.Fast, "100ms", "15ms", 3)]
    [InlineData("timing: wan\nguard: { fall: 3, mode: off }", TimingPreset.Wan, "2s", "500ms", 3)]
    public void Read_APreset_GivesTheIntervalsThatAreNotGivenThemselves(
        string lines, TimingPreset preset, string advert, string interval, int fall)
    {
        var router = Assert.Single(SpecificationReader.Read(Plain(3, lines), "edge-1.yaml").Routers);

        Assert.Equal((preset, advert, interval, fall),
            (router.Timing, Duration.Format(router.AdvertInterval), Duration.Format(router.Guard.Interval), router.Guard.Fall));
        Assert.False(router.Guard.AllowOverlap);
    }

    [Fact]
    public void Read_FastForMoreThanThreeReplicas_IsRefusedWithTheStaggerThatRemains()
    {
        var error = Assert.Single(SpecificationReader.Read(Plain(4, "timing: fast"), "edge-1.yaml").Errors);

        Assert.Equal(
            "edge-1.yaml:5: timing: found fast for 4 replicas, expected lan, or at most 3 replicas; the priorities of 4 leave room for a step "
            + "of 18, and backups that time out only 7 ms apart, instead of 9.8 ms", error.ToString());
    }

    [Fact]
    public void Read_FastWithAPenalty_IsCappedByTheBasesOfItsStep()
    {
        const string Check = "timing: fast\nchecks: [ { name: up, probe: carrier, target: qg0, interval: 1s, timeout: 500ms, penalty: 127 } ]";

        Assert.Contains("expected at most 126",
            Assert.Single(SpecificationReader.Read(Plain(3, Check), "edge-1.yaml").Errors).ToString(), StringComparison.Ordinal);
    }

    private static string Plain(int replicas, string lines)
    {
        var nodes = Enumerable.Range(1, replicas).ToList();
        return $$"""
            router: edge-1
            vrid: 7
            replicas: [{{string.Join(", ", nodes.Select(i => $"net-{i}"))}}]
            ha: { network: ha-a, interface: ha0, vip: 169.254.0.7/24, addresses: { {{string.Join(", ", nodes.Select(i => $"net-{i}: 169.254.192.{i}/18"))}} } }
            {{lines}}
            """;
    }

    [Fact]
    public void Read_SeventeenVoters_AreTooMany()
    {
        var nodes = Enumerable.Range(1, 16).Select(i => $"net-{i}").ToList();
        var text = Good
            .Replace("replicas: [net-1, net-2, net-3]", $"replicas: [{string.Join(", ", nodes)}]", StringComparison.Ordinal)
            .Replace("net-3: 169.254.192.3/18", string.Join(", ", nodes.Skip(2).Select((node, i) => $"{node}: 169.254.192.{i + 20}/18")), StringComparison.Ordinal)
            .Replace("penalty: 80 ", "", StringComparison.Ordinal);

        var result = SpecificationReader.Read(text.Replace(", penalty: 80", "", StringComparison.Ordinal), "edge-1.yaml");

        Assert.Contains("guard.witnesses: found more than 16 voters", Assert.Single(result.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_APairWithAPriority_HasNoGuard()
    {
        var result = SpecificationReader.Read("router: p\nvrid: 1\npriority: 120\nha: { network: n, interface: eth0, vip: 192.0.2.1/24 }\n", "p.yaml");

        Assert.Empty(result.Errors);
        Assert.Equal(GuardMode.Off, result.Routers[0].Guard.Mode);
        Assert.Equal(120, Replica.Of(result.Routers[0], "anywhere")!.BasePriority);
    }

    [Fact]
    public void Read_OneBadDocumentOfTwo_LoadsNeither()
    {
        var second = Good.Replace("edge-1", "edge-2", StringComparison.Ordinal).Replace("vrid: 7", "vrid: 0", StringComparison.Ordinal);

        var result = SpecificationReader.Read(Good + "\n---\n" + second, "two.yaml");

        Assert.Empty(result.Routers);
        Assert.Equal(22, Assert.Single(result.Errors).Line);
    }
}
