using System.Collections.Immutable;
using Keepone.Core.Model;

namespace Keepone.Core.Diagnosis;

/// <summary>
/// The diagnosis of one router, as a state machine: the evidence now and what it remembers in, a diagnosis and what happened to
/// incidents out. All holds are counted by the controller's clock from what it received: nodes' clocks are not synchronised.
/// </summary>
public static class RouterDiagnoser
{
    /// <summary>
    /// How many advertisement intervals two masters may overlap before it is an alarm: a hand-over is shorter (DESIGN §8).
    /// </summary>
    public const int OverlapHold = 2;

    /// <summary>
    /// How long a sender still counts as heard after its last advert, in advertisement intervals: hearing proves an overlap only
    /// after this.
    /// </summary>
    public const int HearingExpiry = 3;

    /// <summary>
    /// How many advertisement intervals a router may be without a master before it is an alarm: the master-down interval, which
    /// is less than 4 whatever the priority (RFC 5798 6.1), and 2 for election and report.
    /// </summary>
    public const int NoMasterHold = 6;

    /// <summary>
    /// How long another cause must be pointed to before it replaces an incident's, in advertisement intervals: a heal passes
    /// through others.
    /// </summary>
    public const int CauseHold = 4;

    /// <summary>Looks at a router.</summary>
    /// <param name="memory">What the last look remembered.</param>
    /// <param name="view">What is known of the router.</param>
    /// <param name="now">The time, of a clock that never jumps.</param>
    /// <returns>The conclusion and what to remember.</returns>
    public static DiagnosisStep Step(RouterMemory memory, RouterView view, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(view);
        var evidence = new RouterEvidence(view, now);
        var look = new Look(memory, evidence);
        look.Measure();
        look.CloseWhatIsOver();
        look.OpenOrChange();
        return look.Conclude();
    }

    /// <summary>Ends the diagnosis of a router that no agent reports any more.</summary>
    /// <param name="memory">What the last look remembered.</param>
    /// <param name="id">The router.</param>
    /// <param name="name">Its name.</param>
    /// <param name="now">The time.</param>
    /// <returns>The end of its open incident; null when none was open.</returns>
    public static IncidentEvent? Retire(RouterMemory memory, RouterId id, string name, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return memory.Incident is { } incident
            ? new IncidentEvent(
                IncidentEventKind.Closed, id, name, incident.Status, incident.Certainty, incident.Cause, incident.Since, now, [],
                $"Router {name} is no longer reported by any agent; its incident is closed.")
            : null;
    }

    private sealed class Look(RouterMemory before, RouterEvidence evidence)
    {
        private readonly ImmutableArray<IncidentEvent>.Builder _events = ImmutableArray.CreateBuilder<IncidentEvent>();
        private RouterMemory _memory = before;
        private OverlapEvent? _overlap;
        private DateTimeOffset? _lookAgain;
        private ImmutableArray<string> _ask = [];

        private RouterView View => evidence.View;

        private DateTimeOffset Now => evidence.Now;

        private DateTimeOffset MultipleDue => _memory.MultipleSince!.Value
            + (View.AdvertInterval * (OverlapHold + (evidence.RestsOnHearing ? HearingExpiry : 0)));

        private DateTimeOffset KeptDue => _memory.KeptSince!.Value + (View.AdvertInterval * NoMasterHold);

        private DateTimeOffset NoneDue => _memory.NoneSince!.Value + (View.AdvertInterval * NoMasterHold);

        /// <summary>Keeps the beginnings of what is going on, and records an overlap that ended in time.</summary>
        internal void Measure()
        {
            var situation = evidence.Situation;
            if (situation == Situation.Multiple)
            {
                _memory = _memory with
                {
                    MultipleSince = _memory.MultipleSince ?? Now,
                    OverlapNodes = _memory.OverlapNodes.Union(evidence.Claims().Select(master => master.Node)),
                    NoneSince = null,
                };
                return;
            }

            if (_memory is { MultipleSince: { } since, Incident: not { Status: RouterStatus.MultipleMasters } })
            {
                _overlap = new OverlapEvent(
                    View.Id, View.Name, [.. _memory.OverlapNodes], since, Now - since,
                    DiagnosisSentences.Overlap(View.Name, _memory.OverlapNodes, Now - since));
            }

            // Under an open incident a beginning is kept until the incident is over: not to see is no end.
            var blind = situation is Situation.Waiting or Situation.Blind;
            _memory = _memory with
            {
                MultipleSince = _memory.Incident is { Status: RouterStatus.MultipleMasters } ? _memory.MultipleSince : null,
                OverlapNodes = [],
                NoneSince = situation == Situation.None ? _memory.NoneSince ?? Now
                    : blind && _memory.Incident is { Status: RouterStatus.NoMaster } ? _memory.NoneSince : null,
            };
        }

        internal void CloseWhatIsOver()
        {
            if (_memory.Incident is not { } incident)
            {
                return;
            }

            // Two masters last seen on dead agents are not over because nobody else is master.
            var over = incident.Status == RouterStatus.MultipleMasters
                ? evidence.Situation == Situation.Single
                    || (evidence.Situation == Situation.None && evidence.LastSeenDead.Length < 2)
                : evidence.Situation is Situation.Single or Situation.Multiple;
            if (!over)
            {
                return;
            }

            _memory = _memory with
            {
                Incident = null,
                Candidate = null,
                MultipleSince = incident.Status == RouterStatus.MultipleMasters ? null : _memory.MultipleSince,
            };
            _events.Add(Event(
                IncidentEventKind.Closed, incident, DiagnosisSentences.Closed(
                    View.Name, incident, evidence.Claims(), Now - incident.Since)));
        }

