using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Keepone.Controller.Gateway;
using Keepone.Controller.Logging;
using Keepone.Controller.Store;
using Keepone.Protocol;

namespace Keepone.Controller.Fleet;

/// <summary>
/// The one reader of everything that happens to the fleet: it owns the state machine, gives it the time, and carries out its
/// effects.
/// </summary>
internal sealed class FleetLoop : BackgroundService
{
    /// <summary>How often the loop wakes at least: what it is late by then, it did not hear.</summary>
    internal static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);

    /// <summary>The lateness that counts as a stall: a heartbeat may have been missed in it.</summary>
    internal static readonly TimeSpan StallAfter = TimeSpan.FromSeconds(2);

    private const int Batch = 1024;

    // Full means that agents send faster than the loop works: the gateway waits, and with it their streams.
    private readonly Channel<Action<FleetMachine, DateTimeOffset>> _inbox =
        Channel.CreateBounded<Action<FleetMachine, DateTimeOffset>>(new BoundedChannelOptions(10_000) { SingleReader = true });

    private readonly ConcurrentDictionary<long, AgentSession> _sessions = new();
    private readonly FleetMachine _machine = new();
    private readonly SteadyClock _clock;
    private readonly StoreQueue _store;
    private readonly ILogger<FleetLoop> _logger;
    private long _lastSession;

    public FleetLoop(SteadyClock clock, StoreQueue store, FleetSnapshot snapshot, ILogger<FleetLoop> logger)
    {
        (_clock, _store, _logger) = (clock, store, logger);
        _machine.Restore(snapshot, clock.Now);
    }

    internal AgentSession Open(string node)
    {
        var session = new AgentSession(Interlocked.Increment(ref _lastSession), node);
        _sessions[session.Id] = session;
        return session;
    }

    internal void Close(AgentSession session)
    {
        _sessions.TryRemove(session.Id, out _);
        session.Orders.Abandon();
    }

    /// <summary>The connection of a session; null: it is gone.</summary>
    internal AgentSession? Session(long id) => _sessions.GetValueOrDefault(id);

    /// <summary>Tells the machine something; waits while the inbox is full.</summary>
    internal ValueTask PostAsync(Action<FleetMachine, DateTimeOffset> what, CancellationToken cancellation) =>
        _inbox.Writer.WriteAsync(what, cancellation);

    /// <summary>Asks the machine something.</summary>
    internal async Task<T> AskAsync<T>(Func<FleetMachine, DateTimeOffset, T> question, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await PostAsync(
            (machine, now) =>
            {
                try
                {
                    answer.TrySetResult(question(machine, now));
                }
                catch (Exception error) when (error is not OutOfMemoryException)
                {
                    answer.TrySetException(error);
                }
            },
            cancellation);
        return await answer.Task.WaitAsync(cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        CarryOut();
        var ran = _clock.Now;
        while (!stoppingToken.IsCancellationRequested)
        {
            await WaitAsync(stoppingToken);
            var now = _clock.Now;
            if (now - ran > Pulse + StallAfter)
            {
                _machine.Stall(now - ran, now);
            }

            Work(now);
            Guarded(machine => machine.Tick(now));
            CarryOut();
            ran = now;
        }
    }

    private void Work(DateTimeOffset now)
    {
        for (var i = 0; i < Batch && _inbox.Reader.TryRead(out var what); i++)
        {
            Guarded(machine => what(machine, now));
        }
    }

    // One agent's message that hits a bug of ours must not end the diagnosis of everybody else's routers.
    [SuppressMessage("Design", "CA1031", Justification = "The loop goes on; the bug is in the log with its stack.")]
    private void Guarded(Action<FleetMachine> action)
    {
        try
        {
            action(_machine);
        }
        catch (Exception error)
        {
            Log.LoopFailed(_logger, error);
        }
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        var pause = _machine.NextDeadline() is { } deadline ? deadline - _clock.Now : Pulse;
        if (pause <= TimeSpan.Zero)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(pause < Pulse ? pause : Pulse, _clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            await _inbox.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // Time has passed, or the controller stops.
        }
    }

    private void CarryOut()
    {
        foreach (var effect in _machine.TakeEffects())
        {
            FleetLog.Write(_logger, effect);
            _store.Add(effect);
            switch (effect)
            {
                case AskAgent ask when _sessions.TryGetValue(ask.Session, out var session):
                    session.Ask();
                    break;
                case SessionReplaced replaced when _sessions.TryGetValue(replaced.Session, out var session):
                    session.Reject($"Another connection speaks for node {replaced.Node} now.");
                    break;
                default:
                    break;
            }
        }
    }
}
