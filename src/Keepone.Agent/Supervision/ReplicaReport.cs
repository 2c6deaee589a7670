using System.Collections.Immutable;
using Keepone.Agent.Checks;
using Keepone.Agent.Reporting;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Core.Observing;
using Keepone.Keepalived;
using Keepone.Protocol;

namespace Keepone.Agent.Supervision;

/// <summary>What a replica's keepalived and the wire last said, and the observation that all evidence adds up to.</summary>
internal sealed class ReplicaReport(ReportQueue reports, SteadyClock clock, KeepalivedVersion version)
{
    private readonly string _version = version.ToString();
    private WireRecord _wire = WireRecord.Empty;
    private Facts? _facts;
    private int? _pid;
    private VrrpState _reported = VrrpState.Down;
    private int? _priority;
    private bool _stopped;
    private Observation? _last;
    private ImmutableArray<(string Sentence, DateTimeOffset Since)> _disagreements = [];

    /// <summary>What went wrong in the last turn, in one sentence; forgotten with the next good one.</summary>
    public string? Trouble { get; set; }

    /// <summary>Whether one of keepalived's processes is there and does nothing: stopped by a signal, or hanging in the kernel.</summary>
    public bool Stalled { get; set; }

    /// <summary>keepalived runs; it has not said its state yet.</summary>
    /// <param name="pid">Its process id.</param>
    public void Started(int pid) => (_pid, _reported, _priority, _stopped, Stalled) = (pid, VrrpState.Unknown, null, false, false);

    /// <summary>keepalived does not run any more.</summary>
    public void Forget() => (_pid, _reported, _priority, Stalled) = (null, VrrpState.Down, null, false);

    /// <summary>The state that was reported last.</summary>
    public VrrpState State => _last?.State ?? VrrpState.Unknown;

    /// <summary>How often keepalived said something.</summary>
    public long Notices { get; private set; }

    /// <summary>What keepalived said last that it is; <see cref="VrrpState.Down"/>: it does not run.</summary>
    public VrrpState Reported => _pid is null ? VrrpState.Down : _reported;

    /// <summary>What is known of keepalived.</summary>
    public KeepalivedEvidence Keepalived => new(_pid, Reported, _priority, _version, Condition);

    /// <summary>Takes what keepalived said on the FIFO.</summary>
    /// <param name="notice">What it said.</param>
    public void Take(NotifyEvent notice)
    {
        if (notice.Scope != NotifyScope.Instance)
        {
            return;
        }

        Notices++;

        // The last word of one that ends in order; it may be read after its end.
        _stopped = notice.Kind == NotifyKind.Stop;

        // What a keepalived said that is gone by now says nothing of the one that runs.
        if (_pid is not null)
        {
            (_reported, _priority) = (notice.State == VrrpState.Down ? VrrpState.Init : notice.State, notice.Priority);
        }
    }

    /// <summary>Takes what a dump says.</summary>
    /// <param name="instance">The replica's instance in the dump.</param>
    public void Take(DumpedInstance instance) => (_reported, _priority) = (instance.State, instance.EffectivePriority);

    /// <summary>When the observation changes by itself: a sender is forgotten, a disagreement has lasted.</summary>
    /// <param name="advertInterval">The router's advertisement interval.</param>
    /// <returns>The moment, or null.</returns>
    public DateTimeOffset? NextChange(TimeSpan advertInterval)
    {
        var ripe = _disagreements.Where(item => clock.Now - item.Since < advertInterval).Select(item => (DateTimeOffset?)(item.Since + advertInterval)).Min();
        var silent = _wire.NextForgetting(advertInterval);
        return ripe is null || silent < ripe ? silent : ripe;
    }

