using System.Net;
using System.Text.Json;
using Keepone.Core.Diagnosis;
using Keepone.Core.Model;
using Keepone.Protocol.Api;

namespace Keepone.Controller.Tests.Api;

public sealed class ApiEndpointsTests
{
    [Fact]
    public async Task Routers_ByIdAndByName_AnswerTheSame()
    {
        await using var controller = await ControllerFixture.StartAsync();
        var observation = Samples.Observation("edge-1", "net-1", VrrpState.Master);
        await using var agent = await TestAgent.ConnectAsync(controller, "net-1", observation);

        var byName = await controller.GetAsync("/api/v1/routers/edge-1", ApiJson.Default.RouterDetailResponse);
        var byId = await controller.GetAsync(
            $"/api/v1/routers/{RouterId.FromName("edge-1")}", ApiJson.Default.RouterDetailResponse);

        Assert.Equal(byName.Id, byId.Id);
        Assert.Equal((RouterStatus.Degraded, "unknown"), (byName.Status, byName.Cause));
        Assert.Equal(["net-1", "net-2", "net-3"], byName.Nodes);
        Assert.Equal(["net-2", "net-3"], byName.Missing.Select(missing => missing.Node));
        Assert.True(Assert.Single(byName.Replicas).Observation.SaysTheSameAs(observation));
    }

    [Theory]
    [InlineData("/api/v1/routers/nobody", HttpStatusCode.NotFound, "No agent reports a router with this id or name")]
    [InlineData("/api/v1/incidents?state=maybe", HttpStatusCode.BadRequest, "`state` is open or closed")]
    [InlineData("/api/v1/incidents?state=open&state=closed", HttpStatusCode.BadRequest, "`state` is open or closed")]
    [InlineData("/api/v2/routers", HttpStatusCode.NotFound, "There is no /api/v2/routers")]
    [InlineData("/keepone.v1.AgentLink/Connect", HttpStatusCode.NotFound, "Agents connect to an address of `agents`")]
    public async Task Get_WhatIsNotThere_IsAProblemWithASentence(string path, HttpStatusCode status, string expected)
    {
        await using var controller = await ControllerFixture.StartAsync();
        using var http = controller.Http();
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), ControllerFixture.Cancellation);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize(
            await response.Content.ReadAsStringAsync(ControllerFixture.Cancellation), ApiJson.Default.ProblemResponse);
        Assert.Equal((int)status, problem!.Status);
        Assert.Contains(expected, problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Healthz_LoopRuns_IsOk()
    {
        await using var controller = await ControllerFixture.StartAsync();
        using var http = controller.Http();

        Assert.Equal("ok\n", await http.GetStringAsync(new Uri("/healthz", UriKind.Relative), ControllerFixture.Cancellation));
    }
}
