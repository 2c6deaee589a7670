using System.Net;
using System.Net.Sockets;
using Keepone.Controller.Configuration;
using Keepone.Core.Diagnosis;
using Keepone.Core.Model;
using Keepone.Protocol;
using Keepone.Protocol.Api;
using Microsoft.Extensions.Logging;

namespace Keepone.Controller.Tests.Reporting;

/// <summary>The agent's real link against the real controller, in real time.</summary>
public sealed class ControllerLinkTests
{
    private const int Connected = 1301;
    private const int NotConnected = 1302;

    [Fact]
    public async Task RunAsync_Controller_IsToldStateChangesRemovalsAndGoodbye()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var agent = new RunningLink("net-1", $"unix:{controller.AgentSocket}");
        agent.Queue.Publish(Samples.Observation("edge-1", "net-1", VrrpState.Backup));
        agent.Queue.Publish(Samples.Observation("edge-2", "net-1", VrrpState.Master));
        agent.Start();
        await agent.Log.WaitAsync(Connected);
        Assert.True(agent.Link.Status.Connected);
        Assert.Equal("controller-1", agent.Link.Status.Controller);
        Assert.Equal(2, (await RoutersAsync(controller, routers => routers.Length == 2)).Length);

        agent.Queue.Publish(Samples.Observation("edge-1", "net-1", VrrpState.Master));
        agent.Queue.Remove(RouterId.FromName("edge-2"));
        var left = await RoutersAsync(controller, routers => routers is [{ Masters.Length: 1 }]);
        Assert.Equal("edge-1", left[0].Name);

