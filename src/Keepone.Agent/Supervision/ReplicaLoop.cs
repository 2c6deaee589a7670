using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Keepone.Agent.Checks;
using Keepone.Agent.Observing;
using Keepone.Agent.OwnHealth;
using Keepone.Agent.Voting;
using Keepone.Core.Model;
using Keepone.Core.Observing;
using Keepone.Keepalived;
using Keepone.Keepalived.Generator;
using Keepone.Linux;

namespace Keepone.Agent.Supervision;

/// <summary>
/// Looks after one replica: one reader of one channel, no locks. Whatever happens arrives as an event; then the replica is supervised,
/// judged and reported, always in this order.
/// </summary>
internal sealed class ReplicaLoop : IDisposable
{
    /// <summary>How often everything is looked at without a sign: namespaces come and go silently.</summary>
    public static readonly TimeSpan Patrol = TimeSpan.FromSeconds(2);

    /// <summary>
    /// What is looked at without a sign is looked at together with what other replicas have due in the same moment: on a node of a thousand
    /// routers waking a thread for each look costs more than the look.
    /// </summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How often everything is read anew, in case that a sign was missed though the kernel did not say so, as it does when it drops one.
    /// </summary>
    public static readonly TimeSpan Reread = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a turn may take: a test, an end, a kill and a start of keepalived, each with its patience, and room for a busy start.
    /// </summary>
    public static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(60);

    // Sooner than this somebody waits for it.
    private static readonly TimeSpan LeastShared = TimeSpan.FromMilliseconds(500);

    private const int MostWaitingEvents = 1024;
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly ReplicaServices _services;
    private readonly ReplicaFiles _files;
    private readonly ReplicaSupervisor _supervisor;
    private readonly ReplicaReport _report;
    private readonly ReplicaTrouble _trouble;
    private readonly StateQuestion _question;
    private readonly ReplicaGuard _guard;
    private readonly ReplicaChecks _checks;
    private readonly BothSenses _senses;
    private readonly Channel<ReplicaEvent> _events;
    private readonly ITimer _timer;
    private readonly Pulses.Pulse _pulse;
    private Replica _replica;
    private Replica _seen;
    private string _wanted;
    private TrackFiles? _tracks;
    private NotifyReader? _notifications;
    private NamespaceWatch? _watch;
    private DateTimeOffset _readAt;
    private DateTimeOffset _openedAt;
    private string? _openedName;
    private string _supervision = "not looked at yet";
    private int _lost;

