using Keepone.Core.Diagnosis;
using Keepone.Protocol.Api;
using Keepone.Protocol.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using VrrpState = Keepone.Core.Model.VrrpState;

namespace Keepone.Controller.Tests;

/// <summary>From an agent's word over gRPC to the line in the log, the row in the database and the answer of the API.</summary>
public sealed class DiagnosisFlowTests
{
    private static readonly DateTimeOffset Noon = Samples.Noon;

    [Fact]
    public async Task TwoMastersOnAliveAgents_AreAnErrorAfterTheHoldAndCloseAfterTheHeal()
    {
        var time = new FakeTimeProvider(Noon);
        await using var controller = await ControllerFixture.StartAsync(time);
        await using var one = await TestAgent.ConnectAsync(
            controller, "net-1", Samples.Observation("edge-1", "net-1", VrrpState.Master, Noon));
        await using var two = await TestAgent.ConnectAsync(
            controller, "net-2", Samples.Observation("edge-1", "net-2", VrrpState.Backup, Noon, "net-1"));
        await using var three = await TestAgent.ConnectAsync(
            controller, "net-3", Samples.Observation("edge-1", "net-3", VrrpState.Backup, Noon, "net-1"));

        await AdvanceAsync(controller, time, TimeSpan.FromSeconds(1));
        await three.ReportAsync("edge-1", VrrpState.Master, Noon.AddSeconds(1));
        await two.ReportAsync("edge-1", VrrpState.Backup, Noon, "net-3");

        // The controller wants to know whether net-1 is still there to be a master.
        Assert.Equal(ControllerMessage.BodyOneofCase.Ask, (await one.ReadAsync())!.BodyCase);
        await one.HeartbeatAsync();
        await StatusAsync(controller, router => router.Nodes.Length == 3 && router.Masters.Length == 2);
        await HeardAsync(controller, "net-1", Noon.AddSeconds(1));
        await AdvanceAsync(controller, time, TimeSpan.FromSeconds(1.9));
        Assert.Empty(controller.Log.Of(2001));

        await AdvanceAsync(controller, time, TimeSpan.FromSeconds(0.1));
        var line = await controller.Log.WaitAsync(2001);
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Equal(
            "Router edge-1 has 2 masters on alive agents: net-1 (since 12:00:00), net-3 (since 12:00:01). "
            + "Cause: HA network partition; net-1 hears nobody. See docs/runbook.md#multiple-masters",
            line.Message);
        Assert.Equal(
            ("edge-1", "ha-network-partition", "net-1,net-3"), (
                line.State["router"], line.State["cause"], line.State["masters"]));

        var open = Assert.Single(
            await controller.GetAsync("/api/v1/incidents?state=open", ApiJson.Default.IncidentResponseArray));
        Assert.Equal(
            (RouterStatus.MultipleMasters, Certainty.Confirmed, Noon.AddSeconds(1), Noon.AddSeconds(3)), (open.Status, open.Certainty, open.Since, open.OpenedAt));

        await one.ReportAsync("edge-1", VrrpState.Backup, Noon.AddSeconds(3), "net-3");
        await controller.Log.WaitAsync(2005);
        Assert.Empty(await controller.GetAsync("/api/v1/incidents?state=open", ApiJson.Default.IncidentResponseArray));
        var closed = Assert.Single(
            await controller.GetAsync("/api/v1/incidents?state=closed", ApiJson.Default.IncidentResponseArray));
        Assert.Equal([IncidentEventKind.Opened, IncidentEventKind.Closed], closed.Events.Select(e => e.Kind));
    }

    [Fact]
    public async Task MasterOnADeadAgentBesideAnother_IsAWarning()
    {
        var time = new FakeTimeProvider(Noon);
        await using var controller = await ControllerFixture.StartAsync(time);
        await using var one = await TestAgent.ConnectAsync(
            controller, "net-1", Samples.Observation("edge-1", "net-1", VrrpState.Master, Noon));
        await using var three = await TestAgent.ConnectAsync(
            controller, "net-3", Samples.Observation("edge-1", "net-3", VrrpState.Backup, Noon, "net-1"));
        one.Break();
        await controller.Log.WaitAsync(2106);

        await AdvanceAsync(controller, time, TimeSpan.FromSeconds(4), three);
        await three.ReportAsync("edge-1", VrrpState.Master, Noon.AddSeconds(4));
        await StatusAsync(controller, router => router.Masters.Length == 2);
        await AdvanceAsync(controller, time, TimeSpan.FromSeconds(2), three);

        var dead = await controller.Log.WaitAsync(2102);
        Assert.Contains("Agent net-1 is dead: nothing was heard from it since 12:00:00.", dead.Message, StringComparison.Ordinal);
        var line = await controller.Log.WaitAsync(2002);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains(
            "1 on an alive agent, 1 last seen on dead agent net-1 (silent for 6 s)", line.Message, StringComparison.Ordinal);
        Assert.Empty(controller.Log.Of(2001));
    }

