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
/// The voter of a replica on the reactor's thread: what is seen, heard and said of the replica goes to it in the order in which it came,
/// and its verdicts go to files, to the wire and to keepalived. All members but the constructor and <see cref="Words"/> are for that thread.
/// </summary>
internal sealed partial class ReplicaVoter : IReplicaSenses, IVoterHands
{
    private readonly VotingServices _services;
    private readonly string _router;
    private readonly ReactorTimer _timer;
    private readonly Action<GuardView> _show;
    private readonly StopHand _stop;
    private KeepalivedView _keepalived = KeepalivedView.Unseen;
    private Post? _at;
    private HealthVerdict _health = HealthVerdict.Fit;
    private KernelLeaseGate? _lease;
    private string? _leaseProblem;
    private TaskCompletionSource? _leaving;
    private string? _problem;
    private string? _said;
    private long _words;

    /// <summary>A voter without a seat: it sees and hears, and judges nothing.</summary>
    /// <param name="services">What all voters share.</param>
    /// <param name="router">The router's name.</param>
    /// <param name="show">Takes what it is, when that changed.</param>
    /// <param name="post">Tells the replica's loop.</param>
    public ReplicaVoter(VotingServices services, string router, Action<GuardView> show, Action<ReplicaEvent> post)
    {
        (_services, _router, _show) = (services, router, show);
        _stop = new StopHand(services.Logger, router, post);
        _timer = services.Reactor.AddTimer($"the voter of router {router}", Wake);
    }

    /// <summary>How often keepalived said something, for who asks it and wants to know whether its answer is still news.</summary>
    public long Words => Interlocked.Read(ref _words);

    /// <summary>What is seen of keepalived.</summary>
    public ReplicaView Seen => _keepalived.ToReplicaView();

    /// <summary>Takes a seat: a voter starts.</summary>
    /// <param name="seating">What it rests on.</param>
    /// <param name="tracks">The track files: its own from now on.</param>
    /// <param name="promises">Where its promise is kept.</param>
    /// <param name="kept">What is kept there.</param>
    /// <param name="channel">How it speaks with the others.</param>
    /// <param name="boot">The number of this life.</param>
    public void Sit(Seating seating, TrackFiles tracks, PromiseFile promises, VoterMemory? kept, BeaconChannel channel, ulong boot)
    {
        Rise();
        _services.Lateness.Join();
        var seat = new VoterSeat(seating.Group, this, () => _services.Clock.Now);
        _at = new Post(seating, tracks, promises, channel, seat);
        seat.Measure(_services.Lateness.Worst);
        seat.Start(BootClock.Now, boot, kept, tracks.Quorum != 0, _keepalived.ToReplicaView(), seating.Priority - _health.Penalty, _health.Fault);
    }

    /// <summary>Gives the seat up: the files are somebody else's from now on. What is kept stays.</summary>
    public void Rise()
    {
        if (_at is { } at)
        {
            _at = null;
            _timer.Stop();
            at.Channel.Dispose();
            _services.Lateness.Leave();
        }

        _leaving?.TrySetResult();
    }

    /// <summary>Lets go of the channel, before another one is opened in its place.</summary>
    public void Hush() => _at?.Channel.Dispose();

    /// <summary>Signs with other keys from now on.</summary>
    /// <param name="keys">The keys.</param>
    public void Use(GuardKeys keys) => _at?.Channel.Use(keys);

    /// <summary>Speaks and hears by another channel from now on.</summary>
    /// <param name="channel">The channel.</param>
    public void Use(BeaconChannel channel)
    {
        if (_at is { } at)
        {
            at.Channel.Dispose();
            _at = at with { Channel = channel };
        }
        else
        {
            channel.Dispose();
        }
    }

    /// <summary>Carries its lease into the kernel from now on.</summary>
    /// <param name="lease">By what; null: no more.</param>
    /// <param name="problem">What is wrong with it, in one sentence; null: nothing.</param>
    public void Use(KernelLeaseGate? lease, string? problem)
    {
        (_lease, _leaseProblem) = (lease, problem);

        // What it decided while it had none, or another one, is to hold from now on.
        Step(static (seat, now, _) => seat.Wake(now, TimeSpan.Zero), 0);
    }

    /// <summary>What the replica's checks and operators say of it changed.</summary>
    /// <param name="health">What.</param>
    public void Use(HealthVerdict health)
    {
        _health = health;
        if (_at is { } at)
        {
            Step(static (seat, now, own) => seat.SetHealth(now, own.Priority, own.Fault), (Priority: at.Seating.Priority - health.Penalty, health.Fault));
        }
    }

    /// <summary>Asks the voter to leave.</summary>
    /// <param name="left">Is told when it may, or when there is none.</param>
    public void Leave(TaskCompletionSource left)
    {
        _leaving = left;
        if (_at is null or { Seat.HasLeft: true })
        {
            left.TrySetResult();
            return;
        }

        Step(static (seat, now, _) => seat.Leave(now), 0);
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
        // What it said on its FIFO since is newer.
        if (words == Words)
        {
            Look(_keepalived.Answer(instance.State, instance.HoldsAddresses));
        }
    }

    /// <summary>A beacon came.</summary>
    /// <param name="channel">By which channel.</param>
    /// <param name="from">The sender's index.</param>
    /// <param name="beacon">The beacon.</param>
    public void HearBeacon(BeaconChannel? channel, int from, in Beacon beacon)
    {
        if (_at is { } at && ReferenceEquals(at.Channel, channel))
        {
            Step(static (seat, now, said) => seat.HearBeacon(now, said.From, said.Beacon), (From: from, Beacon: beacon));
        }
    }

    public void HearAdvert(IPAddress source, int priority)
    {
        if (_at is { } at)
        {
            Step(static (seat, now, advert) => seat.HearAdvert(now, advert.From, advert.Priority), (From: at.Seating.VoterOf(source), Priority: priority));
        }
    }

    public void SeeVip(bool present) => Look(_keepalived.See(present));

    public void Hear(VrrpState state)
    {
        Interlocked.Increment(ref _words);
        Look(_keepalived.Say(state), always: true);
    }

    public void LoseWord() => Look(_keepalived.Lose());

    /// <summary>What moves with every beacon.</summary>
    /// <returns>The figures; null without a seat.</returns>
    public GuardFigures? Figures() => _at is { } at ? VoterFigures.Of(at.Seat, at.Seating.Group, at.Channel.Counters, BootClock.Now) : null;

    private void Wake()
    {
        var now = BootClock.Now;
        _services.Lateness.Note(now, _timer.Lateness);
        Step(static (seat, time, lateness) => seat.Wake(time, lateness), _timer.Lateness);
    }

    private void Look(KeepalivedView view, bool always = false)
    {
        var before = _keepalived.ToReplicaView();
        _keepalived = view;
        if (always || view.ToReplicaView() != before)
        {
            Step(static (seat, now, seen) => seat.Observe(now, seen), view.ToReplicaView());
        }
    }

    private void Step<T>(Action<VoterSeat, TimeSpan, T> step, T what)
    {
        if (_at is not { } at)
        {
            return;
        }

        try
        {
            at.Seat.Measure(_services.Lateness.Worst);
            step(at.Seat, BootClock.Now, what);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Whatever it is: a voter that died would leave a master alone with its promises.
            Fail(error);
            if (!at.Seat.HasLeft)
            {
                _timer.Set(BootClock.Now + VoterSeat.Retry);
            }
        }
    }

    private sealed record Post(Seating Seating, TrackFiles Tracks, PromiseFile Promises, BeaconChannel Channel, VoterSeat Seat);
}
