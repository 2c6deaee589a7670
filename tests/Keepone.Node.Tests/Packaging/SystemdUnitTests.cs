using System.Globalization;
using System.Text.RegularExpressions;
using Keepone.Agent;
using Keepone.Agent.Configuration;
using Keepone.Agent.OwnHealth;
using Keepone.Agent.Reporting;
using Keepone.Agent.Witness;
using Keepone.Linux;
using Keepone.Node.Tests.Linux;

namespace Keepone.Node.Tests.Packaging;

public sealed partial class SystemdUnitTests
{
    [Theory]
    [InlineData("keepone-agent.service")]
    [InlineData("keepone-controller.service")]
    [InlineData("keepone-witness.service")]
    public async Task Verify_TheUnit_SystemdHasNothingToSay(string name)
    {
        // The programs are not installed here: any other stands for them.
        using var directory = new TestDirectory();
        var copy = directory.PathOf(name);
        await File.WriteAllTextAsync(copy, Program().Replace(SystemdUnit.Of(name).Text, "ExecStart=/bin/true "), TestContext.Current.CancellationToken);

        var result = await AnalyzeAsync("verify", "--man=no", copy);

        Assert.True(result.Succeeded && result.Output.Length == 0 && result.Error.Length == 0, result.Output + result.Error);
    }

    // What systemd-analyze counts is not security; that a unit becomes weaker without anybody noticing is what this is against. The agent's has
    // the three capabilities that making check scripts weaker than itself takes.
    [Theory]
    [InlineData("keepone-agent.service", 6.4)]
    [InlineData("keepone-controller.service", 1.5)]
    [InlineData("keepone-witness.service", 1.6)]
    public async Task Security_TheUnit_IsNoWeakerThanItWas(string name, double threshold)
    {
        var result = await AnalyzeAsync("security", "--offline=true", "--no-pager", SystemdUnit.Of(name).Path);

        var level = Level().Match(result.Output);
        Assert.True(level.Success, result.Output + result.Error);
        Assert.InRange(double.Parse(level.Groups["level"].Value, CultureInfo.InvariantCulture), 0, threshold);
    }

    [Theory]
    [InlineData("Type", "notify")]
    [InlineData("KillMode", "process")]
    [InlineData("Restart", "always")]
    [InlineData("OOMPolicy", "continue")]
    [InlineData("RuntimeDirectoryPreserve", "yes")]
    [InlineData("LimitMEMLOCK", "infinity")]
    [InlineData("LimitNICE", "-10")]
    public void Agent_WhatKeepalivedDependsOn_IsSet(string setting, string expected) => Assert.Equal(expected, SystemdUnit.Agent[setting]);

    // Each of these would harm running routers or blind the agent; the unit says how.
    [Theory]
    [InlineData("ProtectKernelTunables")]
    [InlineData("PrivateNetwork")]
    [InlineData("PrivateTmp")]
    [InlineData("PrivateDevices")]
    [InlineData("MountFlags")]
    [InlineData("ProtectProc")]
    [InlineData("PrivateUsers")]
    [InlineData("RestrictNamespaces")]
    [InlineData("MemoryMax")]
    [InlineData("CPUQuota")]
    public void Agent_WhatWouldHarmRouters_IsNotSet(string setting) =>
        Assert.DoesNotContain(SystemdUnit.Agent.Text.Split('\n'), line => line.StartsWith($"{setting}=", StringComparison.Ordinal));

