using Keepone.Keepalived.Neutron;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Tests.Neutron;

public sealed class NeutronConfigurationTests
{
    public static TheoryData<string> Good => [.. GoldenRouters.Good];

    [Theory]
    [MemberData(nameof(Good))]
    public void Render_AGoldenRouter_IsWhatNeutronWrites(string name)
    {
        var (router, agent) = (GoldenRouters.Router(name), GoldenRouters.Agent(name));

        Assert.Equal(GoldenRouters.Ordered(GoldenRouters.Read(name, "21.0.0.conf")!),
            GoldenRouters.Ordered(NeutronConfiguration.Render(router, agent, NeutronRelease.Zed).Configuration));
        Assert.Equal(GoldenRouters.Ordered(GoldenRouters.Read(name, "master.conf")!),
            GoldenRouters.Ordered(NeutronConfiguration.Render(router, agent, NeutronRelease.Master).Configuration));
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void HealthCheckScript_AGoldenRouter_IsWhatNeutronWrites(string name) =>
        Assert.Equal(GoldenRouters.Read(name, "sh"),
            NeutronConfiguration.Render(GoldenRouters.Router(name), GoldenRouters.Agent(name), NeutronRelease.Zed).HealthCheckScript);

    [Fact]
    public void Cases_AreAllThere()
    {
        Assert.Equal(31, GoldenRouters.Good.Count());
        Assert.Equal(20, GoldenRouters.Refused.Count());
        Assert.Contains(GoldenRouters.Good, name => GoldenRouters.Read(name, "sh") is null);
    }

    [Theory]
    [InlineData("dual-stack")]
    [InlineData("no-password")]
    public void Render_WithACheck_IsNeutronsFileAndTheCheck(string name)
    {
        var (router, agent) = (GoldenRouters.Router(name), GoldenRouters.Agent(name));
        var check = new OperatorCheck { Script = "/etc/keepone/checks/site.sh", Arguments = ["$KEEPONE_ROUTER_ID"], User = "nobody" };
        var plain = ConfigurationReader.Read(NeutronConfiguration.Render(router, agent, NeutronRelease.Master).Configuration);
        var guarded = ConfigurationReader.Read(NeutronConfiguration.Render(router, agent, NeutronRelease.Master, check).Configuration);

        Setting[] added =
        [
            new("vrrp_script keepone_check_42", $"script \"/etc/keepone/checks/site.sh {router.Id}\""),
            new("vrrp_script keepone_check_42", "interval 5"),
            new("vrrp_script keepone_check_42", "timeout 3"),
            new("vrrp_script keepone_check_42", "fall 3"),
            new("vrrp_script keepone_check_42", "rise 2"),
            new("vrrp_script keepone_check_42", "weight 0"),
            new("vrrp_script keepone_check_42", "user nobody"),
            new("vrrp_instance VR_42/track_script", "keepone_check_42"),
        ];
        // With Neutron's own check in the file, script security would take that one out: its script belongs to Neutron's user (B.3).
        if (agent.HealthCheckInterval == 0)
        {
            added = [new("global_defs", "enable_script_security"), .. added];
        }

        Assert.Equal(added, guarded.Where(setting => !plain.Contains(setting)));
        Assert.Equal(plain, guarded.Where(setting => !added.Contains(setting)));
    }

    [Fact]
    public void Render_WithBothChecks_TracksBothInOneBlock()
    {
        var text = NeutronConfiguration.Render(GoldenRouters.Router("dual-stack"), GoldenRouters.Agent("dual-stack"), NeutronRelease.Zed,
            new OperatorCheck { Script = "/bin/true" }).Configuration;

        Assert.EndsWith("""
                track_script {
                    ha_health_check_42
                    keepone_check_42
                }
            }
            """, text, StringComparison.Ordinal);
        Assert.DoesNotContain("enable_script_security", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_WithACheckThatCannotBeWritten_Throws() =>
        Assert.Throws<ArgumentException>(() => NeutronConfiguration.Render(GoldenRouters.Router("dual-stack"), GoldenRouters.Agent("dual-stack"),
            NeutronRelease.Zed, new OperatorCheck { Script = "site.sh" }));

    [Fact]
    public void Render_AHaNetworkThatLeavesNothing_Throws()
    {
        var router = GoldenRouters.Router("dual-stack");
        router = router with { HaPort = router.HaPort with { Subnets = [new(new System.Net.IPAddress([169, 254, 0, 0]), 16)] } };

        Assert.Throws<ArgumentException>(() => NeutronConfiguration.Render(router, new NeutronAgentConfiguration(), NeutronRelease.Zed));
    }
}
