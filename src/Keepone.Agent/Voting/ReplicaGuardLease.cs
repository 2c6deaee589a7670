using Keepone.Agent.Observing;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Voting;

/// <summary>The kernel lease of a guarded replica (docs/guard.md, "Kernel lease"): put in force before its voter acts, and looked after.</summary>
internal sealed partial class ReplicaGuard
{
    private const string LeftClosed =
        "; the kernel lease that an earlier agent left stays closed meanwhile: this replica is not heard, even as master";

    private readonly ReplicaLease _lease = new();
    private string? _leaseProblem;

    private async Task FollowLeaseAsync(RouterSpecification router, NetworkNamespace? place, Seating? seating, VoterMemory? kept)
    {
        var isWanted = seating is not null && router.Guard.KernelLease;
        if (place is null || !_lease.IsDue(router, isWanted, place, BootClock.Now))
        {
            return;
        }

        var seen = await _services.Reactor.RunAsync(() => _voter.Seen);
        var now = BootClock.Now;
        var until = seating is null ? default : KernelLease.AtStart(seating.Group.Timers, now, kept, seen);
        var problem = _lease.Follow(router, isWanted, place, now, until);
        if (problem is not null && problem != _leaseProblem)
        {
            AgentLog.ReplicaTrouble(_services.Logger, _router, problem);
        }

        _leaseProblem = problem;
        var gate = _lease.Gate;
        await OnReactorAsync(() => _voter.Use(gate, problem));
    }

    private void Hinder(string why, RouterSpecification? router, NamespaceWatch? watch)
    {
        var isClosed = router is { Guard.KernelLease: true } && watch is not null && _lease.IsLeftAlone(router, watch.Place, BootClock.Now);
        Say(GuardStanding.Hindered, isClosed ? why + LeftClosed : why);
    }
}
