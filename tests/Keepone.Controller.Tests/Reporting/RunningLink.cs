using Keepone.Agent.Orders;
using Keepone.Agent.Reporting;
using Keepone.Controller.Configuration;
using Keepone.Protocol;

namespace Keepone.Controller.Tests.Reporting;

/// <summary>The agent's real link, running.</summary>
internal sealed class RunningLink : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("keepone-link-");
    private Task _running = Task.CompletedTask;

    internal RunningLink(string node, params string[] endpoints)
        : this(node, files: null, endpoints)
    {
    }

    internal RunningLink(string node, TlsFiles? files, params string[] endpoints)
    {
        var options = new ControllerLinkOptions
        {
            Endpoints = [.. endpoints.Select(
                text =>
                    ControllerEndpoint.TryParse(
                        text, out var endpoint, out var error) ? endpoint! : throw new ArgumentException(error, nameof(endpoints)))],
            Certificate = files?.Certificate,
            Key = files?.Key,
            Authority = files?.Authority,
        };
        Book = new OrderBook(_state.FullName, TimeProvider.System, Log.For<OrderBook>());
        Link = new ControllerLink(
            options, Queue, new AgentIdentity(node, "0.1.0", "boot", "start"), () =>
                TimeSpan.FromMilliseconds(12), new SteadyClock(TimeProvider.System), Log.For<ControllerLink>(), Random.Shared.NextDouble,
            new OrderIntake(Book, Queue.KeeperOf, TimeProvider.System));
    }

    internal ReportQueue Queue { get; } = new();

    internal OrderBook Book { get; }

    internal ControllerLink Link { get; }

    internal LogCapture Log { get; } = new();

    internal void Start() => _running = Link.RunAsync(_stop.Token);

    internal async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(20), ControllerFixture.Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        Book.Dispose();
        _state.Delete(recursive: true);
    }
}
