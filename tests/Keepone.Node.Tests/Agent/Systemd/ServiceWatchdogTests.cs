using Keepone.Agent.OwnHealth;
using Keepone.Agent.Systemd;
using Keepone.Linux;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Keepone.Node.Tests.Agent.Systemd;

public sealed class ServiceWatchdogTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(null, 1000)]
    [InlineData("20000000", 1000)]
    [InlineData("600000", 200)]
    public void Interval_WatchdogOfTheManager_IsFedThreeTimesWithin(string? watchdog, double milliseconds)
    {
        using var manager = new DatagramListener();
        using var systemd = Open(manager, watchdog);
        Assert.Equal(milliseconds, new ServiceWatchdog(systemd, () => "").Interval.TotalMilliseconds);
    }

    [Fact]
    public void Take_NobodyListens_TheReplicasAreNotLookedThrough()
    {
        using var systemd = ServiceNotifier.Open(_ => null, Environment.ProcessId);
        using var reactor = new Reactor((_, _) => { }, _time);
        var report = new OwnHealthMonitor(reactor, new Pulses(_time), () => 1, _time, NullLogger.Instance).Report;

        new ServiceWatchdog(systemd, () => throw new InvalidOperationException("a summary for nobody")).Take(report);

        Assert.False(systemd.HasListener);
    }

    [Fact]
    public async Task Take_ALoopHangs_TheWatchdogFallsSilentUntilItComesRound()
    {
        using var manager = new DatagramListener();
        using var systemd = Open(manager, "20000000");
        using var reactor = new Reactor((_, _) => { }, _time, TimeSpan.FromMilliseconds(5));
        var pulses = new Pulses(_time);
        using var loop = pulses.Add("the loop of router edge-1", TimeSpan.FromSeconds(60));
        var monitor = new OwnHealthMonitor(reactor, pulses, () => 1, _time, NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        var running = monitor.RunAsync(new ServiceWatchdog(systemd, () => "All is well.").Take, stop.Token);
        await AdvanceAsync(loop);
        Assert.Equal(["WATCHDOG=1", "STATUS=All is well."], [await manager.NextTextAsync(), await manager.NextTextAsync()]);

        // The loop hangs; everything else goes on.
        var seconds = 0;
        while (manager.Waiting() is var said && !said.Contains("STATUS=Hangs: the loop of router edge-1 has not come round for 61 s."))
        {
            Assert.True(++seconds <= 70 && monitor.Report.Stuck.IsEmpty, string.Join('|', monitor.Report.Stuck));
            await AdvanceAsync(null);
        }

        await AdvanceAsync(null);
        Assert.DoesNotContain("WATCHDOG=1", manager.Waiting());
        await AdvanceAsync(loop);
        Assert.Contains("WATCHDOG=1", manager.Waiting());
        await stop.CancelAsync();
        await running;

        async Task AdvanceAsync(Pulses.Pulse? beating)
        {
            var before = monitor.Report;
            beating?.Beat();

            // The reactor's own tick comes from the kernel's timer, and reads the test's clock: let it see the new time first.
            _time.Advance(TimeSpan.FromSeconds(1));
            await EventuallyAsync(() => reactor.SinceLastTick == TimeSpan.Zero && !ReferenceEquals(before, monitor.Report));
        }
    }

    [Fact]
    public async Task Take_TheReactorIsBlocked_TheWatchdogFallsSilent()
    {
        using var manager = new DatagramListener();
        using var systemd = Open(manager, "30000");
        using var reactor = new Reactor((_, _) => { }, latenessInterval: TimeSpan.FromMilliseconds(10));
        using var directory = new Keepone.Node.Tests.Linux.TestDirectory();
        using var fifo = Fifo.Open(directory.PathOf("fifo"));
        using var release = new ManualResetEventSlim();
        using var blocked = new ManualResetEventSlim();
        fifo.Attach(reactor, _ =>
        {
            blocked.Set();
            release.Wait(TimeSpan.FromSeconds(60), CancellationToken.None);
        });
        var monitor = new OwnHealthMonitor(reactor, new Pulses(TimeProvider.System), () => 1, TimeProvider.System, NullLogger.Instance);
        var watchdog = new ServiceWatchdog(systemd, () => "All is well.");
        using var stop = new CancellationTokenSource();
        var running = monitor.RunAsync(watchdog.Take, stop.Token, watchdog.Interval);
        await manager.UntilAsync("WATCHDOG=1");

        await File.WriteAllTextAsync(fifo.Path, "block\n", TestContext.Current.CancellationToken);
        Assert.True(blocked.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.StartsWith(
            "STATUS=Hangs: the thread that waits for descriptors has not come round for", await manager.UntilAsync("STATUS=Hangs"), StringComparison.Ordinal);
        Assert.DoesNotContain("WATCHDOG=1", manager.Waiting());
        release.Set();
        await manager.UntilAsync("WATCHDOG=1");
        await stop.CancelAsync();
        await running;
    }

    private static ServiceNotifier Open(DatagramListener manager, string? watchdog) => ServiceNotifier.Open(
        name => name switch { "NOTIFY_SOCKET" => manager.Path, "WATCHDOG_USEC" => watchdog, _ => null }, 1);

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "not in time");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