        await agent.StopAsync();
        await controller.Log.WaitAsync(2103);
        Assert.Equal(
            AgentState.Stopped, Assert.Single(
                await controller.GetAsync("/api/v1/nodes", ApiJson.Default.NodeResponseArray)).Agent);
        Assert.False(agent.Link.Status.Connected);
        Assert.Empty(agent.Log.Of(NotConnected));
    }

    [Fact]
    public async Task RunAsync_Heartbeats_CarryTheLateness()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var agent = new RunningLink("net-1", $"unix:{controller.AgentSocket}");
        agent.Start();
        await agent.Log.WaitAsync(Connected);

        await UntilAsync(
            controller, "/api/v1/nodes", ApiJson.Default.NodeResponseArray, nodes => nodes is [{ LatenessMilliseconds: 12 }]);
    }

    [Fact]
    public async Task RunAsync_ControllerThatIsNotThere_IsSaidOnceAndFoundWhenItComes()
    {
        await using var controller = new ControllerFixture();
        await using var agent = new RunningLink("net-1", $"unix:{controller.AgentSocket}");
        agent.Queue.Publish(Samples.Observation("edge-1", "net-1", VrrpState.Backup));
        agent.Start();
        var line = await agent.Log.WaitAsync(NotConnected);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.StartsWith($"No controller answers at unix:{controller.AgentSocket}: ", line.Message, StringComparison.Ordinal);
        Assert.EndsWith("Routers are guarded without it; the agent keeps trying.", line.Message, StringComparison.Ordinal);
        Assert.Equal(line.State["Trouble"], agent.Link.Status.LastError);

        await controller.RestartAsync();
        await agent.Log.WaitAsync(Connected);
        Assert.Single(agent.Log.Of(NotConnected));
        Assert.Single(await RoutersAsync(controller, routers => routers.Length == 1));
    }

    [Fact]
    public async Task RunAsync_ControllerRestarts_ComesBackWithEverything()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var agent = new RunningLink("net-1", $"unix:{controller.AgentSocket}");
        agent.Queue.Publish(Samples.Observation("edge-1", "net-1", VrrpState.Backup));
        agent.Start();
        await agent.Log.WaitAsync(Connected);

        await controller.StopAsync();
        await agent.Log.WaitAsync(NotConnected);
        agent.Queue.Publish(Samples.Observation("edge-1", "net-1", VrrpState.Master));
        await controller.RestartAsync();

        await RoutersAsync(controller, routers => routers is [{ Masters: [{ Evidence: MasterEvidence.Reported }] }]);
        Assert.Equal(2, agent.Log.Of(Connected).Count());
    }

    [Fact]
    public async Task RunAsync_WhatHappenedWithoutAController_IsHistoryInOrderAndOnce()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var agent = new RunningLink("net-1", $"unix:{controller.AgentSocket}");
        var start = TimeProvider.System.GetUtcNow();
        agent.Queue.Publish(Samples.Observation("edge-1", "net-1", VrrpState.Backup, start));
        agent.Start();
        await HistoryAsync(controller, history => history.Length == 1);

        await controller.StopAsync();
        await agent.Log.WaitAsync(NotConnected);
        foreach (var (state, second) in new[] { (VrrpState.Master, 1), (VrrpState.Fault, 2), (VrrpState.Backup, 3) })
        {
            agent.Queue.Publish(Samples.Observation("edge-1", "net-1", state, start.AddMilliseconds(second)));
        }

        await controller.RestartAsync();
        VrrpState?[] expected = [VrrpState.Backup, VrrpState.Fault, VrrpState.Master, VrrpState.Backup];
        var history = await HistoryAsync(controller, history => history.Length >= 4);
        Assert.Equal(expected, history.Select(change => change.To));
        Assert.Equal([VrrpState.Fault, VrrpState.Master, VrrpState.Backup, null], history.Select(change => change.From));
        Assert.Equal(history.Select(change => change.At).OrderDescending(), history.Select(change => change.At));
        Assert.Equal("The evidence says Fault.", history[1].Reason);

        // A controller that forgot what it was told asks for everything, and stores nothing twice.
        await controller.RestartAsync();
        agent.Queue.Publish(Samples.Observation("edge-1", "net-1", VrrpState.Down, start.AddMilliseconds(4)));
        Assert.Equal([VrrpState.Down, .. expected], (await HistoryAsync(controller, history => history.Length >= 5)).Select(change => change.To));
        Assert.Empty(await controller.GetAsync("/api/v1/incidents", ApiJson.Default.IncidentResponseArray));
    }

    [Fact]
    public async Task RunAsync_MoreHistoryThanAMessageTakes_IsToldWhole()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var agent = new RunningLink("net-1", $"unix:{controller.AgentSocket}");
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < 2 * ProtocolLimits.MostStateChanges; i++)
        {
            agent.Queue.Publish(Samples.Observation($"r{i}", "net-1", VrrpState.Backup, now));
            agent.Queue.Publish(Samples.Observation($"r{i}", "net-1", VrrpState.Master, now));
        }

        agent.Start();

        Assert.Equal(2, (await HistoryAsync(controller, history => history.Length == 2, $"r{(2 * ProtocolLimits.MostStateChanges) - 1}")).Length);
        Assert.Equal(2, (await HistoryAsync(controller, history => history.Length == 2, "r0")).Length);
    }

    [Fact]
    public async Task RunAsync_FirstEndpointDead_TakesTheNext()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var agent = new RunningLink(
            "net-1", $"unix:{controller.Directory}/nobody.sock", $"unix:{controller.AgentSocket}");
        agent.Start();

        await agent.Log.WaitAsync(Connected);
        Assert.Equal($"unix:{controller.AgentSocket}", agent.Link.Status.Endpoint);
    }

    [Fact]
    public async Task RunAsync_MutualTls_Connects()
    {
        await using var controller = new ControllerFixture();
        using var authority = new Authority(controller.Directory, "ca");
        var endpoint = await StartWithTlsAsync(controller, authority);
        await using var agent = new RunningLink("net-1", authority.Issue("net-1"), endpoint);
        agent.Start();

        await agent.Log.WaitAsync(Connected);
        Assert.Empty(controller.Log.Of(2107));
    }

    [Fact]
    public async Task RunAsync_CertificateOfAnotherNode_IsRejectedWithTheReason()
    {
        await using var controller = new ControllerFixture();
        using var authority = new Authority(controller.Directory, "ca");
        var endpoint = await StartWithTlsAsync(controller, authority);
        await using var agent = new RunningLink("net-1", authority.Issue("net-2"), endpoint);
        agent.Start();

        var line = await agent.Log.WaitAsync(NotConnected);
        Assert.Contains(
            "rejects this agent: The agent says that it is node 'net-1', but its certificate names 'net-2'", line.Message, StringComparison.Ordinal);
        await controller.Log.WaitAsync(2104);
    }

    [Theory]
    [InlineData("another authority")]
    [InlineData("expired")]
    public async Task RunAsync_CertificateThatDoesNotChain_IsRefusedByTheController(string why)
    {
        await using var controller = new ControllerFixture();
        using var authority = new Authority(controller.Directory, "ca");
        using var other = new Authority(controller.Directory, "other");
        var endpoint = await StartWithTlsAsync(controller, authority);
        var files = why == "expired"
            ? authority.Issue("net-1", expired: true) : other.Issue("net-1") with { Authority = authority.Certificate };
        await using var agent = new RunningLink("net-1", files, endpoint);
        agent.Start();

        var line = await controller.Log.WaitAsync(2107);
        Assert.Contains("'CN=net-1' does not chain to the authority", line.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"The controller at {endpoint}", (await agent.Log.WaitAsync(NotConnected)).Message, StringComparison.Ordinal);
        Assert.Empty(agent.Log.Of(Connected));
    }

    [Fact]
    public async Task RunAsync_ControllerOfAnotherAuthority_IsNotTrusted()
    {
        await using var controller = new ControllerFixture();
        using var authority = new Authority(controller.Directory, "ca");
        using var other = new Authority(controller.Directory, "other");
        var endpoint = await StartWithTlsAsync(controller, authority);
        await using var agent = new RunningLink(
            "net-1", authority.Issue("net-1") with { Authority = other.Certificate }, endpoint);
        agent.Start();

        Assert.Contains("do not trust each other", (await agent.Log.WaitAsync(NotConnected)).Message, StringComparison.Ordinal);
        Assert.Empty(agent.Log.Of(Connected));
    }

    [Fact]
    public async Task RunAsync_CertificateFilesMissing_AreSaidAndReadAgainWithTheNextAttempt()
    {
        await using var controller = new ControllerFixture();
        using var authority = new Authority(controller.Directory, "ca");
        var endpoint = await StartWithTlsAsync(controller, authority);
        var files = authority.Issue("net-1");
        File.Move(files.Certificate, files.Certificate + ".away");
        await using var agent = new RunningLink("net-1", files, endpoint);
        agent.Start();
        Assert.Contains(files.Certificate, (await agent.Log.WaitAsync(NotConnected)).Message, StringComparison.Ordinal);

        File.Move(files.Certificate + ".away", files.Certificate);
        await agent.Log.WaitAsync(Connected);
    }

    [Fact]
    public async Task RunAsync_NoEndpoint_EndsAtOnce()
    {
        await using var agent = new RunningLink("net-1");
        agent.Start();
        await agent.StopAsync();
        Assert.Null(agent.Link.Status.Endpoint);
    }

    private static async Task<string> StartWithTlsAsync(ControllerFixture controller, Authority authority)
    {
        var endpoint = $"https://127.0.0.1:{FreePort()}";
        controller.Options = controller.Options with
        {
            Agents = [ListenAddress.Parse(endpoint, out _)!],
            Tls = authority.Issue("controller-1", server: true),
        };
        await controller.RestartAsync();
        return endpoint;
    }

    internal static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task<TransitionResponse[]> HistoryAsync(
        ControllerFixture controller, Func<TransitionResponse[], bool> expected, string router = "edge-1")
    {
        await RoutersAsync(controller, routers => routers.Any(found => found.Name == router));
        var detail = await UntilAsync(
            controller, $"/api/v1/routers/{router}", ApiJson.Default.RouterDetailResponse, found => expected([.. found.History]));
        return [.. detail.History];
    }

    private static Task<RouterResponse[]> RoutersAsync(ControllerFixture controller, Func<RouterResponse[], bool> expected) =>
        UntilAsync(controller, "/api/v1/routers", ApiJson.Default.RouterResponseArray, expected);

    private static async Task<T> UntilAsync<T>(
        ControllerFixture controller, string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Func<T, bool> expected)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await controller.GetAsync(path, type);
            if (expected(answer))
            {
                return answer;
            }

            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), $"{path} does not answer what is expected");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ControllerFixture.Cancellation);
        }
    }
}
