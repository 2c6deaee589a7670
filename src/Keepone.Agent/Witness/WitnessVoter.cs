using Keepone.Agent.Voting;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Witness;

/// <summary>
/// A witness's vote for one router: the voter that runs in every agent, without a keepalived. It lives on the reactor's thread; whoever
/// else wants something of it posts a step there.
/// </summary>
internal sealed class WitnessVoter : IVoterHands, IDisposable
{
    private readonly WitnessServices _services;
    private readonly PromiseFile _file;
    private readonly VoterSeat _voter;
    private readonly ReactorTimer _timer;
    private readonly ulong _life;
    private BeaconChannel? _channel;
    private BeaconCounters _before = BeaconCounters.None;
    private volatile GuardView _view;
    private string? _keyTrouble;
    private string? _socketTrouble;
    private string? _memoryTrouble;
    private string? _said;
    private (VoterMemory? Memory, bool Pending) _waiting;
    private DateTimeOffset _promiseSince;
    private bool _started;

    /// <summary>Makes it. It says nothing before it is opened.</summary>
    /// <param name="services">What all votes share.</param>
    /// <param name="seat">What it rests on.</param>
    public WitnessVoter(WitnessServices services, WitnessSeat seat)
    {
        (_services, Seat, _life) = (services, seat, services.Lives.Next());
        _file = new PromiseFile(Path.Combine(services.Promises, seat.Roster.Router.ToString()), seat.Group);
        _voter = new VoterSeat(seat.Group, this, () => services.Clock.Now);
        _timer = services.Reactor.AddTimer($"the witness's vote for {seat.Name}", OnDue);
        _promiseSince = services.Clock.Now;
        _view = new GuardView
        {
            Standing = GuardStanding.Hindered,
            Reason = "The vote was not opened yet.",
            Since = services.Clock.Now,
            Needed = seat.Group.Majority,
        };
    }

    /// <summary>What it rests on.</summary>
    public WitnessSeat Seat { get; }

    /// <summary>Whether it has no socket: for want of a key, or of the address. From any thread.</summary>
    public bool IsHindered => Volatile.Read(ref _channel) is null;

    /// <summary>Whether it is promised to anybody. From any thread.</summary>
    public bool IsPromised => _view.Holder is not null;

    /// <summary>Whether it votes and hears all others. From any thread.</summary>
    public bool IsFine => Volatile.Read(ref _said) is null && WitnessSentences.HearsAll(_view);

    /// <summary>What is shown of it.</summary>
    /// <param name="now">The steady time.</param>
    public WitnessedRouter Read(TimeSpan now)
    {
        var counters = Sum(_before, _channel?.Counters ?? BeaconCounters.None);
        return new WitnessedRouter
        {
            Router = Seat.Roster.Router,
            Name = Seat.Name,
            Endpoint = Seat.Roster.Endpoints[Seat.Roster.Self].ToString(),
            Trouble = Trouble,
            PromiseSince = _promiseSince,
            Guard = _view with { Standing = Trouble is null ? GuardStanding.InForce : GuardStanding.Hindered, Trouble = Trouble },
            Figures = VoterFigures.Of(_started ? _voter : null, Seat.Group, counters, now),
        };
    }

    /// <summary>Opens it: with the promise that was kept, and no sooner than that allows.</summary>
    /// <param name="keys">The router's keys; null: it has none that can be used.</param>
    /// <param name="trouble">Why not.</param>
    public void Open(GuardKeys? keys, string? trouble)
    {
        Use(keys, trouble);
        var now = BootClock.Now;
        var kept = _file.Read(now);
        WitnessLog.Vote(_services.Logger, Seat.Name, $"The witness votes; {kept.Sentence}.");
        _view = _view with { Reason = $"The witness votes; {kept.Sentence}." };
        if (kept.StartAt > now)
        {
            _waiting = (kept.Memory, true);
            _timer.Set(kept.StartAt);
        }
        else
        {
            Begin(now, kept.Memory);
        }
    }

    /// <summary>Takes the keys as they are now, and sees to its socket.</summary>
    /// <param name="keys">The router's keys; null: it has none that can be used.</param>
    /// <param name="trouble">Why not.</param>
    public void Use(GuardKeys? keys, string? trouble)
    {
        _keyTrouble = trouble;
        if (keys is not null && _channel is not null)
        {
            _channel.Use(keys);
        }
        else if (keys is not null)
        {
            Connect(keys);
        }

        Say();
    }