        internal void OpenOrChange()
        {
            switch (evidence.Situation)
            {
                case Situation.Multiple when _memory.Incident is null && !MayAlarm():
                    break;
                case Situation.Multiple:
                    Raise(
                        RouterStatus.MultipleMasters, evidence.Certain >= 2 ? Certainty.Confirmed : Certainty.Suspected, _memory.MultipleSince!.Value);
                    break;
                case Situation.None when _memory.Incident is { Status: RouterStatus.MultipleMasters }:
                    break;
                case Situation.None when _memory.Incident is null && Now < NoneDue:
                    _lookAgain = NoneDue;
                    break;
                case Situation.None:
                    var all = View.Nodes.All(node => evidence.Replica(node) is { IsAlive: true });
                    Raise(RouterStatus.NoMaster, all ? Certainty.Confirmed : Certainty.Suspected, _memory.NoneSince!.Value);
                    break;
                default:
                    break;
            }
        }

        internal DiagnosisStep Conclude()
        {
            var kept = Keep();
            var masters = evidence.Masters();
            var (status, certainty) = (_memory.Incident, evidence.Situation) switch
            {
                (_, Situation.Waiting or Situation.Blind) => (RouterStatus.Unknown, Certainty.Suspected),
                ({ } incident, Situation.Multiple or Situation.None) => (incident.Status, incident.Certainty),
                _ => (RouterStatus.Degraded, Certainty.Confirmed),
            };
            var missing = DiagnosisSentences.Missing(evidence);
            var sick = DiagnosisSentences.Sick(evidence);
            if (evidence.Situation == Situation.Single && missing.IsEmpty && sick.IsEmpty)
            {
                status = RouterStatus.Ok;
            }

            var finding = status == RouterStatus.Ok ? null : CauseList.Find(evidence, status);
            var diagnosis = new RouterDiagnosis
            {
                Router = View.Id,
                RouterName = View.Name,
                Status = status,
                Certainty = certainty,
                Cause = _memory.Incident is { } open && open.Status == status ? open.Cause : finding?.Cause.Id,
                Reason = DiagnosisSentences.Reason(evidence, status, certainty, finding, missing, sick, _memory),
                Masters = masters,
                Missing = missing,
                Sick = sick,
                KeptMaster = kept,
            };
            return new DiagnosisStep(_memory, diagnosis, _events.ToImmutable(), _overlap, _lookAgain, _ask);
        }

        /// <summary>That the master should give way and nobody takes over, once that has lasted for longer than an election takes.</summary>
        private string? Keep()
        {
            var isKept = evidence is { Situation: Situation.Single, Reported: [{ Observation.Health.Penalty: > 0 }] };
            _memory = _memory with { KeptSince = isKept ? _memory.KeptSince ?? Now : null };
            if (!isKept)
            {
                return null;
            }

            if (Now < KeptDue)
            {
                _lookAgain = _lookAgain is null || KeptDue < _lookAgain ? KeptDue : _lookAgain;
                return null;
            }

            return DiagnosisSentences.Kept(evidence);
        }

        /// <summary>Whether the overlap has lasted, and those who report it were heard since it began.</summary>
        private bool MayAlarm()
        {
            var since = _memory.MultipleSince!.Value;
            _ask = [.. evidence.Witnesses.Where(replica => replica.Agent.LastHeard < since).Select(replica => replica.Node)];
            if (Now < MultipleDue)
            {
                _lookAgain = MultipleDue;
                return false;
            }

            // What is missing comes as a sign of life, or as a death: both make the shell look again.
            return _ask.IsEmpty;
        }

        private void Raise(RouterStatus status, Certainty certainty, DateTimeOffset since)
        {
            var finding = CauseList.Find(evidence, status);
            ImmutableArray<string> masters = [.. evidence.Claims().Select(master => master.Node)];
            if (_memory.Incident is not { } open)
            {
                Remember(
                    IncidentEventKind.Opened, new OpenIncident(status, certainty, finding.Cause.Id, since, masters), finding);
                return;
            }

            var cause = SettleCause(open, finding.Cause.Id);
            var changed = open with { Certainty = certainty, Cause = cause, Masters = masters };
            if (certainty != open.Certainty || cause != open.Cause || !masters.SequenceEqual(open.Masters, StringComparer.Ordinal))
            {
                var escalated = certainty == Certainty.Confirmed && open.Certainty == Certainty.Suspected;
                Remember(escalated ? IncidentEventKind.Escalated : IncidentEventKind.Changed, changed, finding);
            }
        }

        // A proven cause is better than none at once; one proven cause replaces another only when it lasts.
        private string SettleCause(OpenIncident open, string found)
        {
            if (found == open.Cause)
            {
                _memory = _memory with { Candidate = null };
                return found;
            }

            if (open.Cause == Causes.UnknownCause.Cause.Id)
            {
                return found;
            }

            var candidate = _memory.Candidate is { } waiting && waiting.Cause == found ? waiting : new CauseCandidate(found, Now);
            var due = candidate.Since + (View.AdvertInterval * CauseHold);
            var settled = Now >= due;
            _memory = _memory with { Candidate = settled ? null : candidate };
            _lookAgain = settled ? _lookAgain : due;
            return settled ? found : open.Cause;
        }

        private void Remember(IncidentEventKind kind, OpenIncident incident, CauseFinding finding)
        {
            _memory = _memory with { Incident = incident };
            _events.Add(Event(kind, incident, DiagnosisSentences.Alarm(evidence, incident, finding)));
        }

        private IncidentEvent Event(IncidentEventKind kind, OpenIncident incident, string sentence) => new(
            kind, View.Id, View.Name, incident.Status, incident.Certainty, incident.Cause, incident.Since, Now,
            [.. evidence.Claims().Select(master => master.Node)], sentence);
    }
}