    public ReplicaLoop(ReplicaServices services, Replica replica)
    {
        _services = services;
        (_replica, _seen) = (replica, replica);
        _trouble = new ReplicaTrouble(services.Logger, replica.Router.Name);
        _files = ReplicaFiles.For(services.Configuration.Run, replica.Router.Id);
        _wanted = ReplicaConfiguration.Render(replica, _files, services.Version, services.Configuration.Scripts.User);
        _report = new ReplicaReport(services.Reports, services.Clock, services.Version)
        {
            Changed = (before, after) => AgentLog.StateChanged(services.Logger, after.RouterName, before.State.ToString(), after.State.ToString(), after.Reason),
        };

        _guard = new ReplicaGuard(services.Voting, _files, replica.Router.Name, Post);
        _checks = new ReplicaChecks(services.Checks, _files, replica, _guard.Use, Post);
        _senses = new BothSenses(_guard.Senses, _checks);
        _supervisor = new ReplicaSupervisor(services, _files, _report, _guard, Post);
        _question = new StateQuestion(services, _report, _supervisor, _guard, Post);

        // A flood of events may be dropped, because everything can be read anew; that it was dropped may not.
        _events = Channel.CreateBounded<ReplicaEvent>(
            new BoundedChannelOptions(MostWaitingEvents) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            _ => Interlocked.Exchange(ref _lost, 1));
        _pulse = services.Pulses.Add($"the loop of router {replica.Router.Name}", TurnLimit);
        _timer = services.Clock.Time.CreateTimer(_ => Post(LookAgain.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The router.</summary>
    public RouterId Router => _replica.Router.Id;

    /// <summary>Tells the loop that something happened. Never waits.</summary>
    /// <param name="change">What.</param>
    public void Post(ReplicaEvent change) => _events.Writer.TryWrite(change);

    /// <summary>Runs until it is cancelled. keepalived goes on without it.</summary>
    /// <param name="stop">Cancelled when the agent stops or the router goes.</param>
    [SuppressMessage("Design", "CA1031", Justification = "A replica is looked after whatever happens.")]
    public async Task RunAsync(CancellationToken stop)
    {
        Post(LookAgain.Instance);
        try
        {
            while (await _events.Reader.WaitToReadAsync(stop))
            {
                _pulse.Beat();
                try
                {
                    await TurnAsync(stop);
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    // Whatever it is, the next replica and the next turn are worth more than giving up.
                    _trouble.Say(error.Message);
                    _timer.Change(Patrol, Timeout.InfiniteTimeSpan);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent stops, or the router goes.
        }
    }

    /// <summary>What moves with every beacon, on the reactor's thread.</summary>
    /// <returns>The figures; null when no voter judges.</returns>
    public GuardFigures? Figures() => _guard.Figures();

    /// <summary>Asks its voter to leave, and waits until it may: the agent is about to end.</summary>
    public Task LeaveAsync() => _guard.LeaveAsync();

    /// <summary>Ends the replica's keepalived, because the router is no longer to run here. Its track files stay.</summary>
    /// <param name="stop">Cancels the waiting.</param>
    public async Task RetireAsync(CancellationToken stop)
    {
        await _supervisor.RetireAsync(_replica, _watch, stop);
        _guard.Run(null, null, false);
        await _guard.LeaveAsync();
        _services.Reports.Remove(Router);
    }

    public void Dispose()
    {
        _events.Writer.TryComplete();
        _timer.Dispose();
        _pulse.Dispose();
        _checks.Dispose();
        _guard.Dispose();
        _supervisor.Dispose();
        _watch?.Dispose();
        _notifications?.Dispose();
    }

    private async Task TurnAsync(CancellationToken stop)
    {
        Prepare();
        while (_events.Reader.TryRead(out var change))
        {
            Take(change);
        }

        try
        {
            await LookAfterAsync(stop);
            _trouble.Over();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk or a missing right keeps the agent from changing something, never from telling what is there.
            _report.Trouble = error.Message;
            _trouble.Say(error.Message);
        }

        _report.Publish(_seen, Evidence(), _watch?.Wire.Read() ?? WireRecord.Empty, _tracks!, _supervision, _guard.View, _checks.Reading);
        _timer.Change(NextLook(), Timeout.InfiniteTimeSpan);
    }

    private async Task LookAfterAsync(CancellationToken stop)
    {
        var now = _services.Clock.Now;
        CloseBroken(now);
        FollowNamespace();
        if (Interlocked.Exchange(ref _lost, 0) != 0 || now - _readAt > Reread)
        {
            _watch?.ReadAll();
            _readAt = now;
        }

        FollowReplica();
        await _guard.FollowAsync(_seen, _watch, _tracks!);
        await _checks.FollowAsync(_seen, _watch?.Place.Inode, _report.State, _watch is { VipPresent: true });
        _supervision = (await _supervisor.TurnAsync(_replica, _wanted, _watch, _guard.KeepsOut(_tracks!), stop)).Sentence;
        FollowReplica();
        Judge();
        _question.AskIfDue(_replica, _watch, Evidence(), stop);
    }

    // What keepalived runs is what is looked at: a change that waits for its turn must not hide the address that is there.
    private void FollowReplica()
    {
        if (!ReferenceEquals(_seen, _replica) && (_supervisor.Running is null || _supervisor.Runs(_wanted)))
        {
            _seen = _replica;
            _watch?.Follow(_seen);
        }
    }

    private void Prepare()
    {
        if (_tracks is not null)
        {
            return;
        }

        Directory.CreateDirectory(_files.Directory, DirectoryMode);
        Directory.CreateDirectory(_files.TemporaryDirectory, DirectoryMode);
        _notifications ??= new NotifyReader(_files.NotifyFifo, _services.Reactor, _senses, Post);
        _tracks = new TrackFiles(_files, _replica.Priorities, _checks.Reading.Verdict.Penalty, ReplicaGuard.IsAskedFor(_replica.Router));
    }

    private void Take(ReplicaEvent change)
    {
        switch (change)
        {
            case SpecificationChanged { Replica: var replica }:
                _replica = replica;
                _wanted = ReplicaConfiguration.Render(replica, _files, _services.Version, _services.Configuration.Scripts.User);
                break;
            case KernelChanged { Watch: var watch, Batch: var batch } when watch == _watch:
                watch.Take(batch);
                break;
            case Notified { Event: var notice }:
                _report.Take(notice);
                break;
            case NotifyLost { Reason: var reason }:
                _question.Lose(reason);
                break;
            case KeepalivedAnswered answer:
                _question.Take(answer);
                _supervisor.Take(answer);
                break;
            case AdvertRejected { Reason: var reason }:
                AgentLog.AdvertRejected(_services.Logger, _replica.Router.Name, reason);
                break;
            case KeepalivedEnded { Process: var ended }:
                _supervisor.Bury(_replica, ended);
                break;
            default:
                break;
        }
    }

    private void FollowNamespace()
    {
        var name = _replica.Router.Namespace;
        if (_watch is not null && name == _openedName && (name is null || _watch.Place.IsStillThere()))
        {
            return;
        }

        var inode = name is null ? _watch?.Place.Inode : NetworkNamespace.InodeOf(name);
        if (_watch is not null && inode != _watch.Place.Inode)
        {
            _watch.Dispose();
            _watch = null;
        }

        if (_watch is null && (name is null || inode is not null))
        {
            var place = name is null ? NetworkNamespace.OpenCurrent() : NetworkNamespace.OpenNamed(name);
            _watch = new NamespaceWatch(place, _seen, _services.Reactor, _services.Clock, _senses, Post);
            _readAt = _openedAt = _services.Clock.Now;
            _openedName = name;
        }
    }

    // What a fault made blind is opened again, but not at once: the fault may still be there.
    private void CloseBroken(DateTimeOffset now)
    {
        if (_watch is { IsBroken: true } && now - _openedAt >= Patrol)
        {
            _watch.Dispose();
            _watch = null;
        }

        if (_notifications is { IsBroken: true } && now - _openedAt >= Patrol)
        {
            _notifications.Dispose();
            _notifications = new NotifyReader(_files.NotifyFifo, _services.Reactor, _senses, Post);
            _openedAt = now;
            _question.Lose("its notify FIFO could not be read for a while");
        }
    }

    private void Judge()
    {
        if (_guard.OwnsFiles)
        {
            return;
        }

        // A guard that is asked for and cannot take part leaves what the file holds (docs/guard.md, "What the agent does").
        if (!ReplicaGuard.IsAskedFor(_seen.Router))
        {
            _tracks!.SetQuorum(_checks.Reading.Verdict.Fault ? 1 : 0);
        }

        // While a reload changes the VIP nothing is known for a moment, and a bonus that blinks would move the mastership.
        if (_watch is not { } watch || _supervisor.IsSettling)
        {
            return;
        }

        var verdict = BonusRule.Decide(watch.VipPresent, _report.Reported, _tracks!.HasBonus);
        var health = _checks.Reading.Verdict;
        if (_tracks.SetHealth(_seen.Priorities, health.Penalty, verdict.HasBonus))
        {
            AgentLog.HealthWritten(_services.Logger, _replica.Router.Name, _tracks.Health, health.Explain(verdict.Sentence));
        }
    }

    private KernelEvidence Evidence() => _watch is { } watch
        ? new KernelEvidence(true, watch.HaInterface is not null, watch.HaInterface is { Up: true, Carrier: true }, watch.VipPresent)
        : new KernelEvidence(false, false, false, false);

    private TimeSpan NextLook()
    {
        var now = _services.Clock.Now;
        var next = _supervisor.NextLook(_replica, _watch, Patrol);
        var interval = _replica.Router.AdvertInterval;
        foreach (var moment in (ReadOnlySpan<DateTimeOffset?>)[_report.NextChange(interval), _question.Due(interval)])
        {
            if (moment is { } due && due - now < next)
            {
                next = due > now ? due - now : TimeSpan.Zero;
            }
        }

        // A millisecond more than due: a timer that fires early would only look twice.
        next += TimeSpan.FromMilliseconds(1);
        return next < LeastShared ? next : next + TimeSpan.FromTicks((Beat.Ticks - ((now + next).Ticks % Beat.Ticks)) % Beat.Ticks);
    }
}
