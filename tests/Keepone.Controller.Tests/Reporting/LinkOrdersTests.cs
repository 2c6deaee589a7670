using System.Net;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Protocol.Api;
using V1 = Keepone.Protocol.V1;

namespace Keepone.Controller.Tests.Reporting;

/// <summary>Orders and checks' verdicts over the agent's real link.</summary>
public sealed class LinkOrdersTests
{
    private const int Connected = 1301;
    private static readonly RouterId Edge = RouterId.FromName("edge-1");

    [Fact]
    public async Task RunAsync_FailoverAndMaintenance_AreInTheBookAndAnswered()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var agent = new RunningLink("net-1", $"unix:{controller.AgentSocket}");
        agent.Queue.Publish(Samples.Observation("edge-1", "net-1", VrrpState.Master));
        agent.Start();
        await agent.Log.WaitAsync(Connected);

        var failover = new FailoverRequest { By = "ann", Force = true, ForSeconds = 3600, Why = "upgrade" };
        var (status, response, problem) = await controller.OrderAsync("/api/v1/routers/edge-1/failover", failover, ApiJson.Default.FailoverRequest);
        Assert.True(status == HttpStatusCode.OK, problem);
        var order = Assert.Single(agent.Book.For(Edge));
        Assert.Equal((OrderKind.Failover, Edge, "ann", "upgrade"), (order.Kind, order.Router, order.By, order.Why));

        // protobuf's times have nanoseconds, the framework's a hundred of them.
        Assert.Equal(order.Until, response!.Answers[0].Until);

        (status, _, problem) = await controller.OrderAsync(
            "/api/v1/nodes/net-1/maintenance", new MaintenanceRequest { By = "bob" }, ApiJson.Default.MaintenanceRequest);
        Assert.True(status == HttpStatusCode.OK, problem);
        Assert.Equal([OrderKind.Failover, OrderKind.Maintenance], agent.Book.For(Edge).Select(one => one.Kind));

