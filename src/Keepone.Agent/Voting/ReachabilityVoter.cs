using System.Collections.Immutable;
using System.Net;
using Keepone.Agent.Observing;
using Keepone.Agent.Supervision;
using Keepone.Core.Guard;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Linux;

namespace Keepone.Agent.Voting;

/// <summary>
/// <c>guard.mode: reachability</c> of a replica, on the reactor's thread, in the place of a <see cref="ReplicaVoter"/>: asks the other replicas'
/// addresses for echoes, lets <see cref="Reachability"/> decide, and writes the track files. All members but the constructor are for that
/// thread.
/// </summary>
internal sealed class ReachabilityVoter : IReplicaSenses
{
    private readonly VotingServices _services;
    private readonly string _router;
    private readonly ReactorTimer _timer;
    private readonly Action<GuardView> _show;
    private readonly StopHand _stop;
    private readonly StopInsistence _insistence;
    private readonly TimeSpan?[] _heardAt = new TimeSpan?[VoterGroup.MostVoters];
    private readonly DatagramAddress[] _peers = new DatagramAddress[VoterGroup.MostVoters];
    private KeepalivedView _keepalived = KeepalivedView.Unseen;
    private ReachabilitySeating? _seating;
    private TrackFiles? _tracks;
    private EchoSocket? _socket;
    private ReachabilityState _state;
    private GuardLateness _lateness = GuardLateness.Unmeasured;
    private TimeSpan _worst = TimeSpan.MinValue;
    private GuardView? _view;
    private (ushort Reached, bool Stop, bool IsMaster, string? Trouble) _shown;
    private string _reason = "";
    private string? _trouble;
    private DateTimeOffset _since;
    private long _asked;
    private long _answered;
    private long _words;
    private HealthVerdict _health = HealthVerdict.Fit;

    /// <summary>One without a seat: it sees and hears, and judges nothing.</summary>
    /// <param name="services">What all voters share.</param>
    /// <param name="router">The router's name.</param>
    /// <param name="show">Takes what it is, when that changed.</param>
    /// <param name="post">Tells the replica's loop.</param>
    public ReachabilityVoter(VotingServices services, string router, Action<GuardView> show, Action<ReplicaEvent> post)
    {
        (_services, _router, _show) = (services, router, show);
        _stop = new StopHand(services.Logger, router, post);
        _insistence = new StopInsistence(_stop.CarryOut, _stop.Hears);
        _timer = services.Reactor.AddTimer($"the reachability of router {router}", Wake);
    }

    /// <summary>Takes a seat, or another socket on the same one.</summary>
    /// <param name="seating">What it rests on.</param>
    /// <param name="tracks">The track files: its own from now on.</param>
    /// <param name="socket">How it asks: its own from now on.</param>
    /// <param name="onBroken">Called when nothing more will be heard by that socket.</param>
    public void Sit(ReachabilitySeating seating, TrackFiles tracks, EchoSocket socket, Action onBroken)
    {
        var isSame = _seating is { } old && old.SameAs(seating);
        if (!isSame)
        {
            Rise();
        }

        _socket?.Dispose();
        (_seating, _tracks, _socket) = (seating, tracks, socket);
        for (var i = 0; i < seating.Addresses.Length; i++)
        {
            _peers[i] = new DatagramAddress(new IPEndPoint(seating.Addresses[i], 0), socket.InterfaceIndex);
        }

        socket.Attach(_services.Reactor, HearEcho, onBroken);
        if (!isSame)
        {
            _services.Lateness.Join();
            Array.Clear(_heardAt);
            Carry(Reachability.Start(out _state, seating.Group, BootClock.Now, tracks.Quorum != 0, IsMaster));
        }
    }

    /// <summary>Gives the seat up: the files are somebody else's from now on.</summary>
    public void Rise()
    {
        if (_seating is not null)
        {
            (_seating, _view) = (null, null);
            _timer.Stop();
            _socket?.Dispose();
            _socket = null;
            _services.Lateness.Leave();
        }
    }

    /// <summary>Whether keepalived runs was looked at.</summary>
    /// <param name="leader">Its first process.</param>
    /// <param name="vrrp">Its VRRP process.</param>
    /// <param name="runs">Whether there is a VRRP process that does something.</param>
    public void Run(ProcessIdentity? leader, ProcessIdentity? vrrp, bool runs)
    {
        _stop.Know(leader, vrrp);
        Look(_keepalived.Run(runs));
    }

    /// <summary>keepalived was asked what it is.</summary>
    /// <param name="instance">What it answered.</param>
    /// <param name="words">How often it had said something when it was asked.</param>
    public void Answer(DumpedInstance instance, long words)
    {
        if (words == _words)
        {
            Look(_keepalived.Answer(instance.State, instance.HoldsAddresses));
        }
    }

    /// <summary>What the replica's checks and operators say of it changed.</summary>
    /// <param name="health">What.</param>
    public void Use(HealthVerdict health)
    {
        _health = health;
        if (_seating is { } seating)
        {
            Carry(Reachability.Observe(ref _state, seating.Group, BootClock.Now, IsMaster));
        }
    }

    /// <inheritdoc/>
    public void HearAdvert(IPAddress source, int priority)
    {
        if (_seating is { } seating && seating.ReplicaOf(source) is >= 0 and var from)
        {
            var now = BootClock.Now;
            _heardAt[from] = now;
            Carry(Reachability.HearAdvert(ref _state, seating.Group, now, from, priority));
        }
    }

