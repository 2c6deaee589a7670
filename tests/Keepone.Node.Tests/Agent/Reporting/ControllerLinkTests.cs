using Keepone.Agent.Reporting;
using Keepone.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Keepone.Node.Tests.Agent.Reporting;

/// <summary>The link without a controller; with one it is tested in Keepone.Controller.Tests.</summary>
public sealed class ControllerLinkTests
{
    [Theory]
    [InlineData(1, 0.0, 250)]
    [InlineData(1, 1.0, 500)]
    [InlineData(2, 1.0, 1000)]
    [InlineData(5, 1.0, 8000)]
    [InlineData(1000, 1.0, 8000)]
    [InlineData(1000, 0.0, 4000)]
    public void PauseAfter_Failures_DoublesUpToTheLongest(int failures, double jitter, double milliseconds) =>
        Assert.Equal(milliseconds, ControllerLink.PauseAfter(failures, jitter).TotalMilliseconds);

    [Fact]
    public async Task RunAsync_NobodyThere_TriesAgainAfterThePauseAndEndsWhenStopped()
    {
        var time = new FakeTimeProvider();
        Assert.True(ControllerEndpoint.TryParse("unix:/nonexistent/one.sock", out var one, out _));
        Assert.True(ControllerEndpoint.TryParse("unix:/nonexistent/two.sock", out var two, out _));
        var pauses = 0;
        var paused = new SemaphoreSlim(0);
        var link = new ControllerLink(
            new ControllerLinkOptions { Endpoints = [one!, two!] },
            new ReportQueue(),
            new AgentIdentity("net-1", "1", "boot", "start"),
            () => TimeSpan.Zero,
            new SteadyClock(time),
            NullLogger.Instance,
            () =>
            {
                pauses++;
                paused.Release();
                return 1;
            });
        using var stop = new CancellationTokenSource();
        var running = link.RunAsync(stop.Token);

        Assert.True(await paused.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Contains("No controller answers at unix:/nonexistent/one.sock", link.Status.LastError, StringComparison.Ordinal);
        while (pauses < 2)
        {
            time.Advance(ControllerLinkOptions.ShortestPause);
            await paused.WaitAsync(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }

        Assert.Equal("unix:/nonexistent/two.sock", link.Status.Endpoint);
        Assert.False(link.Status.Connected);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }
}
