using Keepone.Core.Model;
using Keepone.Keepalived.Neutron;
using Keepone.Keepalived.Tests.Neutron;

namespace Keepone.Keepalived.Tests.Real;

/// <summary>What an operator's check does in Neutron's configuration, on a real keepalived.</summary>
public sealed class NeutronCheckTests : IAsyncLifetime
{
    private const string Vip = "169.254.0.42/24";

    // Fit is the replica whose HA address is the name of a file: so the parameters must arrive.
    private const string Script = """
        #!/bin/sh
        for word; do
          case $word in KEEPONE_HA_ADDRESS=*) [ -e "${0%/*}/fit-${word#*=}" ]; exit ;; esac
        done
        exit 1
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("keepone-test-").FullName;

    private string CheckPath => Path.Combine(_directory, "check.sh");

    public async ValueTask InitializeAsync()
    {
        // keepalived resolves a script's path as its user, who must be able to.
        MakeReadable(_directory);
        await File.WriteAllTextAsync(CheckPath, Script);
        MakeReadable(CheckPath);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Check_ThatFailsOnTheMaster_IsFaultThereAndTheOtherReplicaTakesOver()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var router = GoldenRouters.Router("dual-stack");
        string[] devices = [router.Gateway!.Device, .. router.InternalPorts.Select(port => port.Device)];
        await using var left = await TestNamespace.CreateAsync(devices);
        await using var right = await TestNamespace.CreateAsync(devices);
        var device = router.HaPort.Device;
        await TestNamespace.SucceedAsync("ip", ["link", "add", device, "netns", left.Name, "type", "veth", "peer", "name", device, "netns", right.Name]);
        await PlugAsync(left, device, "169.254.194.1");
        await PlugAsync(right, device, "169.254.194.2");

        await using var first = await StartAsync(left, "169.254.194.1");
        await first.SaysAsync("Entering MASTER STATE");
        await using var second = await StartAsync(right, "169.254.194.2");
        await second.SaysAsync("Entering BACKUP STATE");
        await first.UntilAsync(() => HoldsAsync(left), "the master holds its address");

        File.Delete(Fit("169.254.194.1"));
        await first.SaysAsync("Entering FAULT STATE");
        await second.SaysAsync("Entering MASTER STATE");
        await second.UntilAsync(() => HoldsAsync(right), "the other replica holds the address");
        Assert.False(await HoldsAsync(left), first.Log);
        Assert.Contains("198.51.100.20/24", await right.IpAsync("-o", "address", "show"), StringComparison.Ordinal);

        // Whoever recovers stays a backup (nopreempt).
        await File.WriteAllTextAsync(Fit("169.254.194.1"), "", TestContext.Current.CancellationToken);
        await first.UntilAsync(() => Task.FromResult(first.Log.LastIndexOf("Entering BACKUP STATE", StringComparison.Ordinal)
            > first.Log.LastIndexOf("Entering FAULT STATE", StringComparison.Ordinal)), "the first one stands again");
        Assert.True(await HoldsAsync(right), second.Log);
    }

    // Why script security is left out there: Neutron's script has no user, and belongs to Neutron's (B.3, B.10).
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_BesideNeutronsOwn_LeavesItAloneUnlessThereIsScriptSecurity(bool hasSecurity)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var router = GoldenRouters.Router("dual-stack");
        var agent = GoldenRouters.Agent("dual-stack") with { ConfigurationPath = _directory };
        var neutrons = Path.Combine(_directory, router.Id, "ha_check_script_42.sh");
        Directory.CreateDirectory(Path.GetDirectoryName(neutrons)!);
        await File.WriteAllTextAsync(neutrons, NeutronConfiguration.Render(router, agent, NeutronRelease.Zed).HealthCheckScript, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(neutrons, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupWrite);
        await TestNamespace.SucceedAsync("chown", ["nobody", neutrons]);
        await File.WriteAllTextAsync(Fit("169.254.194.7"), "", TestContext.Current.CancellationToken);
        var text = NeutronConfiguration.Render(router, agent, NeutronRelease.Zed, Check).Configuration;
        if (hasSecurity)
        {
            text = text.Replace("    router_id neutron", "    router_id neutron\n    enable_script_security", StringComparison.Ordinal);
        }

        await using var place = await TestNamespace.CreateAsync([router.HaPort.Device, router.Gateway!.Device, .. router.InternalPorts.Select(port => port.Device)]);
        await using var keepalived = await NeutronReplica.StartAsync(place, _directory, text);
        await keepalived.SaysAsync("VRRP_Script(keepone_check_42) succeeded");
        if (!hasSecurity)
        {
            await keepalived.SaysAsync("VRRP_Script(ha_health_check_42) succeeded");
            return;
        }

        Assert.DoesNotContain("VRRP_Script(ha_health_check_42)", keepalived.Log, StringComparison.Ordinal);
        Assert.True(keepalived.Log.Contains("track script ha_health_check_42 not found, ignoring", StringComparison.Ordinal)
            || keepalived.Log.Contains("Disabling track script ha_health_check_42 due to insecure", StringComparison.Ordinal), keepalived.Log);
    }

    private OperatorCheck Check => new() { Script = CheckPath, User = "nobody", Interval = 2, Timeout = 1, Fall = 1, Rise = 1 };

    private string Fit(string address) => Path.Combine(_directory, $"fit-{address}");

    // Each node's agent has a port of its own on the HA network.
    private async Task<NeutronReplica> StartAsync(TestNamespace place, string address)
    {
        var router = GoldenRouters.Router("dual-stack");
        Assert.True(IpPrefix.TryParse($"{address}/18", out var prefix));
        router = router with { HaPort = router.HaPort with { Addresses = [prefix] } };
        await File.WriteAllTextAsync(Fit(address), "", TestContext.Current.CancellationToken);
        return await NeutronReplica.StartAsync(place, _directory,
            NeutronConfiguration.Render(router, new NeutronAgentConfiguration { AdvertInterval = 1 }, NeutronRelease.Zed, Check).Configuration);
    }

    private static async Task PlugAsync(TestNamespace place, string device, string address)
    {
        await place.IpAsync("address", "add", $"{address}/18", "dev", device);
        await place.IpAsync("link", "set", device, "up");
    }

    private static async Task<bool> HoldsAsync(TestNamespace place) =>
        (await place.IpAsync("-o", "address", "show")).Contains($" {Vip} ", StringComparison.Ordinal);

    private static void MakeReadable(string path) => File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
}