    /// <inheritdoc/>
    public void SeeVip(bool present) => Look(_keepalived.See(present));

    /// <inheritdoc/>
    public void Hear(VrrpState state)
    {
        _words++;
        Look(_keepalived.Say(state));
    }

    /// <inheritdoc/>
    public void LoseWord() => Look(_keepalived.Lose());

    /// <summary>What moves with every answer.</summary>
    /// <returns>The figures; null without a seat.</returns>
    public GuardFigures? Figures()
    {
        if (_seating is not { } seating)
        {
            return null;
        }

        var (now, heard) = (BootClock.Now, ImmutableSortedDictionary.CreateBuilder<string, TimeSpan>(StringComparer.Ordinal));
        for (var i = 0; i < seating.Group.Names.Length; i++)
        {
            if (_heardAt[i] is { } at)
            {
                heard.Add(seating.Group.Names[i], now - at);
            }
        }

        return new GuardFigures(null, null, heard.ToImmutable(), _asked, _answered, ImmutableSortedDictionary<string, long>.Empty);
    }

    private bool IsMaster => _keepalived.ToReplicaView() is { HoldsVip: true } or { State: VrrpState.Master };

    private void HearEcho(in DatagramAddress from, ushort sequence)
    {
        if (_seating is not { } seating)
        {
            return;
        }

        for (var i = 0; i < seating.Group.Names.Length; i++)
        {
            if (i != seating.Group.Self && from.HasAddressOf(_peers[i]))
            {
                _answered++;
                var now = BootClock.Now;
                _heardAt[i] = now;
                Carry(Reachability.HearEcho(ref _state, seating.Group, now, i, sequence));
                return;
            }
        }
    }

    private void Wake()
    {
        if (_seating is { } seating)
        {
            var now = BootClock.Now;
            _services.Lateness.Note(now, _timer.Lateness);
            Carry(Reachability.Look(ref _state, seating.Group, now));
        }
    }

    private void Look(KeepalivedView view)
    {
        _keepalived = view;
        if (_seating is { } seating)
        {
            Carry(Reachability.Observe(ref _state, seating.Group, BootClock.Now, IsMaster));
        }
    }

    // The quorum file first: whatever else there is to do can wait.
    private void Carry(in ReachabilityVerdict verdict)
    {
        var (seating, now) = (_seating!, BootClock.Now);
        var stop = verdict.Stop || _health.Fault;
        var isTold = Write(stop);
        if (verdict.Ask)
        {
            Ask(seating, verdict.Sequence);
        }

        var again = _insistence.Look(now, stop, isTold, _keepalived.ToReplicaView(), seating.Timers);
        var wake = isTold || verdict.WakeAt < now + VoterSeat.Retry ? verdict.WakeAt : now + VoterSeat.Retry;
        _timer.Set(again < wake ? again : wake);
        Show(seating, verdict);
    }

    private bool Write(bool stop)
    {
        try
        {
            if (_tracks!.SetQuorum(stop ? 1 : 0))
            {
                AgentLog.QuorumWritten(_services.Logger, _router, stop ? 1 : 0);
            }

            // A bonus must not outlive its mastership, nor be given to one that is to stop.
            var bonus = IsMaster && !stop;
            if (_tracks.SetHealth(_seating!.Plan, _health.Penalty, bonus))
            {
                AgentLog.HealthWritten(
                    _services.Logger, _router, _tracks.Health, _health.Explain(bonus ? "this replica is master" : "it is not master"));
            }

            _trouble = null;
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (_trouble != error.Message)
            {
                AgentLog.ReplicaTrouble(_services.Logger, _router, error.Message);
            }

            _trouble = error.Message;
            return false;
        }
    }

    private void Ask(ReachabilitySeating seating, ushort sequence)
    {
        for (var i = 0; i < seating.Group.Names.Length; i++)
        {
            // What the kernel does not take is a question without an answer.
            if (i != seating.Group.Self && _socket!.Ask(_peers[i], sequence) == 0)
            {
                _asked++;
            }
        }
    }

    private void Show(ReachabilitySeating seating, in ReachabilityVerdict verdict)
    {
        if (verdict.Reason != ReachabilityReason.Unchanged)
        {
            (_reason, _since) = (verdict.Sentence(seating.Group), _services.Clock.Now);
            if (verdict.Reason == ReachabilityReason.LostMajority)
            {
                AgentLog.GuardStops(_services.Logger, _router, _reason);
            }
            else
            {
                AgentLog.GuardSays(_services.Logger, _router, _reason);
            }
        }

        if (_services.Lateness.Worst != _worst)
        {
            _worst = _services.Lateness.Worst;
            _lateness = ReachabilityReading.Lateness(seating.Group, seating.Plan, seating.Timers, _worst);
        }

        var trouble = _trouble ?? _insistence.Sentence;
        var shown = (verdict.Reached, verdict.Stop, IsMaster, trouble);
        if (_view is not null && verdict.Reason == ReachabilityReason.Unchanged && shown == _shown && ReferenceEquals(_view.Lateness, _lateness))
        {
            return;
        }

        _shown = shown;
        _view = ReachabilityReading.View(verdict, seating.Group, IsMaster, _reason, _since, _lateness) with { Trouble = trouble };
        _show(_view);
    }
}
