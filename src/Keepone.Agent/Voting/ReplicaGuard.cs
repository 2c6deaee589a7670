using Keepone.Agent.Observing;
using Keepone.Agent.Supervision;
using Keepone.Core.Guard;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Linux;

namespace Keepone.Agent.Voting;

/// <summary>
/// The guard of a replica as its loop knows it: seats the voter on the reactor's thread when all that it takes is there, moves it when the
/// specification or the namespace changed, and says who writes the track files. The voter never waits for the loop.
/// </summary>
internal sealed partial class ReplicaGuard : IDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);
    private readonly VotingServices _services;
    private readonly ReplicaFiles _files;
    private readonly ReplicaVoter _voter;
    private readonly ReachabilityVoter _reachability;
    private readonly ReachabilityGuard _weaker;
    private readonly Action<ReplicaEvent> _post;
    private readonly KeyFile _key;
    private readonly string _router;
    private Seating? _seating;
    private (Replica Of, GuardModeVerdict Mode, Seating? Seats)? _asked;
    private (ProcessIdentity? Leader, ProcessIdentity? Vrrp, bool Runs)? _told;
    private (ulong Inode, int? Interface) _place;
    private volatile GuardView _view;
    private volatile string? _broken;
    private ulong _boot;

    /// <summary>A guard that is not in force yet.</summary>
    /// <param name="services">What all voters share.</param>
    /// <param name="files">The replica's files.</param>
    /// <param name="router">The router's name.</param>
    /// <param name="post">Tells the replica's loop.</param>
    public ReplicaGuard(VotingServices services, ReplicaFiles files, string router, Action<ReplicaEvent> post)
    {
        (_services, _files, _post) = (services, files, post);
        _key = new KeyFile(services.KeyDirectory, router);
        _router = router;
        _view = new GuardView { Standing = GuardStanding.Off, Reason = "not looked at yet", Since = services.Clock.Now };
        _voter = new ReplicaVoter(services, router, Show, post);
        _reachability = new ReachabilityVoter(services, router, Show, post);
        _weaker = new ReachabilityGuard(_reachability, OnReactorAsync, post);
        Senses = new BothSenses(_voter, _reachability);
    }

    /// <summary>What is to be told at once of what is seen and heard.</summary>
    public IReplicaSenses Senses { get; }

    /// <summary>What it is and does.</summary>
    public GuardView View => _view;

    /// <summary>How often keepalived said something, for <see cref="Answer"/>.</summary>
    public long Words => _voter.Words;

    /// <summary>Whether the voter writes the track files, and nobody else.</summary>
    public bool OwnsFiles => _seating is not null || _weaker.OwnsFiles;

    /// <summary>Whether the replica must be kept out of the election until a voter says otherwise.</summary>
    /// <param name="router">The router.</param>
    /// <returns>True when a guard is asked for that can decide.</returns>
    public static bool IsAskedFor(RouterSpecification router) => GuardModeRule.Decide(router).InForce != GuardMode.Off;

    /// <summary>Why keepalived must not be started now, in one sentence; null: it may.</summary>
    /// <param name="tracks">The track files.</param>
    /// <returns>The reason.</returns>
    public string? KeepsOut(TrackFiles tracks) => OwnsFiles && _view is { IsStopped: true } && tracks.Quorum == 0
        ? "keepalived is not started, because its quorum file cannot be written and the guard keeps it out of the election"
        : null;

    /// <summary>Sees to it that the voter is what the specification asks for.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="watch">What is seen of its namespace; null when there is none.</param>
    /// <param name="tracks">The track files.</param>
    public async Task FollowAsync(Replica replica, NamespaceWatch? watch, TrackFiles tracks)
    {
        var (mode, seats) = Read(replica);
        if (seats is null || (_seating is null && !replica.Router.Guard.KernelLease))
        {
            // Also one that an earlier agent left: nobody would ever open it again.
            await FollowLeaseAsync(replica.Router, watch?.Place, seating: null, kept: null);
        }

        Warn(mode);
        if (mode.InForce == GuardMode.Reachability)
        {
            await RiseAsync();
            if (await _weaker.FollowAsync(replica, watch, tracks) is { } hindrance)
            {
                Hinder(hindrance, null, null);
            }

            return;
        }

        await _weaker.RiseAsync();
        if (seats is not { } seating)
        {
            await RiseAsync();
            Say(GuardStanding.Off, mode.InForce == GuardMode.Promise ? "the specification does not give the voters' addresses" : mode.Sentence);
            return;
        }

        if (watch is null)
        {
            // The voter of a namespace that is gone goes on: its keepalived may.
            if (_seating is null)
            {
                Hinder("its namespace is not there", null, null);
            }

            return;
        }

        var place = (watch.Place.Inode, watch.HaInterface?.Index);
        var isSame = _seating is { } old && old.SameAs(seating) && _place.Inode == place.Inode;
        var isOther = _key.Refresh();
        if (isOther && _key.Problem is { } problem)
        {
            AgentLog.ReplicaTrouble(_services.Logger, _router, problem);
        }

        if (_key.Keys is not { } keys)
        {
            Hinder(_key.Problem ?? $"{_key.Path} holds no key", replica.Router, watch);
            return;
        }

        if (isSame && _place == place && _broken is null)
        {
            if (isOther)
            {
                await OnReactorAsync(() => _voter.Use(keys));
            }

            await FollowLeaseAsync(replica.Router, watch.Place, seating, kept: null);
            return;
        }

        await SeatAsync(replica.Router, seating, watch, tracks, keys, place, isSame);
    }

    /// <summary>What the replica's checks and operators say of it changed. For the reactor's thread.</summary>
    /// <param name="health">What.</param>
    public void Use(HealthVerdict health)
    {
        _voter.Use(health);
        _reachability.Use(health);
    }

    /// <summary>Whether keepalived runs was looked at.</summary>
    /// <param name="leader">Its first process; null: none runs.</param>
    /// <param name="vrrp">Its VRRP process.</param>
    /// <param name="runs">Whether there is a VRRP process that does something.</param>
    public void Run(ProcessIdentity? leader, ProcessIdentity? vrrp, bool runs)
    {
        // Every turn of every replica looks, and hardly one sees something new.
        if (_told != (leader, vrrp, runs) && Tell(leader, vrrp, runs))
        {
            _told = (leader, vrrp, runs);
        }
    }

    private bool Tell(ProcessIdentity? leader, ProcessIdentity? vrrp, bool runs) => _services.Reactor.Post(() =>
    {
        _voter.Run(leader, vrrp, runs);
        _reachability.Run(leader, vrrp, runs);
    });

    /// <summary>keepalived was asked what it is.</summary>
    /// <param name="instance">What it answered.</param>
    /// <param name="words">How often it had said something when it was asked.</param>
    public void Answer(DumpedInstance instance, long words) => _services.Reactor.Post(() =>
    {
        _voter.Answer(instance, words);
        _reachability.Answer(instance, words);
    });

    /// <summary>Asks the voter to leave, and waits until it may. Without it keepalived has what it would have without a guard.</summary>
    public async Task LeaveAsync()
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_services.Reactor.Post(() => _voter.Leave(left)))
        {
            left.SetResult();
        }

        await left.Task;
        _lease.Lift();
    }

    /// <summary>What moves with every beacon, on the reactor's thread.</summary>
    /// <returns>The figures; null when the guard is not in force.</returns>
    public GuardFigures? Figures() => _voter.Figures() ?? _reachability.Figures();

    /// <inheritdoc/>
    public void Dispose()
    {
        // Its socket must be closed when the next one of the router is opened.
        using var risen = new ManualResetEventSlim();
        if (_services.Reactor.Post(() =>
        {
            _voter.Rise();
            _reachability.Rise();
            risen.Set();
        }))
        {
            _ = risen.Wait(EndPatience);
        }

        _lease.Dispose();
    }

    private async Task SeatAsync(
        RouterSpecification router, Seating seating, NamespaceWatch watch, TrackFiles tracks, GuardKeys keys, (ulong, int?) place, bool isSame)
    {
        var promises = new PromiseFile($"{_files.Directory}/guard", seating.Group);
        var kept = promises.Read(BootClock.Now);
        if (!isSame)
        {
            await RiseAsync();
            if (kept.StartAt > BootClock.Now)
            {
                Hinder(kept.Sentence, router, watch);
                return;
            }

            _boot = _services.Lives.Next();
        }
        else
        {
            await OnReactorAsync(_voter.Hush);
            _lease.Doubt();
            await FollowLeaseAsync(router, watch.Place, seating, kept: null);
        }

        _broken = null;
        BeaconChannel? channel = null;
        try
        {
            channel = new BeaconChannel(
                _services.Sockets, seating.Roster, watch.Place, keys, _boot, (from, beacon) => _voter.HearBeacon(channel, from, beacon), Break);
        }
        catch (Exception error) when (error is LinuxException or InvalidOperationException)
        {
            _broken = error.Message;
            if (_seating is null)
            {
                Hinder($"its beacons have no socket: {error.Message}", router, watch);
            }

            return;
        }

        if (isSame)
        {
            await OnReactorAsync(() => _voter.Use(channel));
        }
        else
        {
            // Before its voter acts: one that is master already would be silent until it has a lease.
            await FollowLeaseAsync(router, watch.Place, seating, kept.Memory);
            var boot = _boot;
            await OnReactorAsync(() => _voter.Sit(seating, tracks, promises, kept.Memory, channel, boot));
            _seating = seating;
        }

        _place = place;
    }

    // Every turn of every replica asks, and a specification hardly ever changes.
    private (GuardModeVerdict Mode, Seating? Seats) Read(Replica replica)
    {
        if (_asked is not { } asked || !ReferenceEquals(asked.Of, replica))
        {
            var mode = GuardModeRule.Decide(replica.Router);
            _asked = asked = (replica, mode, mode.InForce == GuardMode.Promise ? Seating.Of(replica) : null);
        }

        return (asked.Mode, asked.Seats);
    }

    private async Task RiseAsync()
    {
        if (_seating is not null)
        {
            await OnReactorAsync(_voter.Rise);
            _seating = null;
        }
    }

    private Task OnReactorAsync(Action step) => _services.Reactor.RunAsync(step);

    private void Break(string why)
    {
        _broken = why;
        _post(LookAgain.Instance);
    }
}
