using Keepone.Agent.Systemd;

namespace Keepone.Node.Tests.Agent.Systemd;

public sealed class ServiceNotifierTests
{
    [Fact]
    public async Task Send_ManagerThatListens_IsTold()
    {
        using var manager = new DatagramListener();
        using var systemd = Open(manager.Path, watchdog: "20000000", pid: null);

        systemd.Ready();
        systemd.Status("3 routers\nand a line");
        systemd.Alive();
        systemd.Stopping();

        Assert.Equal(TimeSpan.FromSeconds(20), systemd.Watchdog);
        Assert.Equal("READY=1", await manager.NextTextAsync());
        Assert.Equal("STATUS=3 routers?and a line", await manager.NextTextAsync());
        Assert.Equal("WATCHDOG=1", await manager.NextTextAsync());
        Assert.Equal("STOPPING=1", await manager.NextTextAsync());
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("20000000", "12", null)]
    [InlineData("20000000", "4711", 20.0)]
    [InlineData("0", null, null)]
    [InlineData("soon", null, null)]
    public void Watchdog_Environment_IsForThisProcessOnly(string? watchdog, string? pid, double? seconds)
    {
        using var manager = new DatagramListener();
        using var systemd = Open(manager.Path, watchdog, pid);
        systemd.Alive();

        Assert.Equal(seconds, systemd.Watchdog?.TotalSeconds);
        Assert.Equal(seconds is null ? 0 : 1, manager.Waiting().Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/nonexistent/notify")]
    [InlineData("@keepone-nobody-listens-here")]
    public void Open_NobodyListens_NothingIsSentAndNothingFails(string? path)
    {
        using var systemd = Open(path, watchdog: "1000000", pid: null);
        systemd.Ready();
        Assert.Null(systemd.Watchdog);
    }

    [Fact]
    public void Send_ManagerThatDoesNotRead_IsNotWaitedFor()
    {
        using var manager = new DatagramListener();
        using var systemd = Open(manager.Path, watchdog: null, pid: null);
        for (var i = 0; i < 10_000; i++)
        {
            systemd.Status("The queue of a unix socket takes a few hundred datagrams at most.");
        }

        Assert.InRange(manager.Waiting().Count, 1, 9_999);

        // Said once, it waits for its place, though not for ever.
        systemd.Stopping();
        Assert.Contains("STOPPING=1", manager.Waiting());
    }

    private static ServiceNotifier Open(string? path, string? watchdog, string? pid) => ServiceNotifier.Open(
        name => name switch { "NOTIFY_SOCKET" => path, "WATCHDOG_USEC" => watchdog, "WATCHDOG_PID" => pid, _ => null }, 4711);
}
