using System.Diagnostics.CodeAnalysis;
using Keepone.Agent.Orders;
using Keepone.Protocol;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Reporting;

/// <summary>
/// Keeps the controller informed: full state at connect, then changes at once and a heartbeat; when the connection breaks, the
/// next endpoint after a growing, jittered pause. It is never in the failover path: without a controller it only tries again
/// (DESIGN §4, §7).
/// </summary>
public sealed class ControllerLink
{
    private readonly ControllerLinkOptions _options;
    private readonly ReportQueue _queue;
    private readonly AgentIdentity _identity;
    private readonly Func<TimeSpan> _lateness;
    private readonly SteadyClock _clock;
    private readonly ILogger _logger;
    private readonly Func<double> _jitter;
    private readonly OrderIntake? _orders;
    private ulong _connections;
    private LinkTrouble? _reported;
    private volatile LinkStatus _status;

    /// <summary>A link; it connects when it is run.</summary>
    /// <param name="options">Where to report.</param>
    /// <param name="queue">What to report; only one link may run on it at a time.</param>
    /// <param name="identity">Who reports.</param>
    /// <param name="lateness">How late the agent's timers ran at worst within the last minute.</param>
    /// <param name="clock">The clock that the observations are stamped by.</param>
    /// <param name="logger">The log.</param>
    public ControllerLink(
        ControllerLinkOptions options,
        ReportQueue queue,
        AgentIdentity identity,
        Func<TimeSpan> lateness,
        SteadyClock clock,
        ILogger<ControllerLink> logger)
        : this(options, queue, identity, lateness, clock, logger, Random.Shared.NextDouble)
    {
    }

    internal ControllerLink(
        ControllerLinkOptions options,
        ReportQueue queue,
        AgentIdentity identity,
        Func<TimeSpan> lateness,
        SteadyClock clock,
        ILogger logger,
        Func<double> jitter,
        OrderIntake? orders = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _queue, _identity, _lateness, _clock, _logger, _jitter) = (options, queue, identity, lateness, clock, logger, jitter);
        _orders = orders;
        _status = new LinkStatus(options.Endpoints.FirstOrDefault()?.Text, Controller: null, ConnectedSince: null, LastError: null)
        {
            DisconnectedSince = options.Endpoints.IsEmpty ? null : clock.Start,
        };
    }

    /// <summary>How the link is now.</summary>
    public LinkStatus Status => _status;

    /// <summary>Reports until it is cancelled, says goodbye then, and never throws.</summary>
    /// <param name="stop">Cancelled when the agent stops.</param>
    /// <returns>A task that completes when the goodbye is said, at most a few seconds after the cancellation.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "The link may not take the agent with it, whatever happens to it.")]
    public async Task RunAsync(CancellationToken stop)
    {
        if (_options.Endpoints.IsEmpty)
        {
            return;
        }

        var failures = 0;
        for (var attempt = 0; !stop.IsCancellationRequested; attempt++)
        {
            var endpoint = _options.Endpoints[attempt % _options.Endpoints.Length];
            _status = _status with { Endpoint = endpoint.Text, NextAttemptAt = null };
            var started = _clock.Now;
            try
            {
                await RunOnceAsync(endpoint, stop);
                break;
            }
            catch (LinkException error)
            {
                Report(error.Trouble, error.Message);
            }
            catch (Exception error)
            {
                Report(LinkTrouble.Lost, $"The link to the controller at {endpoint} failed: {error.Message}");
            }

            // A connection that lasted was good: the next attempt need not wait for the sins of the ones before.
            failures = _clock.Now - started > ControllerLinkOptions.LongestPause ? 1 : failures + 1;
            var pause = PauseAfter(failures, _jitter());
            _status = _status with { NextAttemptAt = _clock.Now + pause, FailedAttempts = failures };
            await Task.Delay(pause, _clock.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Disconnect(_status.LastError);
    }

    /// <summary>The pause before the next attempt: doubled with each failure, and between half and all of it by chance.</summary>
    internal static TimeSpan PauseAfter(int failures, double jitter)
    {
        var longest = ControllerLinkOptions.LongestPause;
        var pause = ControllerLinkOptions.ShortestPause * Math.Pow(2, Math.Min(failures - 1, 10));
        return (pause < longest ? pause : longest) * (0.5 + (jitter / 2));
    }

    private async Task RunOnceAsync(ControllerEndpoint endpoint, CancellationToken stop)
    {
        await using var session = LinkSession.Open(endpoint, _options, _clock, _orders);
        var hello = new LinkHello(_identity, ++_connections);
        try
        {
            var welcome = await session.GreetAsync(hello, _queue.Attach(), stop);
            Connected(endpoint, welcome.Controller);
            _queue.History.Told(welcome.LastStateChange);
            await session.ReportAsync(_queue, welcome, _lateness, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped before the welcome: there is nobody to say goodbye to.
        }
        finally
        {
            _queue.Detach();
        }
    }

    private void Connected(ControllerEndpoint endpoint, string controller)
    {
        _reported = null;
        _status = _status with
        {
            Controller = controller,
            ConnectedSince = _clock.Now,
            DisconnectedSince = null,
            FailedAttempts = 0,
        };
        ReportingLog.Connected(_logger, controller, endpoint.Text);
    }

    private void Report(LinkTrouble trouble, string sentence)
    {
        Disconnect(sentence);
        if (_reported != trouble)
        {
            _reported = trouble;
            ReportingLog.NotConnected(_logger, sentence);
        }
    }

    private void Disconnect(string? why) => _status = _status with
    {
        Controller = null,
        ConnectedSince = null,
        DisconnectedSince = _status.DisconnectedSince ?? (_options.Endpoints.IsEmpty ? null : _clock.Now),
        LastError = why,
    };
}
