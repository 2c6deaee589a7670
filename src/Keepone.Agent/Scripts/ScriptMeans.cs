using System.Collections.Immutable;
using Keepone.Agent.Checks;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Scripts;

/// <summary>A check that asks the operator's script (DESIGN §6).</summary>
/// <param name="check">The check; its script is given.</param>
/// <param name="services">What all scripts of the node share.</param>
/// <param name="observer">Called on the reactor's thread with everything that is known of a run, before its end is told; or null.</param>
internal sealed class ScriptMeans(CheckSpecification check, ScriptServices services, Action<ScriptReport>? observer = null) : ICheckMeans
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ScriptRun _script = new(services.Identity);
    private ReactorTimer? _turnEnd;
    private ScriptTurn? _turn;
    private (uint Run, CheckDone Done) _waiting;
    private ImmutableArray<ProcessIdentity> _lingering = [];
    private Task? _hanging;
    private bool _stuck;
    private bool _disposed;

    /// <inheritdoc/>
    public bool EndsByItself => true;

    /// <inheritdoc/>
    public void Begin(uint run, CheckFacts facts, CheckDone done)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(done);
        if (Hanging() is { } result)
        {
            End(new ScriptReport(result), run, done);
            return;
        }

        var turn = services.Queue.Wait(facts.Replica.Router.Id, slot => Start(slot, run, facts, done));
        if (turn.HasCome)
        {
            return;
        }

        // What waits longer than until its next run is due would only delay that.
        (_turn, _waiting) = (turn, (run, done));
        _turnEnd ??= services.Reactor.AddTimer($"turn of check {check.Name}", Expire);
        _turnEnd.Set(BootClock.Now + check.Interval);
    }

    /// <inheritdoc/>
    public string Abandon(uint run) => $"it did not end within {Duration.Format(check.Timeout)}";

    /// <summary>Gives up its turn, and kills what runs; that is reaped by the thread that started it.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _turnEnd?.Dispose();
        if (_turn is { } turn)
        {
            _ = services.Queue.GiveUp(turn);
        }

        Stuck(false);
        _stop.Cancel();
        _stop.Dispose();
    }

    private void Start(ScriptSlot slot, uint run, CheckFacts facts, CheckDone done)
    {
        _turn = null;
        _turnEnd?.Stop();
        _ = RunAsync(slot, run, facts, done);
    }

    private async Task RunAsync(ScriptSlot slot, uint run, CheckFacts facts, CheckDone done)
    {
        ScriptReport report;
        try
        {
            report = await _script.RunAsync(check, facts, slot.Group, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            report = new ScriptReport(ScriptVerdict.Error("it was stopped"));
        }
#pragma warning disable CA1031 // A slot must come back and a run must end, whatever happens: it would never be tried again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            report = new ScriptReport(ScriptVerdict.Error($"it could not be run: {error.Message}"));
        }

        services.Queue.Return(slot, () =>
        {
            if (!_disposed)
            {
                _lingering = report.Child?.Lingering ?? [];
                _hanging = report.Hanging;
                Stuck(!_lingering.IsEmpty || _hanging is not null);
                End(report, run, done);
            }
        });
    }

    private void Expire()
    {
        var (run, done) = _waiting;
        if (_turn is { } turn && services.Queue.GiveUp(turn))
        {
            _turn = null;
            End(new ScriptReport(ScriptVerdict.Error($"it did not get its turn within {Duration.Format(check.Interval)}: "
                + $"{services.Queue.Running} scripts run on this node; make them quicker, or give checks.concurrent more in agent.yaml")), run, done);
        }
    }

    // A child that hangs in the kernel must not get company with every interval. Its run goes on to be one that does not end, and counts as
    // that each time: as an error it would keep the last verdict for as long as it hangs, which is what keepalived does (reference B.2). Where
    // the file itself cannot be reached nothing was asked, which says nothing.
    private CheckResult? Hanging()
    {
        foreach (var process in _lingering)
        {
            if (ProcFs.Identify(process.Pid) == process)
            {
                return new CheckResult(
                    CheckOutcome.Timeout,
                    $"it is not started again while process {process.Pid} of an earlier run hangs in the kernel and cannot be killed; "
                    + $"see /proc/{process.Pid}/stack for what it waits for", TimeSpan.Zero);
            }
        }

        if (_hanging is { IsCompleted: false })
        {
            return ScriptVerdict.Error($"it is not started again while the file system of '{check.Script}' hangs");
        }

        (_lingering, _hanging) = ([], null);
        Stuck(false);
        return null;
    }

    private void Stuck(bool stuck)
    {
        if (_stuck != stuck)
        {
            services.Queue.Unkillable += stuck ? 1 : -1;
            _stuck = stuck;
        }
    }

    private void End(ScriptReport report, uint run, CheckDone done)
    {
        observer?.Invoke(report);
        done(run, report.Result);
    }
}
