using Keepone.Core.Diagnosis;
using Keepone.Core.Model;
using Keepone.Protocol;
using Keepone.Protocol.Api;
using Keepone.Protocol.V1;
using VrrpState = Keepone.Core.Model.VrrpState;

namespace Keepone.Controller.Tests.Gateway;

public sealed class AgentGatewayTests
{
    public static TheoryData<string, Action<Hello>, string> Unwelcome => new()
    {
        { "protocol", hello => hello.ProtocolVersion = 2, "speaks version 2 of the protocol" },
        { "name", hello => hello.Node = "a b", "is not a name of letters" },
        { "no name", hello => hello.Node = "", "is not a name of letters" },
        { "version", hello => hello.AgentVersion = new string('v', 1000), "version or one of its ids" },
        { "twice", hello => hello.Observations.Add(hello.Observations[0]), "twice" },
        { "another node's", hello => hello.Observations[0].Node = "net-9", "speaks for node 'net-9'" },
        {
            "too many", hello =>
                hello.Observations.AddRange(Enumerable.Repeat(hello.Observations[0], ProtocolLimits.MostReplicasPerNode)),
            "replicas, more than 4096"
        },
    };

    [Theory]
    [MemberData(nameof(Unwelcome))]
    public async Task Connect_HelloThatIsNotTaken_IsRejectedWithItsReason(string what, Action<Hello> spoil, string expected)
    {
        ArgumentNullException.ThrowIfNull(spoil);
        await using var controller = await ControllerFixture.StartAsync();
        await using var agent = new TestAgent(controller.AgentSocket, "net-1");
        var hello = new Hello { Node = "net-1", AgentVersion = "1", ProtocolVersion = 1, BootId = "b", AgentStartId = "s" };
        hello.Observations.Add(ObservationMapping.ToMessage(Samples.Observation("edge-1", "net-1", VrrpState.Master)));
        spoil(hello);
        await agent.SendAsync(new AgentMessage { Hello = hello });

        var answer = await agent.ReadAsync();

        Assert.True(answer is { BodyCase: ControllerMessage.BodyOneofCase.Rejected }, what);
        Assert.Contains(expected, answer!.Rejected.Reason, StringComparison.Ordinal);
        Assert.Null(await agent.ReadAsync());
        Assert.Contains(expected, (await controller.Log.WaitAsync(2104)).Message, StringComparison.Ordinal);
        Assert.Empty(await controller.GetAsync("/api/v1/nodes", ApiJson.Default.NodeResponseArray));
    }

    [Fact]
    public async Task Connect_NoHelloFirst_IsRejected()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var agent = new TestAgent(controller.AgentSocket, "net-1");
        await agent.HeartbeatAsync();

        Assert.Contains("not a hello", (await agent.ReadAsync())!.Rejected.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_ForAnotherNode_EndsTheSessionWithItsReason()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var agent = await TestAgent.ConnectAsync(controller, "net-1");
        await agent.ReportAsync(Samples.Observation("edge-1", "net-2", VrrpState.Master));

        Assert.Contains(
            "speaks for node 'net-2', but its sender is 'net-1'", (await agent.ReadAsync())!.Rejected.Reason, StringComparison.Ordinal);
        Assert.Empty(await controller.GetAsync("/api/v1/routers", ApiJson.Default.RouterResponseArray));
    }

    [Fact]
    public async Task Connect_SecondConnectionOfANode_TakesOver()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var first = await TestAgent.ConnectAsync(
            controller, "net-1", Samples.Observation("edge-1", "net-1", VrrpState.Master));
        await using var second = await TestAgent.ConnectAsync(
            controller, "net-1", Samples.Observation("edge-2", "net-1", VrrpState.Backup));

        Assert.Contains(
            "Another connection speaks for node net-1", (await first.ReadAsync())!.Rejected.Reason, StringComparison.Ordinal);
        var routers = await controller.GetAsync("/api/v1/routers", ApiJson.Default.RouterResponseArray);
        Assert.Equal(["edge-1", "edge-2"], routers.Select(router => router.Name));
        Assert.Empty(routers[0].Masters.Where(master => master.Evidence == MasterEvidence.Reported));
        Assert.Null(await first.ReadAsync());
        await second.HeartbeatAsync(lateness: 7.5);
        await controller.SettleAsync();
    }

    [Fact]
    public async Task Removed_LastReplica_ForgetsTheRouter()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using var agent = await TestAgent.ConnectAsync(
            controller, "net-1", Samples.Observation("edge-1", "net-1", VrrpState.Master));
        await agent.SendAsync(new AgentMessage { Removed = new Removed { RouterId = RouterId.FromName("edge-1").ToString() } });
        await agent.GoodbyeAsync();
        Assert.Null(await agent.ReadAsync());

        Assert.Empty(await controller.GetAsync("/api/v1/routers", ApiJson.Default.RouterResponseArray));
    }
}