    [Fact]
    public async Task AgentThatSaysGoodbye_IsStoppedAndNeverDead()
    {
        var time = new FakeTimeProvider(Noon);
        await using var controller = await ControllerFixture.StartAsync(time);
        await using var one = await TestAgent.ConnectAsync(
            controller, "net-1", Samples.Observation("edge-1", "net-1", VrrpState.Master, Noon));
        await one.GoodbyeAsync();
        Assert.Null(await one.ReadAsync());
        await AdvanceAsync(controller, time, TimeSpan.FromSeconds(60));

        var line = await controller.Log.WaitAsync(2103);
        Assert.Equal("Agent net-1 stopped: The node is being upgraded.", line.Message);
        Assert.Empty(controller.Log.Of(2102));
        var node = Assert.Single(await controller.GetAsync("/api/v1/nodes", ApiJson.Default.NodeResponseArray));
        Assert.Equal((AgentState.Stopped, Noon), (node.Agent, node.Since));
    }

    [Fact]
    public async Task NoMaster_IsAWarningAfterItsHold()
    {
        var time = new FakeTimeProvider(Noon);
        await using var controller = await ControllerFixture.StartAsync(time);
        await using var one = await TestAgent.ConnectAsync(
            controller, "net-1", Samples.Observation("edge-1", "net-1", VrrpState.Fault, Noon));
        await using var two = await TestAgent.ConnectAsync(
            controller, "net-2", Samples.Observation("edge-1", "net-2", VrrpState.Fault, Noon));
        await using var three = await TestAgent.ConnectAsync(
            controller, "net-3", Samples.Observation("edge-1", "net-3", VrrpState.Fault, Noon));
        await AdvanceAsync(controller, time, TimeSpan.FromSeconds(6), one, two, three);

        var line = await controller.Log.WaitAsync(2003);
        Assert.Contains("Router edge-1 has no master on an alive agent for 6 s", line.Message, StringComparison.Ordinal);
        Assert.Equal("all-faulted", line.State["cause"]);
    }

    [Fact]
    public async Task ShortOverlap_IsRecordedInLogAndHistory()
    {
        var time = new FakeTimeProvider(Noon);
        await using var controller = await ControllerFixture.StartAsync(time);
        await using var one = await TestAgent.ConnectAsync(
            controller, "net-1", Samples.Observation("edge-1", "net-1", VrrpState.Master, Noon));
        await using var two = await TestAgent.ConnectAsync(
            controller, "net-2", Samples.Observation("edge-1", "net-2", VrrpState.Backup, Noon, "net-1"));
        await two.ReportAsync("edge-1", VrrpState.Master, Noon);
        await StatusAsync(controller, router => router.Masters.Length == 2);
        time.Advance(TimeSpan.FromMilliseconds(40));
        await one.ReportAsync("edge-1", VrrpState.Backup, Noon, "net-2");

        var line = await controller.Log.WaitAsync(2006);
        Assert.Contains("masters on net-1 and net-2 together for 40 ms", line.Message, StringComparison.Ordinal);
        Assert.Empty(controller.Log.Of(2001));
    }

