using Keepone.Core.Model;
using Keepone.Core.Observing;
using Keepone.Keepalived.Neutron;
using Keepone.Linux;

namespace Keepone.Agent.Watching;

/// <summary>The observation that the evidence of a watched replica adds up to.</summary>
internal sealed class WatchedReport(WatchServices services)
{
    private const string Priorities = "Neutron gives all replicas one priority, and the higher address decides; Keepone checks nothing here";
    private const string Guard = "no guard: a cut of the HA network makes two masters, which is said at once";

    private Observation? _last;
    private IReadOnlyList<(WatchedDoubt Doubt, DateTimeOffset Since)> _doubts = [];

    /// <summary>What went wrong in the last turn, in one sentence; forgotten with the next good one.</summary>
    public string? Trouble { get; set; }

    /// <summary>Puts the evidence together and reports it.</summary>
    /// <param name="replica">What the configuration says.</param>
    /// <param name="router">The router, in Keepone's model.</param>
    /// <param name="evidence">What is known.</param>
    /// <param name="haAddress">The replica's own address on the HA network.</param>
    /// <param name="parent">keepalived's first process.</param>
    public void Publish(NeutronReplica replica, RouterSpecification router, WatchedEvidence evidence, string? haAddress, ProcessIdentity? parent)
    {
        var now = services.Clock.Now;
        var verdict = WatchedJudge.Judge(router, evidence, hearsAdverts: !replica.IsEncapsulated);
        _doubts =
        [
            .. verdict.Doubts.Select(doubt =>
                (doubt, _doubts.Where(known => known.Doubt.Sentence == doubt.Sentence).Select(known => known.Since).DefaultIfEmpty(now).First())),
        ];
        var observation = new Observation
        {
            Router = replica.Router,
            RouterName = router.Name,
            Node = services.Node,
            Keeper = Keeper.Neutron,
            HaAddress = haAddress,
            AdvertInterval = replica.AdvertInterval,
            State = verdict.State,
            Reason = verdict.Reason,
            Since = _last?.State == verdict.State ? _last.Since : now,
            At = now,
            Kernel = evidence.Kernel,
            Keepalived = new KeepalivedEvidence(
                evidence.Pid,
                evidence switch { { Pid: null } => VrrpState.Down, { Advertised: not null } => VrrpState.Master, _ => VrrpState.Unknown },
                evidence.Advertised, Version: null, evidence.Stalled ? ProcessCondition.Stalled : ProcessCondition.Normal),
            Wire = evidence.Wire,
            Disagreements = [.. _doubts.Where(item => now - item.Since >= item.Doubt.Hold).Select(item => item.Doubt.Sentence)],
            Health = new HealthReport(replica.Priority, 0, 0, Priorities),
            Guard = new GuardReport(GuardMode.Off, Active: false, Quorum: null, Guard),
            Supervision = Doing(router, evidence, parent),
        };
        Trouble = null;
        if (_last is { } last && last.State != observation.State)
        {
            AgentLog.StateChanged(services.Logger, router.Name, last.State.ToString(), observation.State.ToString(), observation.Reason);
        }

        _last = observation;
        services.Reports.Publish(observation);
    }

    /// <summary>When the observation changes by itself: a disagreement has lasted.</summary>
    /// <returns>The moment, or null.</returns>
    public DateTimeOffset? NextChange()
    {
        var now = services.Clock.Now;
        return _doubts.Where(item => now - item.Since < item.Doubt.Hold).Select(item => (DateTimeOffset?)(item.Since + item.Doubt.Hold)).Min();
    }

    private string Doing(RouterSpecification router, WatchedEvidence evidence, ProcessIdentity? parent)
    {
        var found = parent is { } process ? $"its keepalived is process {process.Pid}"
            : evidence.Kernel.NamespacePresent ? "it has no keepalived" : $"it has no namespace {router.Namespace}";
        return $"Neutron's router: only watched, nothing of it is changed; {found}{(Trouble is { } trouble ? $"; {trouble}" : "")}";
    }
}
