using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Agent.Voting;

/// <summary>
/// A voter of one replica, and its verdicts carried out in their order (docs/guard.md, "What the agent does"): what is kept, the quorum
/// file, the health file, beacons, the timer. It lives on the reactor's thread: its steps come one after the other, without a lock.
/// </summary>
internal sealed class VoterSeat
{
    /// <summary>How soon what could not be written is tried again.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    private readonly GuardTimers _timers;
    private readonly VoterGroup _nominal;
    private readonly IVoterHands _hands;
    private readonly StopInsistence _insistence;
    private readonly Func<DateTimeOffset> _wall;
    private VoterState _state;
    private VoterGroup _group;
    private VoterVerdict _last;
    private GuardLateness _lateness;
    private VoterDigest _shown;
    private GuardView? _view;
    private string _reason = "";
    private DateTimeOffset _since;
    private TimeSpan _worst = TimeSpan.MinValue;
    private string? _trouble;
    private bool _fault;
    private bool _left;

    /// <summary>Seats a voter.</summary>
    /// <param name="group">The voters, with the timers of the specification.</param>
    /// <param name="hands">What carries its verdicts out.</param>
    /// <param name="wall">The wall clock, for what is shown.</param>
    public VoterSeat(VoterGroup group, IVoterHands hands, Func<DateTimeOffset> wall)
    {
        (_nominal, _group, _timers, _hands, _wall) = (group, group, group.Timers, hands, wall);
        (_, _lateness) = LatenessRule.Decide(_timers, TimeSpan.Zero);
        _insistence = new StopInsistence(hands.Insist, hands.Hears);
    }

    /// <summary>Whether it left.</summary>
    public bool HasLeft => _left;

    /// <summary>The end of its lease, steady time; in the past: it has none.</summary>
    public TimeSpan LeaseUntil => _last.LeaseUntil;

    /// <summary>How long its promise to another lasts.</summary>
    /// <param name="now">The steady time.</param>
    /// <returns>The time; null: promised to nobody, or to itself.</returns>
    public TimeSpan? PromiseLeft(TimeSpan now) => Voter.PromiseLeft(_state, _group, now);

    /// <summary>How long ago a voter's last beacon came.</summary>
    /// <param name="voter">Its index.</param>
    /// <param name="now">The steady time.</param>
    /// <returns>The time; null: none came.</returns>
    public TimeSpan? HeardAgo(int voter, TimeSpan now) => now - Voter.HeardAt(_state, voter);

    /// <summary>Starts it.</summary>
    /// <param name="now">The steady time.</param>
    /// <param name="boot">The number of this life.</param>
    /// <param name="kept">What was kept; null: nothing.</param>
    /// <param name="stopped">What the quorum file holds.</param>
    /// <param name="view">What is seen of keepalived.</param>
    /// <param name="priority">The own priority without the bonus.</param>
    /// <param name="fault">Whether a check takes the replica out of the election.</param>
    public void Start(TimeSpan now, ulong boot, VoterMemory? kept, bool stopped, ReplicaView view, int priority, bool fault = false)
    {
        _fault = fault;
        Carry(now, Voter.Start(out _state, _group, now, boot, kept, stopped, view, priority));
    }

    /// <summary>A beacon came.</summary>
    /// <param name="now">The steady time.</param>
    /// <param name="from">The sender's index.</param>
    /// <param name="beacon">The beacon.</param>
    public void HearBeacon(TimeSpan now, int from, in Beacon beacon)
    {
        if (!_left)
        {
            Carry(now, Voter.HearBeacon(ref _state, _group, now, from, beacon));
        }
    }

    /// <summary>An advert came.</summary>
    /// <param name="now">The steady time.</param>
    /// <param name="from">The sender's index; negative: no voter has this address.</param>
    /// <param name="priority">Its priority.</param>
    public void HearAdvert(TimeSpan now, int from, int priority)
    {
        if (!_left)
        {
            Carry(now, Voter.HearAdvert(ref _state, _group, now, from >= 0 ? from : Voter.OnlyMaster(_state, _group), priority));
        }
    }

    /// <summary>Something of keepalived was seen.</summary>
    /// <param name="now">The steady time.</param>
    /// <param name="view">What is seen of it.</param>
    public void Observe(TimeSpan now, ReplicaView view)
    {
        if (!_left)
        {
            Carry(now, Voter.Observe(ref _state, _group, now, view));
        }
    }