        (status, _, problem) = await controller.OrderAsync(
            "/api/v1/nodes/net-1/maintenance", new MaintenanceRequest { By = "bob", Off = true }, ApiJson.Default.MaintenanceRequest);
        Assert.True(status == HttpStatusCode.OK, problem);
        Assert.Equal([OrderKind.Failover], agent.Book.For(Edge).Select(one => one.Kind));
    }

    [Fact]
    public async Task RunAsync_MaintenanceOfANodeWithoutReplicas_IsShownAlsoAfterTheControllerRestarts()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var agent = new RunningLink("net-1", $"unix:{controller.AgentSocket}");
        agent.Start();
        await agent.Log.WaitAsync(Connected);
        var (status, _, problem) = await controller.OrderAsync(
            "/api/v1/nodes/net-1/maintenance", new MaintenanceRequest { By = "bob", ForSeconds = 7200 }, ApiJson.Default.MaintenanceRequest);
        Assert.True(status == HttpStatusCode.OK, problem);
        Assert.Equal("bob", (await NodeAsync()).Maintenance?.By);

        await controller.RestartAsync();
        await controller.Log.WaitAsync(2101);
        Assert.Equal(agent.Book.All, [(await NodeAsync()).Maintenance!]);

        await controller.OrderAsync("/api/v1/nodes/net-1/maintenance", new MaintenanceRequest { By = "bob", Off = true }, ApiJson.Default.MaintenanceRequest);
        Assert.Null((await NodeAsync()).Maintenance);

        async Task<NodeResponse> NodeAsync() => Assert.Single(await controller.GetAsync("/api/v1/nodes", ApiJson.Default.NodeResponseArray));
    }

    [Fact]
    public async Task RunAsync_VerdictChanges_AreHistoryOfTheirOwn()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var agent = new RunningLink("net-1", $"unix:{controller.AgentSocket}");

        // Now, because the controller prunes history that is too old.
        var now = TimeProvider.System.GetUtcNow();
        var seen = Samples.Observation("edge-1", "net-1", VrrpState.Master, now);
        agent.Queue.Publish(seen);
        agent.Queue.History.NoteCheck(
            seen.Router, seen.RouterName, seen.State, now, "uplink", "check uplink failed 3 times in a row (203.0.113.1 did not answer)");
        agent.Start();

        TransitionResponse? row = null;
        var began = TimeProvider.System.GetTimestamp();
        while (row is null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "not in time");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ControllerFixture.Cancellation);
            var routers = await controller.GetAsync("/api/v1/routers", ApiJson.Default.RouterResponseArray);
            row = routers.Length == 0
                ? null
                : (await controller.GetAsync("/api/v1/routers/edge-1", ApiJson.Default.RouterDetailResponse)).History.FirstOrDefault(line => line.Check is not null);
        }

        Assert.Equal(("uplink", VrrpState.Master, VrrpState.Master), (row.Check, row.From, row.To));
        Assert.StartsWith("check uplink failed 3 times", row.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ControllerThatDoesNotTakeVerdicts_IsToldStatesOnly()
    {
        var told = new List<V1.StateChange>();
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var controller = await HostileController.StartAsync(async (agent, answers, context) =>
        {
            await answers.WriteAsync(HostileController.Welcome);
            while (await agent.MoveNext(context.CancellationToken))
            {
                told.AddRange(agent.Current.StateChanges?.Changes ?? []);
                if (told.Count >= 2)
                {
                    both.TrySetResult();
                }
            }
        });
        await using var agent = new RunningLink("net-1", controller.Endpoint);
        var seen = Samples.Observation("edge-1", "net-1", VrrpState.Backup);
        agent.Queue.Publish(seen);
        agent.Queue.History.NoteCheck(seen.Router, seen.RouterName, seen.State, Samples.Noon, "uplink", "check uplink failed");
        agent.Queue.Publish(seen with { State = VrrpState.Master });
        agent.Start();

        await both.Task.WaitAsync(TimeSpan.FromSeconds(60), ControllerFixture.Cancellation);
        Assert.Equal([1UL, 3UL], told.Select(change => change.Sequence));
        Assert.All(told, change => Assert.False(change.HasCheck));
    }

    [Theory]
    [InlineData("unknown router", "has no replica of router")]
    [InlineData("hostile", "is not a UUID")]
    [InlineData("Neutron's", "is Neutron's and only watched here")]
    public async Task RunAsync_OrderThatCannotBe_IsRefusedInTheAnswer(string what, string expected)
    {
        var answered = new TaskCompletionSource<V1.OrderAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var controller = await HostileController.StartAsync(async (agent, answers, context) =>
        {
            await answers.WriteAsync(HostileController.Welcome);
            await answers.WriteAsync(new V1.ControllerMessage
            {
                Order = new V1.Order
                {
                    Id = 9,
                    Kind = V1.OrderKind.Failover,
                    RouterId = what == "hostile" ? "a\nb" : Edge.ToString(),
                    Lasting = new() { Seconds = 30 },
                    By = "ann",
                },
            });
            while (await agent.MoveNext(context.CancellationToken))
            {
                if (agent.Current.OrderAnswer is { } answer)
                {
                    answered.TrySetResult(answer);
                }
            }
        });
        await using var agent = new RunningLink("net-1", controller.Endpoint);
        if (what == "Neutron's")
        {
            agent.Queue.Publish(Samples.Observation("edge-1", "net-1", VrrpState.Master) with { Router = Edge, Keeper = Keeper.Neutron });
        }

        agent.Start();

        var answer = await answered.Task.WaitAsync(TimeSpan.FromSeconds(60), ControllerFixture.Cancellation);
        Assert.Equal(9UL, answer.Id);
        Assert.Contains(expected, answer.Refusal, StringComparison.Ordinal);
        Assert.Empty(agent.Book.All);
        Assert.True(agent.Link.Status.Connected);
    }

    [Fact]
    public async Task RunAsync_FloodOfOrders_LeavesRoomForHeartbeats()
    {
        var beats = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var controller = await HostileController.StartAsync(async (agent, answers, context) =>
        {
            var welcome = HostileController.Welcome.Clone();
            welcome.Welcome.HeartbeatInterval = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100));
            await answers.WriteAsync(welcome);
            var flood = Task.Run(async () =>
            {
                for (var id = 1UL; !context.CancellationToken.IsCancellationRequested; id++)
                {
                    await answers.WriteAsync(new V1.ControllerMessage
                    {
                        Order = new V1.Order { Id = id, Kind = V1.OrderKind.Maintenance, Lasting = new() { Seconds = 60 }, By = $"m{id}" },
                    });
                }
            });
            while (await agent.MoveNext(context.CancellationToken))
            {
                if (agent.Current.BodyCase == V1.AgentMessage.BodyOneofCase.Heartbeat && ++beats >= 5)
                {
                    enough.TrySetResult();
                }
            }

            await flood;
        });
        await using var agent = new RunningLink("net-1", controller.Endpoint);
        agent.Start();

        await enough.Task.WaitAsync(TimeSpan.FromSeconds(60), ControllerFixture.Cancellation);
        Assert.Single(agent.Book.All);
    }
}
