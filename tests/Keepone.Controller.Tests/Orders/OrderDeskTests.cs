using System.Net;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Protocol.Api;
using Microsoft.Extensions.Logging;
using V1 = Keepone.Protocol.V1;

namespace Keepone.Controller.Tests.Orders;

/// <summary>From the request over HTTP to the agents, back, and into log and history.</summary>
public sealed class OrderDeskTests
{
    private const int OrderGiven = 2401;
    private const int OrderNotTaken = 2402;
    private const int OrderRefused = 2403;

    private static readonly FailoverRequest Failover = new() { By = "ann", Why = "net-1 is to be upgraded" };

    [Fact]
    public async Task Failover_FitBackup_OrdersTheMasterAndRecordsWhoAndWhy()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var one = await ConnectAsync(controller, "net-1", VrrpState.Master);
        await using var two = await ConnectAsync(controller, "net-2", VrrpState.Backup);
        var asking = FailoverAsync(controller, Failover);

        var order = await one.AnswerAsync();
        var (status, response, _) = await asking;

        Assert.Equal(
            (V1.OrderKind.Failover, RouterId.FromName("edge-1").ToString(), 30L, "ann", "net-1 is to be upgraded", false),
            (order.Kind, order.RouterId, order.Lasting.Seconds, order.By, order.Why, order.TakeBack));
        Assert.Equal((HttpStatusCode.OK, "net-2"), (status, response!.Expected));
        Assert.Equal("net-1 gives way as master of router edge-1; net-2 is expected to take over (priority 100 against 31), for 30s.", response.Sentence);
        Assert.Equal(("net-1", true, "In force until 2026-03-01 12:00:00Z."), (response.Answers[0].Node, response.Answers[0].Taken, response.Answers[0].Sentence));

