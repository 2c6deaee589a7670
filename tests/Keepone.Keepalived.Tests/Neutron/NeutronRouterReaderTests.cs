using Keepone.Keepalived.Neutron;

namespace Keepone.Keepalived.Tests.Neutron;

public sealed class NeutronRouterReaderTests
{
    [Theory]
    [InlineData("ha-network-all", "_ha_interface.subnets", "169.254.0.0/16")]
    [InlineData("ha-network-scattered", "_ha_interface.subnets", "169.254.0.0/17, ")]
    [InlineData("no-ha-port", "_ha_interface", "nothing")]
    [InlineData("no-id", "id", "nothing")]
    [InlineData("no-vrid", "ha_vr_id", "nothing")]
    [InlineData("no-port-id", "_interfaces[0].id", "nothing")]
    [InlineData("no-fixed-ips", "_interfaces[0].fixed_ips", "nothing")]
    [InlineData("no-gateway-ip", "gw_port.subnets[0].gateway_ip", "nothing")]
    [InlineData("bad-mac", "_interfaces[0].mac_address", "\"fa:16:3e:51:00\"")]
    [InlineData("bad-address", "_interfaces[0].fixed_ips[0].ip_address", "\"192.168.7.400\"")]
    [InlineData("bad-prefix", "gw_port.fixed_ips[0].prefixlen", "33")]
    [InlineData("bad-gateway", "gw_port.subnets[0].gateway_ip", "\"gateway\"")]
    [InlineData("bad-cidr", "gw_port.subnets[0].cidr", "\"198.51.100.0/x\"")]
    [InlineData("bad-ha-cidr", "_ha_interface.subnets[0].cidr", "\"169.254.192.0/99\"")]
    [InlineData("bad-floating", "_floatingips[0].floating_ip_address", "\"198.51.100.1234\"")]
    [InlineData("no-nexthop", "routes[0].nexthop", "nothing")]
    [InlineData("null-interfaces", "_interfaces", "null")]
    public void Read_WhereNeutronRaises_NamesTheSameThing(string name, string path, string found)
    {
        Assert.NotNull(GoldenRouters.Read(name, "error"));
        var reading = NeutronRouterReader.Read(GoldenRouters.Read(name, "router.json")!, "router.json");

        Assert.Null(reading.Router);
        var error = Assert.Single(reading.Errors);
        Assert.Equal(path, error.Path);
        Assert.StartsWith(found, error.Found, StringComparison.Ordinal);
        Assert.StartsWith($"router.json: {path}: found {found}", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralMistakes_TellsAllOfThem()
    {
        var reading = NeutronRouterReader.Read("""
            {"id": "a b", "ha": false, "distributed": "no", "ha_vr_id": 256, "priority": 0, "_ha_interface": {"id": 7, "fixed_ips": {}, "subnets": [1]},
             "_interfaces": [{}, "port"], "gw_port": {"id": "g", "mac_address": "fa:16:3e:51:00:zz", "fixed_ips": [{"ip_address": "[::1]"}],
             "subnets": [{"gateway_ip": "fe80::1%qg0"}], "extra_subnets": [{"cidr": "198.51.100.0"}]}, "routes": [{"destination": "10.0.0.0/8", "nexthop": null}]}
            """, "r.json");

        Assert.Null(reading.Router);
        Assert.Equal(
            [
                "_ha_interface.fixed_ips", "_ha_interface.id", "_ha_interface.subnets[0]", "_interfaces[0].fixed_ips", "_interfaces[0].id",
                "_interfaces[0].mac_address", "_interfaces[1]", "distributed", "gw_port.extra_subnets[0].cidr", "gw_port.fixed_ips[0].ip_address",
                "gw_port.mac_address", "gw_port.subnets[0].cidr", "gw_port.subnets[0].gateway_ip", "ha", "ha_vr_id", "id", "priority", "routes[0].nexthop",
            ],
            reading.Errors.Select(error => error.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", "line 1, byte 1", "text that is no JSON")]
    [InlineData("{\n \"id\": }", "line 2, byte 8", "text that is no JSON")]
    [InlineData("[]", "", "a list")]
    [InlineData("null", "", "null")]
    [InlineData("{\"id\": \"\\ud800\"}", "", "an escape that is no character")]
    public void Read_WhatIsNoObject_IsOneError(string json, string path, string found)
    {
        var error = Assert.Single(NeutronRouterReader.Read(json, "r.json").Errors);
        Assert.Equal((path, found), (error.Path, error.Found));
    }

    [Fact]
    public void Read_ADistributedRouter_SaysThatItsFormIsNotWritten()
    {
        var json = GoldenRouters.Read("dual-stack", "router.json")!.Replace("\"distributed\": false", "\"distributed\": true", StringComparison.Ordinal);
        var error = Assert.Single(NeutronRouterReader.Read(json, "r.json").Errors);

        Assert.Equal("distributed", error.Path);
        Assert.Contains("snat-", error.Remedy, StringComparison.Ordinal);
    }

    // What Neutron copies into the file must not be able to be more than one word of it.
    [Theory]
    [InlineData("198.51.100.1\\n}")]
    [InlineData("198.51.100.1 dev lo")]
    [InlineData("198.51.100.1#")]
    public void Read_AnAddressThatIsMoreThanOne_IsRefused(string gateway)
    {
        var json = GoldenRouters.Read("dual-stack", "router.json")!.Replace("\"198.51.100.1\"", $"\"{gateway}\"", StringComparison.Ordinal);

        Assert.Equal("gw_port.subnets[0].gateway_ip", Assert.Single(NeutronRouterReader.Read(json, "r.json").Errors).Path);
    }

    // What the agent does not look at cannot be wrong, whichever key comes first.
    [Theory]
    [InlineData("\"_floatingips\": [{\"floating_ip_address\": \"x\"}]")]
    [InlineData("\"_floatingips\": [{\"floating_ip_address\": \"x\"}], \"gw_port\": null")]
    [InlineData("\"gw_port\": {}, \"_floatingips\": [{}, 7]")]
    [InlineData("\"_interfaces\": [{\"id\": 7, \"fixed_ips\": [{}], \"admin_state_up\": false}]")]
    [InlineData("\"_interfaces\": [{\"admin_state_up\": false, \"id\": 7}]")]
    [InlineData("\"gw_port\": {\"id\": \"g\", \"mac_address\": \"fa:16:3e:00:00:01\", \"fixed_ips\": [], \"subnets\": [{\"cidr\": \"x\", \"gateway_ip\": null}]}")]
    public void Read_AMistakeInWhatNeutronDoesNotLookAt_IsNone(string keys)
    {
        var reading = NeutronRouterReader.Read($$$"""{"id": "r", {{{keys}}}, "ha_vr_id": 1, "_ha_interface": {"id": "h"}}""", "r.json");

        Assert.Empty(reading.Errors);
        Assert.Empty(reading.Router!.InternalPorts);
        Assert.Empty(reading.Router.FloatingAddresses);
    }

    [Fact]
    public void Read_AMistakeBesideWhatDoesNotCount_IsTold()
    {
        var reading = NeutronRouterReader.Read(
            """{"id": 1, "_floatingips": [{}], "ha_vr_id": 0, "_interfaces": [{"id": 2, "admin_state_up": false}, 3], "_ha_interface": {"id": "h"}}""", "r.json");

        Assert.Equal(["id", "ha_vr_id", "_interfaces[1]"], reading.Errors.Select(error => error.Path));
    }

    [Theory]
    [InlineData("{\"id\": \"\ud800\"}", "id")]
    [InlineData("{\"id\": \"r\"} {}", "line 1, byte 13")]
    [InlineData("{\"id\": 1, \"x\": }", "line 1, byte 16")]
    public void Read_WhatOnlyTheWholeTells_IsTold(string json, string path) =>
        Assert.Contains(path, NeutronRouterReader.Read(json, "r.json").Errors.Select(error => error.Path));

    [Fact]
    public void Read_ALongText_IsCutInTheError()
    {
        var json = $$"""{"id": "{{new string('x', 5000)}}"}""";

        Assert.All(NeutronRouterReader.Read(json, "r.json").Errors, error => Assert.True(error.ToString().Length < 300));
    }
}