    /// <summary>Leaves in order: its promise becomes a long one, and the others are told (G14).</summary>
    public void Leave()
    {
        if (_started)
        {
            _voter.Leave(BootClock.Now);
        }
    }

    /// <summary>Ends it, at once. What it is promised to is kept.</summary>
    public void Dispose()
    {
        _waiting.Pending = false;
        _timer.Dispose();
        Disconnect();
    }

    string? IVoterHands.Problem => _memoryTrouble;

    bool IVoterHands.Keep(in VoterMemory memory)
    {
        try
        {
            _file.Keep(memory);
            _memoryTrouble = null;
        }
        catch (LinuxException error)
        {
            _memoryTrouble = $"its promise cannot be kept: {error.Message}";
        }

        Say();
        return _memoryTrouble is null;
    }

    // A witness has no keepalived: nobody to silence, and what would be written to its track files is written nowhere.
    void IVoterHands.SetLease(TimeSpan until)
    {
    }

    bool IVoterHands.SetStop(bool stop) => true;

    bool IVoterHands.SetBonus(bool bonus) => true;

    void IVoterHands.Insist(StopMeans means, string? sentence)
    {
    }

    bool IVoterHands.Hears() => false;

    void IVoterHands.Send(in Beacon beacon) => _channel?.Send(beacon);

    void IVoterHands.WakeAt(TimeSpan at) => _timer.Set(at);

    void IVoterHands.Tell(in VoterVerdict verdict, VoterGroup group) =>
        WitnessLog.Vote(_services.Logger, Seat.Name, verdict.Sentence(group));

    void IVoterHands.Show(GuardView view)
    {
        if (view.Holder != _view.Holder)
        {
            _promiseSince = _services.Clock.Now;
            if (view.Holder is null)
            {
                WitnessLog.Vote(_services.Logger, Seat.Name, $"Promised to {_view.Holder} no more.");
            }
        }

        _view = view;
    }

    void IVoterHands.Left() => _timer.Stop();

    private string? Trouble => _channel is null ? _keyTrouble ?? _socketTrouble ?? "it has no socket yet" : _memoryTrouble ?? _keyTrouble;

    private void Begin(TimeSpan now, VoterMemory? kept)
    {
        _started = true;
        _voter.Start(now, _life, kept, stopped: true, default, 0);
    }

    private void OnDue()
    {
        var now = BootClock.Now;
        if (_waiting.Pending)
        {
            _waiting.Pending = false;
            Begin(now, _waiting.Memory);
        }
        else
        {
            _voter.Wake(now, TimeSpan.Zero);
        }
    }

    private void OnBeacon(int from, Beacon beacon)
    {
        if (_started)
        {
            _voter.HearBeacon(BootClock.Now, from, beacon);
        }
    }

    private void Connect(GuardKeys keys)
    {
        try
        {
            _channel = new BeaconChannel(_services.Sockets, Seat.Roster, null, keys, _life, OnBeacon, OnBroken);
            _socketTrouble = null;
        }
        catch (Exception error) when (error is LinuxException or InvalidOperationException)
        {
            _socketTrouble = error.Message;
        }
    }

    private void OnBroken(string why)
    {
        _socketTrouble = why;
        Disconnect();
        Say();
    }

    private void Disconnect()
    {
        if (_channel is { } channel)
        {
            _before = Sum(_before, channel.Counters);
            _channel = null;
            channel.Dispose();
        }
    }

    // Once for each trouble, however often it is tried.
    private void Say()
    {
        var trouble = Trouble;
        if (trouble == _said)
        {
            return;
        }

        if (trouble is not null)
        {
            WitnessLog.Trouble(_services.Logger, Seat.Name, trouble);
        }
        else
        {
            WitnessLog.Recovered(_services.Logger, Seat.Name);
        }

        _said = trouble;
    }

    private static BeaconCounters Sum(BeaconCounters one, BeaconCounters two) => new(
        one.Heard + two.Heard, one.Sent + two.Sent, one.NotSent + two.NotSent, [.. one.RejectedBy.Zip(two.RejectedBy, (first, second) => first + second)]);
}
