using System.Collections.Immutable;
using System.Net;
using Keepone.Agent.Observing;
using Keepone.Agent.Voting;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Linux;

namespace Keepone.Agent.Checks;

/// <summary>
/// The checks of a replica: run on the reactor's thread, evaluated there, and added up there to what is taken off its priority. The replica's
/// loop says what the replica is; whoever writes its track files is told each change at once.
/// </summary>
internal sealed class ReplicaChecks : IReplicaSenses, IDisposable
{
    private readonly CheckServices _services;
    private readonly CheckMemory _memory;
    private readonly Action<HealthVerdict> _onVerdict;
    private readonly Action<ReplicaEvent> _post;
    private readonly IDisposable _watching;
    private readonly DateTimeOffset _madeAt;
    private readonly Dictionary<string, (RunningCheck Check, CheckTrack Track)> _running = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, KeptCheck> _kept;
    private volatile CheckReading _reading;

    // What the loop told last; of the loop's thread.
    private (Replica Replica, ulong Inode, bool Runs)? _told;
    private VrrpState _toldState = VrrpState.Unknown;

    // Of the reactor's thread.
    private Replica _replica;
    private NetworkNamespace? _place;
    private CheckFacts _facts;

    /// <summary>Checks that do not run yet; their verdicts are those of the last agent of this boot.</summary>
    /// <param name="services">What the checks of all replicas share.</param>
    /// <param name="files">The replica's files.</param>
    /// <param name="replica">The replica.</param>
    /// <param name="onVerdict">Called on the reactor's thread when the penalty, or whether the replica leaves the election, changed.</param>
    /// <param name="post">Tells the replica's loop.</param>
    public ReplicaChecks(
        CheckServices services, ReplicaFiles files, Replica replica, Action<HealthVerdict> onVerdict, Action<ReplicaEvent> post)
    {
        (_services, _onVerdict, _post, _replica) = (services, onVerdict, post, replica);
        _madeAt = services.Clock.Now;
        _memory = new CheckMemory($"{files.Directory}/checks");
        _kept = Runs(replica) ? _memory.Read() : ImmutableDictionary<string, KeptCheck>.Empty;
        _facts = new CheckFacts(replica, null, VrrpState.Unknown, IsMaster: false, replica.BasePriority, null, BootClock.Now);
        _reading = Add();
        _watching = services.Orders.Watch(() => services.Reactor.Post(Judge));
        if (_reading.Verdict != HealthVerdict.Fit)
        {
            services.Reactor.Post(() => _onVerdict(_reading.Verdict));
        }
    }

    /// <summary>What they come to.</summary>
    public CheckReading Reading => _reading;

    /// <summary>Sees to it that the checks of the specification run in the replica's namespace. For the loop's thread.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="inode">Its namespace as it is seen now; null: it is not there, and nothing is checked.</param>
    /// <param name="state">The replica's state.</param>
    /// <param name="vipPresent">Whether it holds its VIP.</param>
    public async Task FollowAsync(Replica replica, ulong? inode, VrrpState state, bool vipPresent)
    {
        var runs = inode is not null && Runs(replica);
        if (_told is not { } told || !ReferenceEquals(told.Replica, replica) || told.Inode != (inode ?? 0) || told.Runs != runs)
        {
            var place = runs ? Open(replica, inode!.Value) : null;
            if (runs && replica.Router.Namespace is not null && place is null)
            {
                return; // it was made anew since it was looked at: the next turn sees the new one
            }

            await _services.Reactor.RunAsync(() => Seat(replica, place, runs, vipPresent));
            _told = (replica, inode ?? 0, runs);
        }

        if (state != _toldState)
        {
            _toldState = state;
            _services.Reactor.Post(() => _facts = _facts with { State = state });
        }
    }

    /// <inheritdoc/>
    public void HearAdvert(IPAddress source, int priority)
    {
        if (_running.Count > 0)
        {
            _facts = _facts with { AdvertHeardAt = BootClock.Now };
        }
    }

    /// <inheritdoc/>
    public void SeeVip(bool present)
    {
        if (present != _facts.IsMaster)
        {
            _facts = _facts with { IsMaster = present, Since = BootClock.Now };
        }
    }

    /// <inheritdoc/>
    public void Hear(VrrpState state)
    {
        // The loop says it, with all evidence weighed.
    }

    /// <inheritdoc/>
    public void LoseWord()
    {
        // Nothing here rests on keepalived's word alone.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watching.Dispose();
        using var risen = new ManualResetEventSlim();
        if (_services.Reactor.Post(() =>
        {
            Rise();
            risen.Set();
        }))
        {
            _ = risen.Wait(TimeSpan.FromSeconds(2));
        }
    }

    // A router whose checks keepalived runs by itself is not checked twice.
    private static bool Runs(Replica replica) => replica.Router.CheckRunner == CheckRunner.Agent && !replica.Router.Checks.IsEmpty;

    // Of its own, so that a watch that is opened anew does not close it under a run.
    private static NetworkNamespace? Open(Replica replica, ulong inode)
    {
        if (replica.Router.Namespace is not { } name)
        {
            return null;
        }

        NetworkNamespace? place = null;
        try
        {
            place = NetworkNamespace.OpenNamed(name);
        }
        catch (LinuxException)
        {
            return null;
        }

        if (place.Inode == inode)
        {
            return place;
        }

        place.Dispose();
        return null;
    }

