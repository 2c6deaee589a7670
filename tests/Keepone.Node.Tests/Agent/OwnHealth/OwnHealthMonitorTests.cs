using Keepone.Agent.OwnHealth;
using Keepone.Linux;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keepone.Node.Tests.Agent.OwnHealth;

public sealed class OwnHealthMonitorTests
{
    [Fact]
    public async Task RunAsync_ARunningAgent_IsMeasuredWithoutAnybodyAsking()
    {
        using var reactor = new Reactor((_, _) => { }, latenessInterval: TimeSpan.FromMilliseconds(10));
        var monitor = new OwnHealthMonitor(reactor, new Pulses(TimeProvider.System), () => 3, TimeProvider.System, NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        var looked = new SemaphoreSlim(0);
        var running = monitor.RunAsync(_ => looked.Release(), stop.Token, TimeSpan.FromMilliseconds(10));
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await looked.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        }

        await stop.CancelAsync();
        await running;
        Assert.True(monitor.Report.WorstLatenessMilliseconds > 0);
        Assert.True(monitor.WorstLateness > TimeSpan.Zero);
        Assert.InRange(monitor.Report.ResidentBytes, 1024 * 1024, 8L * 1024 * 1024 * 1024);
        Assert.InRange(monitor.Report.Descriptors, 3, monitor.Report.DescriptorLimit);
        Assert.Empty(monitor.Report.Stuck);
    }
}
