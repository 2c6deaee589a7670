using Keepone.Agent.Observing;
using Keepone.Agent.Voting;
using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Keepalived.Changes;
using Keepone.Linux;

namespace Keepone.Agent.Supervision;

/// <summary>Finds out what is known of a replica's keepalived, lets <see cref="SupervisionRules"/> decide, and carries it out.</summary>
internal sealed class ReplicaSupervisor(
    ReplicaServices services, ReplicaFiles files, ReplicaReport report, ReplicaGuard guard, Action<ReplicaEvent> post) : IDisposable
{
    /// <summary>How soon a VRRP process that is missing is looked for again: its parent needs 20 ms to start one.</summary>
    private static readonly TimeSpan MissingLook = TimeSpan.FromMilliseconds(50);

    /// <summary>How often the processes of a master are looked at, at most; a backup's are looked at with every patrol.</summary>
    private static readonly TimeSpan LeastMasterLook = TimeSpan.FromMilliseconds(500);

    private readonly ReplicaProcess _process = new(services, files, ended => post(new KeepalivedEnded(ended)));
    private readonly StartTurn _turn = new(services.Starts, () => post(LookAgain.Instance));
    private readonly ReloadControl _reload = new(services.Clock);
    private StoppedProcess? _stopped;
    private DateTimeOffset _lookedAt;
    private string? _said;
    private string? _denied;
    private string? _foreign;

    /// <summary>The keepalived that runs; null when none does.</summary>
    public ProcessIdentity? Running => _process.Running;

    /// <summary>Asks the keepalived that runs for its state.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>Its instance; null when it cannot say, or did not in time.</returns>
    public Task<DumpedInstance?> AskAsync(Replica replica, CancellationToken stop) => _process.AskAsync(replica, stop);

    /// <summary>Whether a reload moves addresses just now, so that what is seen of them says nothing.</summary>
    public bool IsSettling => _reload.IsSettling;

    /// <summary>Whether keepalived runs this configuration.</summary>
    /// <param name="wanted">The configuration.</param>
    /// <returns>True when it runs one that means the same.</returns>
    public bool Runs(string wanted) => Running is not null && _process.Configuration.Text is { } inForce && _reload.Plan(inForce, wanted).IsEmpty;

    /// <summary>
    /// Takes what keepalived answered when the kernel contradicted it. keepalived 2.2.7 leaves its addresses on the interface when
    /// somebody else sets them while it is no master; then nobody would take them away.
    /// </summary>
    /// <param name="answer">The answer.</param>
    public void Take(KeepalivedAnswered answer)
    {
        if (answer.Process == Running && answer.Instance is { State: VrrpState.Backup or VrrpState.Fault, HoldsAddresses: false } instance)
        {
            _denied = $"keepalived {answer.Process.Pid} is {instance.State} and did not set them";
        }
    }

    /// <summary>Takes note that a process ended by itself.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="ended">Which one.</param>
    public void Bury(Replica replica, ProcessIdentity ended)
    {
        if (_process.Bury(replica, ended))
        {
            Forget();
        }
    }

    /// <summary>Looks after the replica once.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="wanted">The configuration that its specification asks for.</param>
    /// <param name="watch">What is seen of its namespace; null when there is none.</param>
    /// <param name="keptOut">Why keepalived must not be started, in one sentence; null: it may.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>What was decided.</returns>
    public async Task<SupervisionVerdict> TurnAsync(
        Replica replica, string wanted, NamespaceWatch? watch, string? keptOut, CancellationToken stop)
    {
        var words = guard.Words;
        if (await _process.AdoptAsync(replica, stop) is (true, var instance))
        {
            report.Started(Running!.Value.Pid);
            if (instance is not null)
            {
                report.Take(instance);
                guard.Answer(instance, words);
                _reload.Adopted(ReloadEffect.Missing(replica, instance));
            }
        }

        _process.Tend();
        LookAtProcesses(LookEvery(replica, watch, ReplicaLoop.Patrol));
        await CheckReloadAsync(replica, wanted, watch, stop);
        var verdict = SupervisionRules.Decide(Facts(replica, wanted, watch) with { KeptOut = keptOut });
        report.Stalled = _stopped is { IsVrrp: true };
        TellGuard();
        if (_stopped is not null && verdict.Sentence != _said)
        {
            AgentLog.KeepalivedStopped(services.Logger, replica.Router.Name, verdict.Sentence);
        }
        else if (verdict.Step == SupervisionStep.Wait && Running is not null && verdict.Sentence != _said)
        {
            Say(replica, verdict);
        }

        _said = verdict.Sentence;
        if (verdict.Release)
        {
            Release(replica, watch!, verdict.Sentence);
        }
        else if (_denied is { } denied && watch is { VipPresent: true })
        {
            Release(replica, watch, denied);
        }

        _denied = null;

        if (verdict.Step == SupervisionStep.Start)
        {
            if (Running is not null)
            {
                // One in an old namespace may take seconds to end: others need not wait for that.
                await _process.EndAsync(stop);
                Forget();
            }

            if (!_turn.TryTake())
            {
                return verdict with { Step = SupervisionStep.Wait, Sentence = $"{verdict.Sentence} when its turn comes ({services.Starts.Places} at one time)" };
            }
        }

        try
        {
            await CarryOutAsync(verdict, replica, wanted, watch, stop);
        }
        finally
        {
            _turn.Return();
        }

        return verdict;
    }

    /// <summary>When the replica is to be looked after again without a sign.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="watch">What is seen of its namespace; null when there is none.</param>
    /// <param name="patrol">The latest.</param>
    /// <returns>How long from now.</returns>
    public TimeSpan NextLook(Replica replica, NamespaceWatch? watch, TimeSpan patrol)
    {
        var now = services.Clock.Now;
        var next = patrol;
        if (Running is null)
        {
            next = Sooner(next, After(now, _process.NotBefore));
        }
        else
        {
            next = Sooner(next, After(now, _reload.NotBefore));
            next = Sooner(next, After(now, _reload.CheckAt));
            next = Sooner(next, After(now, _reload.SettledAt));
            next = Sooner(next, _process.VrrpMissingSince is { } since && now - since < TimeSpan.FromSeconds(1) ? MissingLook : null);

            next = Sooner(next, LookEvery(replica, watch, patrol));
        }

        return Sooner(next, _process.Orphans.IsEmpty ? null : OrphanedProcesses.Patience);
    }

    /// <summary>Ends the replica's keepalived, because the router is no longer to run here.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="watch">What is seen of its namespace; null when there is none.</param>
    /// <param name="stop">Cancels the waiting.</param>
    public async Task RetireAsync(Replica replica, NamespaceWatch? watch, CancellationToken stop)
    {
        if (Running is { } running)
        {
            AgentLog.ReplicaRetired(services.Logger, replica.Router.Name, running.Pid);
        }

        if (!await _process.EndAsync(stop) && watch is not null)
        {
            Release(replica, watch, "keepalived did not end in order and was killed");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        _process.Dispose();
    }

    private SupervisionFacts Facts(Replica replica, string wanted, NamespaceWatch? watch)
    {
        var now = services.Clock.Now;
        var plan = _reload.Plan(_process.Configuration.Text, wanted);
        return new SupervisionFacts(
            replica.Router.Namespace,
            watch is not null,
            watch?.MissingInterfaces ?? [],
            Running?.Pid,
            watch is not null && _process.RunsOutside(watch.Place),
            !plan.IsEmpty,
            _process.Configuration.RefusalOf(wanted, now),
            _process.NotBefore,
            now)
        {
            AdvertInterval = replica.Router.AdvertInterval,
            VrrpMissingSince = _process.VrrpMissingSince,
            Orphans = _process.Orphans,
            Stopped = _stopped,
            ReloadNotBefore = _reload.NotBefore,
            ReloadWaitsFor = watch is null ? null : _reload.WaitsFor(plan, replica, watch),
            ReloadEffect = plan.Class == ChangeClass.Hot ? null : plan.Sentence,
            ReloadMissing = _reload.Missing,
        };
    }

    // A stopped process announces nothing, and a master's must be seen before the others have elected another one.
    private TimeSpan LookEvery(Replica replica, NamespaceWatch? watch, TimeSpan patrol) =>
        watch is not { VipPresent: true } && _stopped is null ? patrol
        : replica.Router.AdvertInterval > LeastMasterLook ? replica.Router.AdvertInterval : LeastMasterLook;

    // Not with every event: a look is two small files of /proc.
    private void LookAtProcesses(TimeSpan every)
    {
        var now = services.Clock.Now;
        if (now - _lookedAt >= every || (_stopped is not null && _stopped.Process != Running && _stopped.Process != _process.Vrrp))
        {
            _stopped = StoppedProcess.Look(Running, _process.Vrrp, _stopped, now);
            _lookedAt = now;
        }
    }

    private async Task CarryOutAsync(SupervisionVerdict verdict, Replica replica, string wanted, NamespaceWatch? watch, CancellationToken stop)
    {
        switch (verdict.Step)
        {
            case SupervisionStep.Start or SupervisionStep.Reload when !await _process.PutInForceAsync(replica, wanted, watch!.Place, stop):
                post(LookAgain.Instance);
                return;
            case SupervisionStep.Start:
                Say(replica, verdict);
                Forget();
                await _process.StartAsync(replica, watch!.Place, stop);
                report.Started(Running!.Value.Pid);
                TellGuard();
                _reload.Started();
                break;
            case SupervisionStep.Reload:
                Say(replica, verdict);
                _process.Reload(replica, watch.Place);
                _reload.Reloaded(replica);
                break;
            case SupervisionStep.Kill:
                _process.Kill();
                Forget();
                break;
            case SupervisionStep.Continue:
                _process.Continue();
                break;
            default:
                return;
        }

        post(LookAgain.Instance);
    }

    // A look at keepalived's effect after each change (DESIGN §2): its own word, because -t has none on what it does with a file.
    private async Task CheckReloadAsync(Replica replica, string wanted, NamespaceWatch? watch, CancellationToken stop)
    {
        if (!_reload.CheckDue || watch is null || Running is not { } running || _stopped is not null || !services.Version.HasJson || !Runs(wanted))
        {
            return;
        }

        var missing = ReloadEffect.Missing(replica, await _process.AskAsync(replica, stop));
        var again = _reload.Checked(replica, missing);
        if (missing is not null)
        {
            AgentLog.ReloadWithoutEffect(services.Logger, replica.Router.Name, running.Pid, missing, again ? "It is told again" : "It is left running");
        }

        if (again)
        {
            _process.Reload(replica, watch.Place);
        }
    }

    // What is there is looked for each time, because it costs little and happens only while something is wrong.
    private void Release(Replica replica, NamespaceWatch watch, string reason)
    {
        var found = LeftoverAddresses.Find(watch.Place, replica.Router);
        if (found.Addresses.IsEmpty && found.Routes.IsEmpty)
        {
            return;
        }

        var addresses = string.Join(", ", found.Addresses.Select(address => address.Prefix));
        if (Running is null && !services.Search.Of(files, fresh: true).IsEmpty)
        {
            // One of ours that nobody knew: it is found, and taken over or ended, in the next turn.
            _process.SearchAgain();
            post(LookAgain.Instance);
            return;
        }

        if (KeepalivedSearch.OtherIn(watch.Place, files) is { } other)
        {
            var sentence = $"{other} {addresses}";
            if (sentence != _foreign)
            {
                AgentLog.ForeignKeepalived(services.Logger, replica.Router.Name, addresses, other);
            }

            _foreign = sentence;
            report.Trouble = $"{addresses} is left alone, because keepalived {other} of somebody else runs in the namespace";
            return;
        }

        LeftoverAddresses.Remove(watch.Place, found);
        AgentLog.AddressesReleased(services.Logger, replica.Router.Name, addresses, found.Routes.Length, reason);
    }

    private void Forget()
    {
        report.Forget();
        guard.Run(null, null, false);
    }

    // One whose VRRP process died is no master and becomes none, until its parent has started another; one that is stopped neither.
    private void TellGuard() => guard.Run(
        Running,
        _process.Vrrp,
        Running is not null && _stopped is not { IsVrrp: true }
            && !(_process.VrrpMissingSince is { } since && services.Clock.Now - since >= SupervisionRules.VrrpGrace));

    private void Say(Replica replica, SupervisionVerdict verdict) =>
        AgentLog.ReplicaStep(services.Logger, replica.Router.Name, verdict.Sentence);

    private static TimeSpan? After(DateTimeOffset now, DateTimeOffset? moment) => moment > now ? moment - now : null;

    private static TimeSpan Sooner(TimeSpan one, TimeSpan? other) => other is { } due && due < one ? due : one;
}
