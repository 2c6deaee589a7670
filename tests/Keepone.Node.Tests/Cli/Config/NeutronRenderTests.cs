using System.CommandLine;
using Keepone.Cli;
using Keepone.Cli.Config;

namespace Keepone.Node.Tests.Cli.Config;

public sealed class NeutronRenderTests : IDisposable
{
    private const string Router =
        """
        {"id": "7e0c1d52-9a4f-4a37-8c1b-5d9e2f604477", "ha": true, "ha_vr_id": 42,
         "_ha_interface": {"id": "c1f0a7e2-5b1e-4f6d-9d20-6a5f0b7c3e01", "fixed_ips": [{"ip_address": "169.254.194.7", "prefixlen": 18}],
                           "subnets": [{"cidr": "169.254.192.0/18"}]},
         "gw_port": {"id": "0be4c7d9-33cc-4d8c-b1d3-7c2d4e9f8b33", "mac_address": "fa:16:3e:51:00:0c",
                     "fixed_ips": [{"ip_address": "198.51.100.20", "prefixlen": 24}],
                     "subnets": [{"cidr": "198.51.100.0/24", "gateway_ip": "198.51.100.1"}]}}
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("keepone-neutron-").FullName;

    public NeutronRenderTests()
    {
        File.WriteAllText(At("router.json"), Router);
        File.WriteAllText(At("agent.json"), """{"health_check_interval": 5}""");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Render_ARouter_PrintsNeutronsFileAndNothingMore()
    {
        var (exit, output, errors) = await RunAsync("--neutron", "ROUTER", "--release", "master");

        Assert.Equal((ExitCode.Ok, ""), (exit, errors));
        Assert.StartsWith("global_defs {\n", output, StringComparison.Ordinal);
        Assert.Contains("0.0.0.0/0 via 198.51.100.1 dev qg-0be4c7d9-33 no_track protocol static\n", output, StringComparison.Ordinal);
        Assert.EndsWith("    }\n}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_AnAgentsConfiguration_IsTaken()
    {
        var (exit, output, _) = await RunAsync("--neutron", "ROUTER", "--agent-conf", "AGENT", "--release", "21.0.0");

        Assert.Equal(ExitCode.Ok, exit);
        Assert.Contains("vrrp_script ha_health_check_42 {", output, StringComparison.Ordinal);
        Assert.DoesNotContain("protocol static", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_TheHealthScript_IsNeutronsOwn()
    {
        var (_, output, _) = await RunAsync("--neutron", "ROUTER", "--agent-conf", "AGENT", "--release", "21.0.0", "--health-script");
        Assert.Equal("#!/bin/bash -eu\nip a | grep 198.51.100.20 || exit 0\nping -c 1 -w 1 198.51.100.1 1>/dev/null || exit 1", output);

        var (exit, none, why) = await RunAsync("--neutron", "ROUTER", "--release", "21.0.0", "--health-script");
        Assert.Equal((ExitCode.Ok, ""), (exit, none));
        Assert.Contains("health_check_interval is 0", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_ACheck_IsInIt()
    {
        var (exit, output, errors) = await RunAsync("--neutron", "ROUTER", "--release", "21.0.0", "--check", "/etc/keepone/checks/nic.sh",
            "--check-args", "$KEEPONE_HA_INTERFACE", "$KEEPONE_GATEWAYS", "--check-user", "nobody", "--check-interval", "1m", "--check-timeout", "10s",
            "--check-fall", "4", "--check-rise", "5");

        Assert.Equal((ExitCode.Ok, ""), (exit, errors));
        Assert.Contains("""

            vrrp_script keepone_check_42 {
                script "/etc/keepone/checks/nic.sh ha-c1f0a7e2-5b 198.51.100.1"
                interval 60
                timeout 10
                fall 4
                rise 5
                weight 0
                user nobody
            }

            """, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--release: found nothing, expected 21.0.0 or master", "--neutron", "ROUTER")]
    [InlineData("--release: found '20.0.0'", "--neutron", "ROUTER", "--release", "20.0.0")]
    [InlineData("--check-user: found without --check", "--neutron", "ROUTER", "--release", "master", "--check-user", "nobody")]
    [InlineData("--check-interval: found '5', expected whole seconds", "--neutron", "ROUTER", "--release", "master", "--check", "/c", "--check-interval", "5")]
    [InlineData("--check-timeout: found '2500ms', expected whole seconds", "--neutron", "ROUTER", "--release", "master", "--check", "/c", "--check-timeout", "2500ms")]
    [InlineData("--check-user: found 'root'", "--neutron", "ROUTER", "--release", "master", "--check", "/c", "--check-user", "root")]
    [InlineData("--health-script: found beside --check", "--neutron", "ROUTER", "--release", "master", "--check", "/c", "--health-script")]
    [InlineData("--agent-conf: found without --neutron", "--agent-conf", "AGENT", "--release", "master")]
    [InlineData("SPEC and --node have no place", "spec.yaml", "--neutron", "ROUTER", "--release", "master")]
    [InlineData("SPEC and --node have no place", "--neutron", "ROUTER", "--release", "master", "--node", "net-1")]
    [InlineData("Give SPEC", "--node", "net-1")]
    [InlineData("Give SPEC", "spec.yaml")]
    [InlineData("cannot be read", "--neutron", "/nonexistent.json", "--release", "master")]
    [InlineData("agent.json: ha_vr_id: found a key that is not known", "--neutron", "ROUTER", "--agent-conf", "BAD", "--release", "master")]
    public async Task Render_WrongInput_SaysWhatInOneLine(string sentence, params string[] arguments)
    {
        await File.WriteAllTextAsync(At("bad-agent.json"), """{"ha_vr_id": 7}""", TestContext.Current.CancellationToken);
        var (exit, output, errors) = await RunAsync(arguments);

        Assert.Equal((ExitCode.BadInput, ""), (exit, output));
        Assert.Contains(sentence, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_MistakesEverywhere_TellsAllOfThem()
    {
        await File.WriteAllTextAsync(At("router.json"), """{"id": "a/b", "ha_vr_id": 0}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("agent.json"), """{"auth_type": "MD5"}""", TestContext.Current.CancellationToken);
        var (exit, _, errors) = await RunAsync("--neutron", "ROUTER", "--agent-conf", "AGENT", "--check-fall", "2");

        Assert.Equal(ExitCode.BadInput, exit);
        Assert.Equal(6, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains($"{At("router.json")}: _ha_interface: found nothing, expected the router's port on the HA network", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_OfRender_SaysWhatFollowsWhenACheckFailsEverywhere()
    {
        var (exit, output, _) = await RunAsync("--help");

        Assert.Equal(ExitCode.Ok, exit);
        Assert.Contains("When it fails on every replica, nobody is master", output, StringComparison.Ordinal);
    }

    private string At(string file) => Path.Combine(_directory, file);

    private async Task<(int Exit, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var root = new RootCommand { ConfigCommand.Create() };
        var words = arguments.Select(word => word switch
        {
            "ROUTER" => At("router.json"),
            "AGENT" => At("agent.json"),
            "BAD" => At("bad-agent.json"),
            _ => word,
        });
        var exit = await root.Parse(["config", "render", .. words])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors }, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), errors.ToString());
    }
}
