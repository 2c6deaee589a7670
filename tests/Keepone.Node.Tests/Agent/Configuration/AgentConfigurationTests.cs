using Keepone.Agent.Configuration;

namespace Keepone.Node.Tests.Agent.Configuration;

public sealed class AgentConfigurationTests
{
    [Fact]
    public void Read_EverythingGiven_IsTaken()
    {
        var (configuration, errors) = AgentConfiguration.Read("""
            node: net-1
            routers: /r
            keys: /keys
            run: /run/k
            state: /s
            socket: /k.sock
            keepalived: { program: /usr/sbin/keepalived }
            controllers: ["https://192.0.2.10:3113", "unix:/run/controller.sock"]
            tls: { certificate: /c, key: /k, authority: /a }
            """, "agent.yaml", "host");

        Assert.Empty(errors);
        Assert.Equal(("net-1", "/r", "/keys"), (configuration!.Node, configuration.Routers, configuration.Keys));
        Assert.Equal(("/run/k", "/s", "/k.sock"), (configuration.Run, configuration.State, configuration.Socket));
        Assert.Equal("/usr/sbin/keepalived", configuration.KeepalivedProgram);
        Assert.Equal(["https://192.0.2.10:3113", "unix:/run/controller.sock"], configuration.Controllers.Endpoints.Select(endpoint => endpoint.Text));
        Assert.Equal(("/c", "/k", "/a"), (configuration.Controllers.Certificate, configuration.Controllers.Key, configuration.Controllers.Authority));
    }

    [Fact]
    public void Read_AlmostNothing_HasTheHostsNameAndDefaults()
    {
        var (configuration, errors) = AgentConfiguration.Read("{}", "agent.yaml", "host-1");

        Assert.Empty(errors);
        Assert.Equal(("host-1", "/etc/keepone/routers.d", "/etc/keepone/keys", "/run/keepone/agent.sock"), (configuration!.Node, configuration.Routers, configuration.Keys, configuration.Socket));
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("neutron: {}", "/var/lib/neutron/ha_confs")]
    [InlineData("neutron: { haConfs: /srv/neutron/ha_confs }", "/srv/neutron/ha_confs")]
    public void Read_Neutron_IsWatchedOnlyWhereItIsAskedFor(string text, string? haConfs)
    {
        var (configuration, errors) = AgentConfiguration.Read(text, "agent.yaml", "host-1");

        Assert.Empty(errors);
        Assert.Equal(haConfs, configuration!.Neutron?.HaConfs);
    }

    [Theory]
    [InlineData("node: net-1\ncontrollers: [\"https://192.0.2.10:3113\"]", "agent.yaml:2: tls: found nothing, expected certificate, key and authority, because an endpoint is https")]
    [InlineData("controllers: [\"http://192.0.2.10:3113\"]", "agent.yaml:1: controllers[0]: found 'http://192.0.2.10:3113', expected https://HOST:PORT, http://127.0.0.1:PORT or unix:/PATH")]
    [InlineData("neutron: { haConfs: ha_confs }", "agent.yaml:1: neutron.haConfs: found 'ha_confs', expected an absolute path")]
    [InlineData("neutron: { ha_confs: /x }", "agent.yaml:1: neutron.ha_confs: found an unknown key, expected one of haConfs; did you mean haConfs?")]
    [InlineData("routers: r", "agent.yaml:1: routers: found 'r', expected an absolute path")]
    [InlineData("run: /run/my keepone", "agent.yaml:1: run: found '/run/my keepone', expected an absolute path of letters, digits, '.', '_' and '-' of at most 200 characters, because keepalived's configuration cannot quote others")]
    [InlineData("nod: x", "agent.yaml:1: nod: found an unknown key, expected one of node, routers, keys, run, state, socket, keepalived, checks, neutron, controllers, tls; did you mean node?")]
    public void Read_AMistake_SaysWhatIsExpected(string text, string expected)
    {
        var (configuration, errors) = AgentConfiguration.Read(text, "agent.yaml", "host");

        Assert.Null(configuration);
        Assert.Equal(expected, Assert.Single(errors).ToString());
    }
}