    [Fact]
    public async Task Restart_ForgetsNeitherTheOpenIncidentNorTheMasterOfADeadAgent()
    {
        var time = new FakeTimeProvider(Noon);
        await using var controller = await ControllerFixture.StartAsync(time);
        await using (
            var one = await TestAgent.ConnectAsync(
                controller, "net-1", Samples.Observation("edge-1", "net-1", VrrpState.Master, Noon)))
        await using (
            var three = await TestAgent.ConnectAsync(
                controller, "net-3", Samples.Observation("edge-1", "net-3", VrrpState.Backup, Noon, "net-1")))
        {
            one.Break();
            await controller.Log.WaitAsync(2106);
            await AdvanceAsync(controller, time, TimeSpan.FromSeconds(4), three);
            await three.ReportAsync("edge-1", VrrpState.Master, Noon.AddSeconds(4));
            await StatusAsync(controller, router => router.Masters.Length == 2);
            await AdvanceAsync(controller, time, TimeSpan.FromSeconds(2), three);
            await controller.Log.WaitAsync(2002);
        }

        await controller.RestartAsync(time);
        var open = Assert.Single(
            await controller.GetAsync("/api/v1/incidents?state=open", ApiJson.Default.IncidentResponseArray));
        Assert.Equal((1, Noon.AddSeconds(4)), (open.Number, open.Since));
        Assert.Single(open.Events);
        var nodes = await controller.GetAsync("/api/v1/nodes", ApiJson.Default.NodeResponseArray);
        Assert.Equal([("net-1", AgentState.Dead), ("net-3", AgentState.Unknown)], nodes.Select(node => (node.Name, node.Agent)));

        await using var again = await TestAgent.ConnectAsync(
            controller, "net-3", Samples.Observation("edge-1", "net-3", VrrpState.Master, Noon.AddSeconds(4)));
        var router = await controller.GetAsync("/api/v1/routers/edge-1", ApiJson.Default.RouterDetailResponse);
        Assert.Equal((RouterStatus.MultipleMasters, Certainty.Suspected, 1L), (router.Status, router.Certainty, router.Incident));
        Assert.Contains(router.History, change => change is { Node: "net-3", From: VrrpState.Backup, To: VrrpState.Master });
        Assert.Empty(controller.Log.Of(2002));

        await using var back = await TestAgent.ConnectAsync(
            controller, "net-1", Samples.Observation("edge-1", "net-1", VrrpState.Backup, Noon, "net-3"));
        var closed = await controller.Log.WaitAsync(2005);
        Assert.Equal(1L, closed.State["incident"]);
    }

    [Fact]
    public async Task Stall_OfTheControllerItself_KillsNobody()
    {
        var time = new FakeTimeProvider(Noon);
        await using var controller = await ControllerFixture.StartAsync(time);
        await using var one = await TestAgent.ConnectAsync(
            controller, "net-1", Samples.Observation("edge-1", "net-1", VrrpState.Master, Noon));
        await controller.SettleAsync();
        time.Advance(TimeSpan.FromSeconds(30));
        await controller.Log.WaitAsync(2301);
        await controller.SettleAsync();

        Assert.Empty(controller.Log.Of(2102));
        await AdvanceAsync(controller, time, TimeSpan.FromSeconds(6));
        await controller.Log.WaitAsync(2102);
    }

    /// <summary>Lets time pass in steps that the loop sees, with a heartbeat of these agents in each second.</summary>
    private static async Task AdvanceAsync(
        ControllerFixture controller, FakeTimeProvider time, TimeSpan length, params TestAgent[] agents)
    {
        var step = TimeSpan.FromMilliseconds(100);
        var steps = (int)(length / step);
        for (var i = 1; i <= steps; i++)
        {
            time.Advance(step);
            await controller.SettleAsync();
            if (i % 10 == 0)
            {
                foreach (var agent in agents)
                {
                    await agent.HeartbeatAsync();
                    await HeardAsync(controller, agent.Node, time.GetUtcNow());
                }
            }
        }

        await controller.SettleAsync();
    }

    private static Task HeardAsync(ControllerFixture controller, string node, DateTimeOffset since) => UntilAsync(
        controller, machine =>
            machine.Nodes.Any(known => known.Name == node && known.Liveness.LastHeard >= since), $"{node} is not heard");

    private static Task StatusAsync(ControllerFixture controller, Func<RouterResponse, bool> expected) => UntilAsync(
        controller, machine =>
            Controller.Api.ApiAnswers.Routers(machine).Any(expected), "the router is not in the expected state");

    // What the agent sent is on its way: ask until it has arrived.
    private static async Task UntilAsync(
        ControllerFixture controller, Func<Controller.Fleet.FleetMachine, bool> expected, string otherwise)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (!await controller.Host.Fleet.AskAsync((machine, _) => expected(machine), ControllerFixture.Cancellation))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(20), otherwise);
            await Task.Yield();
        }
    }
}
