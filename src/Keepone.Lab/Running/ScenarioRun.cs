using Keepone.Core.Model;
using Keepone.Lab.Audits;
using Keepone.Lab.Checks;
using Keepone.Lab.Fabric;
using Keepone.Lab.Forging;
using Keepone.Lab.Interventions;
using Keepone.Lab.Meters;
using Keepone.Lab.Processes;
using Keepone.Lab.Results;
using Keepone.Lab.Scenarios;
using Keepone.Linux;

namespace Keepone.Lab.Running;

/// <summary>Plays a scenario in a fresh lab and measures it.</summary>
internal sealed class ScenarioRun : IAsyncDisposable
{
    // The echo of the last packet needs its way back; a millisecond is usual.
    private static readonly TimeSpan EchoGrace = TimeSpan.FromMilliseconds(100);

    private readonly LabSession _session;
    private readonly InterventionHand _hand;
    private readonly CableHand _cables;
    private readonly CheckHand _checks;
    private readonly OperatorHand _operator;
    private readonly ScenarioWaits _waits;
    private readonly Progress _progress;
    private readonly List<string> _findings = [];
    private EchoMeter? _echo;
    private LatenessMeter? _lateness;
    private Forger? _forger;
    private TimeSpan? _checkFault;
    private TimeSpan _begin;
    private IReadOnlyDictionary<string, KeepalivedState?>? _states;

    private ScenarioRun(LabSession session, Progress progress)
    {
        _session = session;
        _hand = new InterventionHand(session);
        _cables = new CableHand(session, progress);
        _checks = new CheckHand(session);
        _operator = new OperatorHand(session, progress);
        _waits = new ScenarioWaits(session, progress, _findings);
        _progress = progress;
    }

    private Scenario Scenario => _session.Scenario;

    /// <summary>Plays.</summary>
    /// <param name="number">The number of the run.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="programs">Where the programs are.</param>
    /// <param name="options">What else is asked for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The result.</returns>
    public static async Task<RunResult> PlayAsync(
        int number, Scenario scenario, Programs programs, RunOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var clock = new MeterClock(time);
        var progress = new Progress(Console.Error, clock);
        var session = await LabSession.StartAsync(scenario, programs, progress, clock, cancellation);
        await using var run = new ScenarioRun(session, progress);
        await run.PlayStepsAsync(cancellation);
        var measured = await run.EndAsync(options, cancellation);
        return Judgement.Judge(number, scenario, clock.Start, measured);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_echo is not null)
        {
            await _echo.DisposeAsync();
        }

        if (_forger is not null)
        {
            await _forger.DisposeAsync();
        }

