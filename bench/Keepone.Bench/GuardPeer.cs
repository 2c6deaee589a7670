using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;
using Keepone.Linux;

namespace Keepone.Bench;

/// <summary>
/// A voter of a router on another node: the product's protocol, packets and socket, around a keepalived that is either master all the
/// time (a real one sends its adverts) or a backup while it is allowed to be one and hears a master.
/// </summary>
internal sealed class GuardPeer
{
    private readonly GuardRoster _roster;
    private readonly VoterGroup _group;
    private readonly GuardPeers _all;
    private readonly BeaconSocket _socket;
    private readonly BeaconGate _gate;
    private readonly DatagramAddress[] _addresses;
    private readonly ReactorTimer _timer;
    private readonly bool _isMaster;
    private VoterState _state;
    private Beacon _last;
    private TimeSpan _heardMaster;

    /// <summary>Opens its socket and starts to vote, on the reactor's thread.</summary>
    internal GuardPeer(GuardPeers all, RouterSpecification router, string node, NetworkNamespace place, bool isMaster)
    {
        (_all, _isMaster) = (all, isMaster);
        _roster = GuardRoster.Of(router, node) ?? throw new InvalidOperationException($"{node} is no voter of {router.Name}");
        var plan = PriorityPlan.For(router.Replicas.Length);
        _group = new VoterGroup(_roster.Self, _roster.Names, _roster.Replicas, plan.Bonus, GuardTimers.For(router));
        var boot = (ulong)TimeProvider.System.GetUtcNow().UtcTicks;
        _gate = new BeaconGate(_roster, boot);
        _socket = BeaconSocket.OpenIn(place, _roster.Endpoints[_roster.Self], router.Name, 32 * 1024);
        _addresses = [.. _roster.Endpoints.Select(endpoint => new DatagramAddress(endpoint, _socket.InterfaceIndex))];
        _timer = all.Reactor.AddTimer($"{node} of {router.Name}", Look);
        all.Reactor.Post(() =>
        {
            all.Reactor.Register(_socket.Handle, $"{node} of {router.Name}", Receive);
            var view = isMaster ? new ReplicaView(VrrpState.Master, HoldsVip: true) : new ReplicaView(VrrpState.Fault, HoldsVip: false);
            Do(Voter.Start(
                out _state, _group, BootClock.Now, boot, new VoterMemory(VoterState.Nobody, default, default), stopped: !isMaster, view,
                plan.Bases[_roster.Self]));
        });
    }

    /// <summary>Hears an advert of a master.</summary>
    internal void HearAdvert(int from, int priority)
    {
        if (from != _roster.Self)
        {
            _heardMaster = BootClock.Now;
            Do(Voter.HearAdvert(ref _state, _group, _heardMaster, from, priority));
        }
    }

    private void Look() => Do(Voter.Look(ref _state, _group, BootClock.Now));

    private void Receive()
    {
        var count = _socket.Receive(_all.Incoming);
        for (var i = 0; i < count; i++)
        {
            var data = _all.Incoming.Received(i, out var from);
            if (BeaconPacket.Read(data, out var packet) != BeaconRejection.None || _gate.Look(packet) != BeaconRejection.None
                || !from.HasAddressOf(_addresses[packet.Sender]) || !_all.Authenticator.Proves(data))
            {
                _all.Rejected++;
                continue;
            }

            _all.FromAgent += packet.Sender == 0 ? 1 : 0;
            var reason = _gate.Take(packet, out var newLife);
            if (newLife && _last.Sent > TimeSpan.Zero)
            {
                Send(packet.Sender, packet.Sender + 1);
            }

            if (reason == BeaconRejection.None)
            {
                Do(Voter.HearBeacon(ref _state, _group, BootClock.Now, packet.Sender, packet.Content));
            }
        }
    }

    private void Do(VoterVerdict verdict)
    {
        if (verdict.Send)
        {
            _last = verdict.Beacon;
            Send(0, _addresses.Length);
        }

        if (_isMaster)
        {
            // The real keepalived goes on: that this was said is counted, and the bench fails.
            _all.Lost += verdict.Reason == GuardReason.LeaseEnded ? 1 : 0;
        }
        else
        {
            var state = !verdict.Stop && BootClock.Now - _heardMaster < TimeSpan.FromSeconds(3) ? VrrpState.Backup : VrrpState.Fault;
            if (state != _state.View.State)
            {
                _all.Reactor.Post(() => Do(Voter.Observe(ref _state, _group, BootClock.Now, new ReplicaView(state, HoldsVip: false))));
            }
        }

        _timer.Set(verdict.WakeAt);
    }

    private void Send(int first, int end)
    {
        var count = 0;
        for (var i = first; i < end; i++)
        {
            if (i == _roster.Self)
            {
                continue;
            }

            var packet = _all.Outgoing[count];
            new BeaconPacket(_roster.Router, _roster.Fingerprint, (byte)_roster.Self, (byte)i, _gate.BootOf(i), _last).Write(packet);
            _all.Authenticator.Sign(packet);
            _all.Outgoing.Address(count++, _addresses[i], BeaconPacket.Bytes);
            _all.ToAgent += i == 0 ? 1 : 0;
        }

        _ = _socket.Send(_all.Outgoing, count, out _);
    }
}