    private void Seat(Replica replica, NetworkNamespace? place, bool runs, bool vipPresent)
    {
        Remember();
        Rise();
        (_replica, _place) = (replica, place);
        _facts = new CheckFacts(replica, place, _facts.State, vipPresent, replica.BasePriority, _facts.AdvertHeardAt, BootClock.Now);
        foreach (var check in runs ? replica.Router.Checks : [])
        {
            var state = _kept.TryGetValue(check.Name, out var kept) ? kept.ToState() : CheckState.Fresh(BootClock.Now);
            var means = _services.Means(check, replica, check.Where == CheckPlace.Host ? null : place);
            var name = $"check {check.Name} of router {replica.Router.Name}";
            var running = new RunningCheck(check, means, wake => _services.Reactor.AddTimer(name, wake), state, () => _facts, Take);
            _running.Add(check.Name, (running, _services.History.Track(replica.Router, replica.Node, check)));
            running.Start(Share(replica, check));
        }

        Judge();
    }

    private void Rise()
    {
        foreach (var (check, track) in _running.Values)
        {
            check.Dispose();
            track.Dispose();
        }

        _running.Clear();
        _place?.Dispose();
        _place = null;
    }

    private void Take(RunningCheck check, in CheckResult result, in CheckStep step)
    {
        var name = check.Specification.Name;
        var (track, known) = (_running[name].Track, _kept.GetValueOrDefault(name));
        track.Note(result, _services.Clock.Now);
        if (step.Change == CheckChange.None && known is not null && known.Report.Outcome == result.Outcome)
        {
            return;
        }

        _kept = _kept.SetItem(name, Keep(check, Report(check, result, step, known)));
        if (step.Change == CheckChange.None)
        {
            Publish();
            return;
        }

        track.Note(step.Change, step.Sentence!, _services.Clock.Now);
        Remember();
        Tell(name, step);
        Judge();
    }

    private CheckReport Report(RunningCheck check, in CheckResult result, in CheckStep step, KeptCheck? known) => new(
        check.Specification.Name,
        step.State.Verdict,
        known is not null && known.Report.Verdict == step.State.Verdict ? known.Report.Since : _services.Clock.Now,
        result.Outcome,
        result.Message,
        step.State.Errors >= check.Specification.Fall,
        step.State.IsHeld);

    private static KeptCheck Keep(RunningCheck check, CheckReport report) => new(report, check.State.Figure, check.State.FigureAt, check.State.Since);

    private void Tell(string check, in CheckStep step)
    {
        var router = _replica.Router;
        switch (step.Change)
        {
            case CheckChange.Sickened:
                AgentLog.CheckSickened(_services.Logger, router.Name, step.Sentence!);
                break;
            case CheckChange.Broke:
                AgentLog.CheckBroken(_services.Logger, router.Name, step.Sentence!);
                break;
            default:
                AgentLog.CheckSays(_services.Logger, router.Name, step.Sentence!);
                break;
        }

        _services.Changes.NoteCheck(router.Id, router.Name, _facts.State, _services.Clock.Now, check, step.Sentence!);
    }

    private void Remember()
    {
        if (_running.Count == 0)
        {
            return;
        }

        // Checks that are no longer specified are forgotten.
        _kept = _kept.RemoveRange(_kept.Keys.Where(name => !_running.ContainsKey(name)).ToList());
        try
        {
            _memory.Keep([.. _kept.Values.Select(kept => _running.TryGetValue(kept.Report.Name, out var running) ? Keep(running.Check, kept.Report) : kept)]);
        }
        catch (LinuxException error)
        {
            // It costs what a fresh boot does: verdicts are found again within a few runs.
            AgentLog.ReplicaTrouble(_services.Logger, _replica.Router.Name, error.Message);
        }
    }

    private void Judge()
    {
        var before = _reading.Verdict;
        _reading = Add();
        if ((before.Penalty, before.Fault) != (_reading.Verdict.Penalty, _reading.Verdict.Fault))
        {
            _onVerdict(_reading.Verdict);
        }

        _post(LookAgain.Instance);
    }

    private void Publish()
    {
        _reading = Add() with { Verdict = _reading.Verdict };
        _post(LookAgain.Instance);
    }

    private CheckReading Add()
    {
        ImmutableArray<CheckSpecification> checks = Runs(_replica) ? _replica.Router.Checks : [];
        var orders = _services.Orders.For(_replica.Router.Id);
        var verdict = HealthJudge.Decide(
            _replica.Priorities, checks.Select(check => (check, _kept.GetValueOrDefault(check.Name)?.Report.Verdict ?? CheckVerdict.Healthy)), orders);
        return new CheckReading(
            verdict == _reading?.Verdict ? _reading.Verdict : verdict,
            [
                .. checks.Select(check => _kept.GetValueOrDefault(check.Name)?.Report
                    ?? new CheckReport(check.Name, CheckVerdict.Healthy, _madeAt, null, "it did not run yet", Broken: false, Held: false)),
            ],
            orders);
    }

    // The same on every start, and another one for each check.
    private static double Share(Replica replica, CheckSpecification check)
    {
        var hash = 2166136261u; // FNV-1a: string.GetHashCode differs with every start
        foreach (var letter in $"{replica.Router.Name}/{check.Name}")
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return hash / (double)uint.MaxValue;
    }
}