        _lateness?.Dispose();
        await _checks.DisposeAsync();
        await _session.DisposeAsync();
    }

    private async Task PlayStepsAsync(CancellationToken cancellation)
    {
        foreach (var step in Scenario.Steps)
        {
            bool done;
            try
            {
                done = await PlayAsync(step, cancellation);
            }
            catch (LabException exception)
            {
                // What a step could not do is a result like any other: the audits say what else is wrong.
                _findings.Add(exception.Message);
                done = false;
            }

            _findings.AddRange(_session.Programs.Casualties());
            if (!done || _findings.Count > 0)
            {
                return;
            }
        }
    }

    private async Task<bool> PlayAsync(Step step, CancellationToken cancellation)
    {
        switch (step)
        {
            case WaitMaster wait:
                var done = await _waits.MasterAsync(wait, cancellation);
                await BeginAsync(cancellation);
                return done;
            case WaitOtherMaster wait:
                return await _waits.OtherMasterAsync(wait, cancellation);
            case WaitMasters wait:
                return await _waits.MastersAsync(wait, cancellation);
            case WaitIncident wait:
                return await _waits.IncidentAsync(wait, cancellation);
            case WaitStatus wait:
                return await _waits.StatusAsync(wait, cancellation);
            case WaitAudits wait:
                return await _waits.AuditsAsync(wait, cancellation);
            case Intervene act:
                _progress.Say(InterventionList.Phrase(act.What, act.Node));
                await _hand.CarryOutAsync(act.What, act.Node, cancellation);
                return true;
            case Obey obey:
                await ObeyAsync(obey, cancellation);
                return true;
            case OrderFailover or OrderMaintenance:
                await _operator.CarryOutAsync(step, cancellation);
                return true;
            case Storm storm:
                _progress.Say($"changing the specification on all nodes {storm.Changes} times in {Duration.Format(storm.Within)}");
                await _hand.StormAsync(storm.Changes, storm.Within, cancellation);
                return true;
            case StartTraffic:
                _progress.Say("the client behind the router sends a packet every 20 ms to the one behind the external network");
                _echo = EchoMeter.Start(_session.Clock, _session.Topology, Scenario.Router);
                return true;
            case Plug plug:
                await _cables.PlugAsync(plug, cancellation);
                return true;
            case LinkPlug link:
                await _cables.PlugAsync(link, cancellation);
                return true;
            case Forge forge:
                return await ForgeAsync(forge, cancellation);
            case Run run:
                _progress.Say($"running for {Duration.Format(run.For)}");
                await Task.Delay(run.For, _session.Clock.Time, cancellation);
                return true;
            default:
                throw new InvalidOperationException($"unknown step {step}");
        }
    }

    // What is measured begins with the first election: the start of four runtimes on a small machine is not part of it.
    private async Task BeginAsync(CancellationToken cancellation)
    {
        if (_lateness is null)
        {
            _lateness = new LatenessMeter(_session.Clock.Time);
            _begin = _session.Clock.Now;
            _states = Scenario.Expect.Untouched is not null ? await AskKeepalivedAsync(cancellation) : null;
        }
    }

    private async Task ObeyAsync(Obey obey, CancellationToken cancellation)
    {
        _progress.Say(obey.Word.Phrase.Replace("{0}", obey.Node == Cables.Everyone ? "every node" : obey.Node, StringComparison.Ordinal));
        if (obey.Word.IsFault && obey.Node != Cables.Everyone)
        {
            _checkFault ??= _session.Clock.Now;
        }

        _findings.AddRange(await _checks.TellAsync(obey.Word, obey.Node, cancellation));
    }

    private async Task<bool> ForgeAsync(Forge forge, CancellationToken cancellation)
    {
        if (forge.Start)
        {
            _progress.Say("an attacker on the HA network taps the wires, and sends forged, altered and replayed beacons to every voter");
            _forger = await Forger.StartAsync(_session, cancellation);
            return true;
        }

        if (_forger is not { } forger)
        {
            throw new LabException("There is no forger to stop.", 2);
        }

        _forger = null;
        await forger.DisposeAsync();
        _progress.Say($"the attacker is gone, after {forger.Sent} packets");
        _findings.AddRange(await ForgeryAudit.MakeAsync(_session, cancellation));
        return true;
    }

    private Task<IReadOnlyDictionary<string, KeepalivedState?>> AskKeepalivedAsync(CancellationToken cancellation) => KeepalivedStates.AskAllAsync(
        _session.Topology.Nodes, _session.Replicas, Scenario.Router, _session.Clock.Time, cancellation);

    private async Task<Measurement> EndAsync(RunOptions options, CancellationToken cancellation)
    {
        _echo?.Silence();
        var end = _session.Clock.Now;
        await Task.Delay(EchoGrace, _session.Clock.Time, cancellation);
        var lateness = _lateness?.Worst ?? TimeSpan.Zero;
        var detected = _session.ControllerLog.TwoMasters;
        var incidents = await _session.ControllerApi.IncidentsAsync(cancellation);
        var worst = incidents.Value?.MaxBy(incident => (incident.Status, incident.Certainty));
        var router = (await _session.ControllerApi.RouterAsync(Scenario.Router.Id.ToString(), cancellation)).Value;
        var measured = new Measurement
        {
            Changes = _session.Mastership.Changes,
            Adverts = _session.Mastership.Adverts,
            Error = _session.Mastership.Error,
            Begin = _begin,
            End = end,
            Lateness = lateness,
            Echoes = _echo?.Echoes ?? [],
            Detected = detected?.Time,
            DetectedSentence = detected?.Message,
            LastHeal = _cables.LastHeal,
            CheckFault = _checkFault,
            Logged = Scenario.Expect.Log is null ? [] : EventIds.Read($"{LabSession.Directory}/logs"),
            Status = (worst?.Status ?? router?.Status)?.ToString(),
            Certainty = (worst?.Certainty ?? router?.Certainty)?.ToString(),
            Cause = worst?.Cause ?? router?.Cause,
            Suspicion = _session.ControllerLog.Suspicion?.Message,
            HadIncident = worst is not null,
        };
        if (options.FakeSecondHolder)
        {
            FakeSecondHolder();
        }

        _progress.Say("auditing");
        _findings.AddRange(_session.Mastership.Findings);
        _findings.AddRange(await LabAudits.MakeAsync(_session, Scenario.Expect.OpenAtEnd, cancellation));
        if (_states is not null)
        {
            _findings.AddRange(AuditRules.Untouched(
                _states, await AskKeepalivedAsync(cancellation), strict: Scenario.Expect.Untouched == Untouched.State));
        }

        // Who looks through the nodes' files must not wait for a file system that does not answer.
        await _checks.DisposeAsync();
        if (options.Keep is { } keep)
        {
            Artifacts.Copy(_session, keep);
        }

        _findings.AddRange(await _session.Programs.StopAsync());
        _findings.AddRange(LabAudits.Left(_session));
        return measured with { Findings = [.. _findings] };
    }

    // The self-test of the audits: a replica that is not master gets the VIP behind keepalived's back.
    private void FakeSecondHolder()
    {
        var (node, place) = _session.Replicas.First(pair => !_session.Mastership.Holders.Contains(pair.Key, StringComparer.Ordinal));
        _progress.Say($"faking a second holder: {node} gets {Scenario.Router.Ha.Vip} by hand");
        using var dump = RouteDump.OpenIn(place);
        var link = dump.FindLink(Scenario.Router.Ha.Interface) ?? throw new LabException($"{node} has lost its HA interface.", 1);
        RouteEdit.AddAddress(place, link.Index, Scenario.Router.Ha.Vip);
    }
}

/// <summary>What else is asked of a run.</summary>
/// <param name="Keep">A directory that takes logs and configurations; null: they vanish with the lab.</param>
/// <param name="FakeSecondHolder">Whether a second holder is faked before the audits: their self-test.</param>
public sealed record RunOptions(string? Keep, bool FakeSecondHolder);