        const string Sentence = "ann ordered that net-1 gives way as master of router edge-1, for 30s, because: net-1 is to be upgraded.";
        var line = await controller.Log.WaitAsync(OrderGiven);
        Assert.Equal((LogLevel.Warning, Sentence, "ann"), (line.Level, line.Message, line.State["by"]));
        var row = await HistoryAsync(controller, change => change.OrderedBy is not null);
        Assert.Equal(("net-1", "ann", Sentence, (VrrpState?)null), (row.Node, row.OrderedBy, row.Reason, row.To));
    }

    [Fact]
    public async Task Failover_Target_IsGivenToTheOthersFirstAndToTheMasterLast()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var one = await ConnectAsync(controller, "net-1", VrrpState.Master);
        await using var two = await ConnectAsync(controller, "net-2", VrrpState.Backup);
        await using var three = await ConnectAsync(controller, "net-3", VrrpState.Backup);
        var asking = FailoverAsync(controller, Failover with { To = "net-3", ForSeconds = 90 });

        Assert.Equal(90, (await two.AnswerAsync()).Lasting.Seconds);
        await one.AnswerAsync();
        var (status, response, _) = await asking;

        Assert.Equal((HttpStatusCode.OK, "net-3"), (status, response!.Expected));
        Assert.Equal(["net-2", "net-1"], response.Answers.Select(answer => answer.Node));
    }

    [Fact]
    public async Task Failover_AnAgentRefuses_IsTakenBackFromTheOthers()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var one = await ConnectAsync(controller, "net-1", VrrpState.Master);
        await using var two = await ConnectAsync(controller, "net-2", VrrpState.Backup);
        await using var three = await ConnectAsync(controller, "net-3", VrrpState.Backup);
        var asking = FailoverAsync(controller, Failover with { To = "net-3" });

        await two.AnswerAsync();
        await one.AnswerAsync(refusal: "Its disk is full.");
        Assert.True((await two.AnswerAsync()).TakeBack);
        Assert.True((await one.AnswerAsync()).TakeBack);
        var (status, _, problem) = await asking;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("The mastership of router edge-1 is not moved: The agent on net-1 refuses it: Its disk is full.", problem, StringComparison.Ordinal);
        var line = await controller.Log.WaitAsync(OrderNotTaken);
        Assert.Contains("Its disk is full.", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failover_NobodyFit_IsRefusedAndGivenWhenForced()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var one = await ConnectAsync(controller, "net-1", VrrpState.Master);

        var (status, _, problem) = await FailoverAsync(controller, Failover);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal(
            "Router edge-1 has no other replica than net-1's: nobody could take over. It is ordered in spite of that with `force`.", problem);
        Assert.Contains("An order of ann was refused: Router edge-1", (await controller.Log.WaitAsync(OrderRefused)).Message, StringComparison.Ordinal);

        var asking = FailoverAsync(controller, Failover with { Force = true });
        await one.AnswerAsync();
        (status, var response, _) = await asking;
        Assert.Equal((HttpStatusCode.OK, (string?)null), (status, response!.Expected));
        Assert.Contains("Forced, in spite of this", Assert.Single(response.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failover_AgentLosesItsConnection_IsSaid()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var one = await ConnectAsync(controller, "net-1", VrrpState.Master);
        await using var two = await ConnectAsync(controller, "net-2", VrrpState.Backup);
        var asking = FailoverAsync(controller, Failover);

        await one.OrderAsync();
        one.Break();
        var (status, _, problem) = await asking;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("the agent on net-1 lost its connection before it answered", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failover_AgentIsSilent_IsWaitedForForABoundedTime()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var one = await ConnectAsync(controller, "net-1", VrrpState.Master);
        await using var two = await ConnectAsync(controller, "net-2", VrrpState.Backup);

        var (status, _, problem) = await FailoverAsync(controller, Failover);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("the agent on net-1 did not answer within 3 s", problem, StringComparison.Ordinal);

        // It may have taken it: it is told to forget it.
        Assert.False((await one.OrderAsync()).TakeBack);
        Assert.True((await one.OrderAsync()).TakeBack);
    }

    [Fact]
    public async Task Failover_AgentOfAFormerVersion_IsNotWaitedFor()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var old = new TestAgent(controller.AgentSocket, "net-1") { TakesOrders = false };
        await old.HelloAsync(Samples.Observation("edge-1", "net-1", VrrpState.Master));
        await using var two = await ConnectAsync(controller, "net-2", VrrpState.Backup);

        var (status, _, problem) = await FailoverAsync(controller, Failover);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("Nothing was ordered: the agent on net-1 is of version 0.1.0, which takes no orders: upgrade it.", problem);
    }

    [Fact]
    public async Task Maintenance_OnAndOff_IsGivenShownAndKeptInTheHistoryOfTheNodesRouters()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var one = await ConnectAsync(controller, "net-1", VrrpState.Master);
        var asking = MaintenanceAsync(controller, new MaintenanceRequest { By = "bob", ForSeconds = 7200, Why = "new kernel" });
        var order = await one.AnswerAsync();
        var (status, response, _) = await asking;

        Assert.Equal((HttpStatusCode.OK, 7200L, false), (status, order.Lasting.Seconds, order.HasRouterId));
        Assert.Equal("Node net-1 is under maintenance for 2h.", response!.Sentence);
        Assert.Contains("Router edge-1 has nobody else who is fit", Assert.Single(response.Warnings), StringComparison.Ordinal);
        var row = await HistoryAsync(controller, change => change.OrderedBy == "bob");
        Assert.Equal("bob ordered that node net-1 is under maintenance for 2h, because: new kernel.", row.Reason);

        var inForce = new OperatorOrder(OrderKind.Maintenance, null, Samples.Noon, "bob", "new kernel", Samples.Noon);
        var seen = Samples.Observation("edge-1", "net-1", VrrpState.Master);
        await one.ReportAsync(seen with { Health = seen.Health with { Penalty = 99, Orders = [inForce] } });
        await one.HeartbeatAsync();
        await UntilAsync(async () =>
            (await controller.GetAsync("/api/v1/nodes", ApiJson.Default.NodeResponseArray))[0].Maintenance == inForce);
        var router = await controller.GetAsync("/api/v1/routers/edge-1", ApiJson.Default.RouterDetailResponse);
        Assert.Equal(new NodeOrder("net-1", inForce), Assert.Single(router.Orders));

        asking = MaintenanceAsync(controller, new MaintenanceRequest { By = "bob", Off = true });
        Assert.True((await one.AnswerAsync()).TakeBack);
        (status, response, _) = await asking;
        Assert.Equal((HttpStatusCode.OK, "The maintenance of node net-1 ends."), (status, response!.Sentence));
    }

    [Fact]
    public async Task Maintenance_NodeThatIsNotConnected_IsSaid()
    {
        await using var controller = await ControllerFixture.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await MaintenanceAsync(controller, new MaintenanceRequest { By = "bob" })).Status);

        await using var one = await ConnectAsync(controller, "net-1", VrrpState.Master);
        await one.GoodbyeAsync();
        await controller.Log.WaitAsync(2103);
        var (status, _, problem) = await MaintenanceAsync(controller, new MaintenanceRequest { By = "bob" });

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Nothing was ordered: the agent on net-1 is not connected."), (status, problem));
    }

    [Fact]
    public async Task Order_BadRequest_IsRefusedWithASentence()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var one = await ConnectAsync(controller, "net-1", VrrpState.Master);

        await RefusedAsync(Failover with { By = " " }, "`by` is missing");
        await RefusedAsync(Failover with { Why = new string('w', 201) }, "at most 200 characters");
        await RefusedAsync(Failover with { ForSeconds = 0 }, "`forSeconds` is 0, expected 1 to 2592000");
        Assert.Equal(HttpStatusCode.NotFound, (await controller.OrderAsync("/api/v1/routers/nobody/failover", Failover, ApiJson.Default.FailoverRequest)).Status);

        async Task RefusedAsync(FailoverRequest request, string expected)
        {
            var (status, _, problem) = await FailoverAsync(controller, request);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains(expected, problem, StringComparison.Ordinal);
        }
    }

    private static Task<TestAgent> ConnectAsync(ControllerFixture controller, string node, VrrpState state)
    {
        var seen = Samples.Observation("edge-1", node, state, hears: state == VrrpState.Backup ? ["net-1"] : []);
        return TestAgent.ConnectAsync(
            controller, node, seen with { Health = new HealthReport(100, 0, state == VrrpState.Master ? 30 : 0, "no penalty") });
    }

    private static Task<(HttpStatusCode Status, OrderResponse? Response, string Problem)> FailoverAsync(ControllerFixture controller, FailoverRequest request) =>
        controller.OrderAsync("/api/v1/routers/edge-1/failover", request, ApiJson.Default.FailoverRequest);

    private static Task<(HttpStatusCode Status, OrderResponse? Response, string Problem)> MaintenanceAsync(
        ControllerFixture controller, MaintenanceRequest request) =>
        controller.OrderAsync("/api/v1/nodes/net-1/maintenance", request, ApiJson.Default.MaintenanceRequest);

    private static async Task<TransitionResponse> HistoryAsync(ControllerFixture controller, Func<TransitionResponse, bool> match)
    {
        TransitionResponse? found = null;
        await UntilAsync(async () =>
        {
            var router = await controller.GetAsync("/api/v1/routers/edge-1", ApiJson.Default.RouterDetailResponse);
            return (found = router.History.FirstOrDefault(match)) is not null;
        });
        return found!;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "not in time");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ControllerFixture.Cancellation);
        }
    }
}