    /// <summary>Puts the evidence together and reports it.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="kernel">What the kernel says.</param>
    /// <param name="heard">What is heard.</param>
    /// <param name="tracks">The track files.</param>
    /// <param name="supervision">What the agent is doing, in one sentence.</param>
    /// <param name="guard">What the guard is and does.</param>
    /// <param name="health">What the checks come to.</param>
    public void Publish(
        Replica replica, KernelEvidence kernel, WireRecord heard, TrackFiles tracks, string supervision, GuardView guard, CheckReading health)
    {
        var now = clock.Now;
        var router = replica.Router;
        _wire = heard;
        var keepalived = Keepalived;
        var wire = _wire.ToEvidence();
        var saying = Trouble is { } trouble ? $"{supervision}; {trouble}" : supervision;
        Trouble = null;

        // Most looks find what the last one found: only that it was looked again is new.
        var facts = new Facts(replica, kernel, keepalived, tracks.Health, tracks.Quorum, guard, health, saying);
        var settled = _disagreements.Length == (_last?.Disagreements.Length ?? 0);
        if (_last is { } last && settled && facts == _facts && wire.SaysTheSameAs(last.Wire))
        {
            _last = last with { At = now, Wire = wire };
            reports.Publish(_last);
            return;
        }

        _facts = facts;
        var verdict = EvidenceJudge.Judge(router, kernel, keepalived, wire);

        // Evidence arrives one by one: only what still disagrees after an advertisement interval is a disagreement.
        _disagreements =
        [
            .. verdict.Disagreements.Select(sentence =>
                (sentence, _disagreements.Where(item => item.Sentence == sentence).Select(item => item.Since).DefaultIfEmpty(now).First())),
        ];
        var bonus = tracks.HasBonus ? replica.Priorities.Bonus : 0;
        var observation = new Observation
        {
            Router = router.Id,
            RouterName = router.Name,
            Node = replica.Node,
            Replicas = router.Replicas,
            AdvertInterval = router.AdvertInterval,
            State = verdict.State,
            Reason = verdict.Reason,
            Since = _last?.State == verdict.State ? _last.Since : now,
            At = now,
            Kernel = kernel,
            Keepalived = keepalived,
            Wire = wire,
            Disagreements = [.. _disagreements.Where(item => now - item.Since >= router.AdvertInterval).Select(item => item.Sentence)],
            Health = new HealthReport(replica.BasePriority, health.Verdict.Penalty, bonus, Health(router, bonus, health.Verdict))
            {
                Checks = health.Checks,
                Orders = health.Orders,
                Fault = health.Verdict.Fault,
            },
            Guard = new GuardReport(router.Guard.Mode, guard.Standing == GuardStanding.InForce, tracks.Quorum, guard.Trouble ?? guard.Reason) { View = guard },
            Supervision = saying,
        };
        if (_last is not null && _last.State != observation.State)
        {
            Changed?.Invoke(_last, observation);
        }

        _last = observation;
        reports.Publish(observation);
    }

    /// <summary>Called when the state changes, with the observation before and the one after.</summary>
    public Action<Observation, Observation>? Changed { get; init; }

    private ProcessCondition Condition => (_pid, Stalled, _stopped) switch
    {
        (not null, true, _) => ProcessCondition.Stalled,
        (null, _, true) => ProcessCondition.Stopped,
        _ => ProcessCondition.Normal,
    };

    private static string Health(RouterSpecification router, int bonus, HealthVerdict verdict)
    {
        var checks = !router.Checks.IsEmpty && router.CheckRunner == CheckRunner.Keepalived ? "; keepalived runs its checks" : "";
        var mastership = bonus > 0 ? $"a bonus of {bonus} keeps the mastership here" : "no penalty and no bonus";
        return (verdict == HealthVerdict.Fit ? mastership : bonus > 0 ? $"{verdict.Sentence}, and {mastership}" : verdict.Sentence) + checks;
    }

    private sealed record Facts(
        Replica Replica, KernelEvidence Kernel, KeepalivedEvidence Keepalived, int Health, int Quorum, GuardView Guard, CheckReading Checks, string Supervision);
}