    [Fact]
    public void Agent_ItsPathsAndTimes_AreThoseOfTheCode()
    {
        var defaults = new AgentConfiguration { Node = "net-1" };
        Assert.Equal(defaults.Run, $"/run/{SystemdUnit.Agent["RuntimeDirectory"]}");
        Assert.Equal(defaults.State, $"/var/lib/{SystemdUnit.Agent["StateDirectory"]}");
        Assert.EndsWith($"agent --config {AgentConfiguration.DefaultFile}", SystemdUnit.Agent["ExecStart"], StringComparison.Ordinal);
        var watchdog = Seconds("WatchdogSec");
        Assert.True(watchdog >= 3 * OwnHealthMonitor.Interval, "the watchdog is fed three times within its time");
        Assert.True(watchdog > OwnHealthMonitor.ReactorLimit, "a hang is said before the agent is killed for it");
        Assert.True(Seconds("TimeoutStopSec") > AgentService.LeavePatience + (2 * ControllerLinkOptions.Patience));
    }

    [Fact]
    public void Agent_ItsCapabilities_AreAllThatTheAgentChecksFor()
    {
        var given = SystemdUnit.Agent["CapabilityBoundingSet"].Split(' ');
        Assert.All(Privilege.OfAgent, capability => Assert.Contains($"CAP_{Underscores().Replace(capability.ToString(), "_").ToUpperInvariant()}", given));
        Assert.All(given, capability => Assert.Contains($"#   {capability} ", SystemdUnit.Agent.Text, StringComparison.Ordinal));
    }

    // A witness that forgets its promise, or whom nobody hears, is worse than none; one that may do more than it must is a way in.
    [Theory]
    [InlineData("Type", "notify")]
    [InlineData("Restart", "always")]
    [InlineData("RuntimeDirectoryPreserve", "yes")]
    [InlineData("CapabilityBoundingSet", "")]
    [InlineData("AmbientCapabilities", "")]
    [InlineData("NoNewPrivileges", "yes")]
    public void Witness_WhatItsPromisesDependOn_IsSet(string setting, string expected) => Assert.Equal(expected, SystemdUnit.Witness[setting]);

    [Theory]
    [InlineData("ProcSubset")]
    [InlineData("ProtectProc")]
    [InlineData("PrivateNetwork")]
    [InlineData("DynamicUser")]
    [InlineData("CPUQuota")]
    public void Witness_WhatWouldBlindIt_IsNotSet(string setting) =>
        Assert.DoesNotContain(SystemdUnit.Witness.Text.Split('\n'), line => line.StartsWith($"{setting}=", StringComparison.Ordinal));

    [Fact]
    public void Witness_ItsPathsAndTimes_AreThoseOfTheCode()
    {
        var defaults = new WitnessConfiguration { Name = "w1" };
        Assert.Equal(defaults.Run, $"/run/{SystemdUnit.Witness["RuntimeDirectory"]}");
        Assert.Equal(defaults.State, $"/var/lib/{SystemdUnit.Witness["StateDirectory"]}");
        Assert.StartsWith(defaults.Run, defaults.Socket, StringComparison.Ordinal);
        Assert.EndsWith($"witness --config {WitnessConfiguration.DefaultFile}", SystemdUnit.Witness["ExecStart"], StringComparison.Ordinal);
        Assert.True(Seconds("WatchdogSec", SystemdUnit.Witness) > OwnHealthMonitor.ReactorLimit, "a hang is said before the witness is killed for it");
        Assert.True(Seconds("TimeoutStopSec", SystemdUnit.Witness) > 2 * WitnessVotes.Patience);
    }

    private static TimeSpan Seconds(string setting, SystemdUnit? unit = null) =>
        TimeSpan.FromSeconds(int.Parse((unit ?? SystemdUnit.Agent)[setting].TrimEnd('s'), CultureInfo.InvariantCulture));

    private static Task<ChildResult> AnalyzeAsync(params string[] arguments) => ChildProcess.RunAsync(
        null, "systemd-analyze", arguments, null, TimeSpan.FromSeconds(60), 256 * 1024, TestContext.Current.CancellationToken);

    [GeneratedRegex("ExecStart=[^ ]+ ", RegexOptions.None, 1000)]
    private static partial Regex Program();

    [GeneratedRegex("Overall exposure level for [^:]+: (?<level>[0-9.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Level();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.None, 1000)]
    private static partial Regex Underscores();
}
