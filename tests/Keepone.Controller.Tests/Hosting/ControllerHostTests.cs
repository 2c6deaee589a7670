using System.Net;
using System.Net.Sockets;
using Keepone.Controller.Configuration;
using Keepone.Controller.Tests.Reporting;

namespace Keepone.Controller.Tests.Hosting;

public sealed class ControllerHostTests
{
    [Fact]
    public async Task StartAsync_OccupiedPort_IsOneSentence()
    {
        using var occupant = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        occupant.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        occupant.Listen();
        var address = $"http://{occupant.LocalEndPoint}";
        await using var controller = new ControllerFixture();
        controller.Options = controller.Options with { Api = [ListenAddress.Parse(address, out _)!] };

        var failure = await Assert.ThrowsAsync<StartupException>(() => controller.RestartAsync());

        Assert.Equal(ExitCodes.MissingPrivilege, failure.ExitCode);
        Assert.Contains(address, failure.Message, StringComparison.Ordinal);
        Assert.Contains("in use", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task StartAsync_SocketOfARunningController_IsRefused()
    {
        await using var first = await ControllerFixture.StartAsync();
        await using var second = new ControllerFixture();
        second.Options = second.Options with { Agents = first.Options.Agents };

        var failure = await Assert.ThrowsAsync<StartupException>(() => second.RestartAsync());

        Assert.Contains($"The socket {first.AgentSocket} is in use", failure.Message, StringComparison.Ordinal);
        await first.SettleAsync();
        Assert.True(File.Exists(first.AgentSocket));
    }

    [Fact]
    public async Task StartAsync_SocketThatAKilledControllerLeft_IsReplacedAndProtected()
    {
        await using var controller = new ControllerFixture();
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // Its name is taken away first: a socket that is closed in order removes its file.
            dead.Bind(new UnixDomainSocketEndPoint($"{controller.AgentSocket}.bound"));
            File.Move($"{controller.AgentSocket}.bound", controller.AgentSocket);
        }

        Assert.True(File.Exists(controller.AgentSocket));
        await controller.RestartAsync();

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(controller.AgentSocket));
        await controller.StopAsync();
        Assert.False(File.Exists(controller.AgentSocket));
    }

    [Fact]
    public async Task StartAsync_AddressOfAnotherMachine_IsOneSentence()
    {
        await using var controller = new ControllerFixture();
        using var authority = new Authority(controller.Directory, "ca");
        controller.Options = controller.Options with
        {
            Agents = [ListenAddress.Parse($"https://192.0.2.1:{ControllerLinkTests.FreePort()}", out _)!],
            Tls = authority.Issue("controller-1", server: true),
        };

        var failure = await Assert.ThrowsAsync<StartupException>(() => controller.RestartAsync());

        Assert.Contains("must belong to this machine", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_CertificateMissing_IsOneSentence()
    {
        await using var controller = new ControllerFixture();
        controller.Options = controller.Options with
        {
            Agents = [ListenAddress.Parse("https://127.0.0.1:1", out _)!],
            Tls = new TlsFiles("/nonexistent/c.crt", "/nonexistent/c.key", "/nonexistent/ca.crt"),
        };

        var failure = await Assert.ThrowsAsync<StartupException>(() => controller.RestartAsync());

        Assert.Contains("/nonexistent/c.crt", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.MissingPrivilege, failure.ExitCode);
    }

    [Fact]
    public async Task RunAsync_BadArgumentsAndMissingConfiguration_ExitWithTwo()
    {
        Assert.Equal(ExitCodes.Usage, await Program.RunAsync(["--log", "xml"]));
        Assert.Equal(ExitCodes.Usage, await Program.RunAsync(["--config", "/nonexistent/controller.yaml"]));
        Assert.Equal(ExitCodes.Ok, await Program.RunAsync(["--version"]));
    }
}
