using Keepone.Keepalived.Neutron;

namespace Keepone.Keepalived.Tests.Neutron;

public sealed class NeutronAgentConfigurationReaderTests
{
    [Fact]
    public void Read_NoKeys_IsNeutronsDefaults() =>
        Assert.Equal(new NeutronAgentConfiguration(), NeutronAgentConfigurationReader.Read("{}", "a.json", NeutronRelease.Master).Agent);

    [Fact]
    public void Read_EveryKey_IsTaken() =>
        Assert.Equal(
            new NeutronAgentConfiguration
            {
                AdvertInterval = 3,
                AuthenticationType = "AH",
                AuthenticationPassword = "secret",
                HealthCheckInterval = 7,
                UsesIPv6 = false,
                IPv6Gateway = "fe80::1",
                NoTrack = false,
                ConfigurationPath = "/srv/ha_confs",
            },
            NeutronAgentConfigurationReader.Read("""
                {"advert_int": 3, "auth_type": "AH", "auth_password": "secret", "health_check_interval": 7, "use_ipv6": false,
                 "ipv6_gateway": "fe80::1", "no_track": false, "ha_confs_path": "/srv/ha_confs"}
                """, "a.json", NeutronRelease.Zed).Agent);

    [Theory]
    [InlineData("bad-auth-type", "auth_type")]
    [InlineData("bad-advert-int", "advert_int")]
    [InlineData("bad-ipv6-gateway", "ipv6_gateway")]
    public void Read_WhereNeutronRaises_NamesTheSameThing(string name, string path)
    {
        Assert.NotNull(GoldenRouters.Read(name, "error"));
        var reading = NeutronAgentConfigurationReader.Read(GoldenRouters.Read(name, "agent.json")!, "a.json", NeutronRelease.Zed);

        Assert.Null(reading.Agent);
        Assert.Equal(path, Assert.Single(reading.Errors).Path);
    }

    // 21.0.0 has no bounds for its intervals, its successors have (neutron/conf/agent/l3/ha.py).
    [Theory]
    [InlineData("""{"advert_int": 0}""", "advert_int")]
    [InlineData("""{"health_check_interval": -1}""", "health_check_interval")]
    public void Read_ABoundOfMaster_HoldsForMasterOnly(string json, string path)
    {
        Assert.Empty(NeutronAgentConfigurationReader.Read(json, "a.json", NeutronRelease.Zed).Errors);
        Assert.Equal(path, Assert.Single(NeutronAgentConfigurationReader.Read(json, "a.json", NeutronRelease.Master).Errors).Path);
    }

    [Fact]
    public void Read_SeveralMistakes_TellsAllOfThem() =>
        Assert.Equal(
            ["advert_int", "auth_password", "auth_pasword", "ha_confs_path", "no_track"],
            NeutronAgentConfigurationReader.Read("""
                {"advert_int": -2, "auth_pasword": "x", "auth_password": "a\nb", "no_track": 1, "ha_confs_path": "/var/lib/../etc"}
                """, "a.json", NeutronRelease.Zed).Errors.Select(error => error.Path).Order(StringComparer.Ordinal));

    [Fact]
    public void Read_APasswordThatIsRefused_IsNotTold() =>
        Assert.DoesNotContain("secret", Assert.Single(NeutronAgentConfigurationReader.Read("""{"auth_password": "secret\n"}""", "a.json", NeutronRelease.Zed)
            .Errors).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("relative")]
    [InlineData("/with blank")]
    [InlineData("/with\\\"quote")]
    [InlineData("/a//b")]
    [InlineData("/ends/")]
    public void Read_APathThatCannotBeWritten_IsRefused(string path) =>
        Assert.Equal("ha_confs_path",
            Assert.Single(NeutronAgentConfigurationReader.Read($$"""{"ha_confs_path": "{{path}}"}""", "a.json", NeutronRelease.Zed).Errors).Path);
}