    /// <summary>What the replica's checks and operators say of it changed.</summary>
    /// <param name="now">The steady time.</param>
    /// <param name="priority">The own priority without the bonus: base less penalties.</param>
    /// <param name="fault">Whether it leaves the election, whatever the voter says.</param>
    public void SetHealth(TimeSpan now, int priority, bool fault)
    {
        if (!_left)
        {
            _fault = fault;
            Carry(now, Voter.SetPriority(ref _state, _group, now, priority));
        }
    }

    /// <summary>The agent is asked to leave.</summary>
    /// <param name="now">The steady time.</param>
    public void Leave(TimeSpan now)
    {
        if (!_left)
        {
            Carry(now, Voter.Leave(ref _state, _group, now));
        }
    }

    /// <summary>Its time came, as asked for by <see cref="IVoterHands.WakeAt"/>.</summary>
    /// <param name="now">The steady time.</param>
    /// <param name="lateness">How late it came.</param>
    public void Wake(TimeSpan now, TimeSpan lateness)
    {
        if (!_left)
        {
            var isLate = lateness > LatenessRule.Covered(_timers);
            if (isLate)
            {
                _insistence.Doubt(now);
            }

            Carry(now, isLate ? Voter.Doubt(ref _state, _group, now) : Voter.Look(ref _state, _group, now));
        }
    }

    /// <summary>The agent's lateness was measured: before a step of the same round is taken, so that it goes by it.</summary>
    /// <param name="worst">The worst of late.</param>
    public void Measure(TimeSpan worst)
    {
        if (worst == _worst)
        {
            return;
        }

        _worst = worst;
        (var timers, _lateness) = LatenessRule.Decide(_timers, worst);
        if (!ReferenceEquals(timers, _group.Timers) && timers != _group.Timers)
        {
            if (timers.Lease < _group.Timers.Lease)
            {
                Voter.Shorten(ref _state, _group.Timers.Lease - timers.Lease);
            }

            _group = new VoterGroup(_nominal.Self, _nominal.Names, _nominal.Replicas, _nominal.Bonus, timers);
        }
    }

    // In this order: a beacon rests on what is kept, and on keepalived being told.
    private void Carry(TimeSpan now, in VoterVerdict verdict)
    {
        var isKept = _hands.Keep(verdict.Memory);
        _last = verdict;
        if (KernelLease.After(_state, verdict, _group.Timers, now) is { } until && (isKept || until != KernelLease.Forever))
        {
            _hands.SetLease(until);
        }

        // A check that takes its replica out of the election needs no vote: to the voter it is a keepalived in FAULT, as with a dead interface.
        var stop = verdict.Stop || _fault;
        var isTold = _hands.SetStop(stop);
        var hasBonus = _hands.SetBonus(verdict.Bonus);
        if (verdict.Send && isKept)
        {
            _hands.Send(verdict.Beacon);
        }

        if (verdict.MayGo && isKept)
        {
            _left = true;
        }

        var again = _insistence.Look(now, stop, isTold, _state.View, _timers);
        var wake = isKept && isTold && hasBonus || verdict.WakeAt < now + Retry ? verdict.WakeAt : now + Retry;
        if (!_left)
        {
            _hands.WakeAt(again < wake ? again : wake);
        }

        Show(now, verdict, _hands.Problem ?? _insistence.Sentence);
        if (_left)
        {
            _hands.Left();
        }
    }

    private void Show(TimeSpan now, in VoterVerdict verdict, string? trouble)
    {
        if (verdict.Reason != GuardReason.Unchanged)
        {
            _hands.Tell(verdict, _group);

            // That the stop was carried out is no reason for it.
            if (verdict is not { Reason: GuardReason.GaveBack, Stop: true } || _reason.Length == 0)
            {
                (_reason, _since) = (verdict.Sentence(_group), _wall());
            }
        }

        var digest = Voter.Digest(_state, _group, now, verdict.Votes);
        if (_view is not null && verdict.Reason == GuardReason.Unchanged && digest.Equals(_shown) && trouble == _trouble
            && ReferenceEquals(_view.Lateness, _lateness))
        {
            return;
        }

        (_shown, _trouble) = (digest, trouble);
        _view = new GuardView
        {
            Standing = GuardStanding.InForce,
            Trouble = trouble,
            Role = _state.Role,
            Votes = verdict.Votes,
            Needed = _group.Majority,
            Holder = _state.Holder == VoterState.Nobody ? null : _group.Names[_state.Holder],
            IsStopped = _state.IsStopped,
            Reason = _reason,
            Since = _since,
            Lateness = _lateness,
            Voters = Voter.Describe(_state, _group, now),
        };
        _hands.Show(_view);
    }
}
