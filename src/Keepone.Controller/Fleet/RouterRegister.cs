using System.Collections.Immutable;
using Keepone.Core.Diagnosis;
using Keepone.Core.Model;

namespace Keepone.Controller.Fleet;

/// <summary>
/// The routers of a fleet, their diagnoses and incidents: the part of <see cref="FleetMachine"/> that looks at routers.
/// </summary>
internal sealed class RouterRegister(Func<string, NodeState> node, Action<FleetEffect> emit)
{
    /// <summary>The most closed incidents that are kept at hand.</summary>
    internal const int MostClosedIncidents = 1000;

    /// <summary>
    /// How long an agent that connected without a replica it had before may take to report it: it may have just started and not
    /// looked yet. Until then nobody knows how that replica is.
    /// </summary>
    internal static readonly TimeSpan ReturnGrace = AgentLiveness.RestartGrace;

    private readonly Dictionary<RouterId, RouterEntry> _routers = [];
    private readonly SortedSet<(DateTimeOffset At, Guid Router)> _looks = [];
    private readonly Queue<Incident> _closed = new();
    private long _lastIncident;

    internal IEnumerable<RouterEntry> Routers => _routers.Values;

    internal IEnumerable<Incident> Incidents =>
        _closed.Concat(_routers.Values.Select(router => router.Incident).OfType<Incident>());

    internal DateTimeOffset? NextLook => _looks.Count > 0 ? _looks.Min.At : null;

    internal bool Knows(RouterId router, string nodeName) =>
        _routers.TryGetValue(router, out var known) && known.Replicas.ContainsKey(nodeName);

    internal IEnumerable<RouterEntry> Of(string nodeName) =>
        _routers.Values.Where(router => router.Replicas.ContainsKey(nodeName));

    internal void Restore(FleetSnapshot snapshot, Func<string, bool> knowsNode, DateTimeOffset now)
    {
        _lastIncident = snapshot.LastIncidentNumber;
        foreach (var (observation, receivedAt) in snapshot.Replicas.Where(replica => knowsNode(replica.Observation.Node)))
        {
            var router = Router(observation.Router, observation.RouterName);
            router.Replicas[observation.Node] = new KnownReplica(observation, receivedAt);
        }

        foreach (var incident in snapshot.ClosedIncidents)
        {
            Archive(incident);
        }

        foreach (var incident in snapshot.OpenIncidents)
        {
            var router = Router(incident.Router, incident.RouterName);
            (router.Incident, router.Memory) = (incident, RouterMemory.Of(incident.ToMemory()));
        }

        foreach (var router in _routers.Values.ToList())
        {
            Look(router, now);
        }
    }

    /// <summary>A node's agent connected with everything it knows.</summary>
    internal void Replace(string nodeName, ImmutableArray<Observation> observations, DateTimeOffset now)
    {
        var told = observations.Select(observation => observation.Router).ToHashSet();
        var touched = Of(nodeName).ToHashSet();
        foreach (var router in touched.Where(router => !told.Contains(router.Id)))
        {
            router.Replicas[nodeName] = router.Replicas[nodeName] with { AwaitedSince = now };
        }

        foreach (var observation in observations)
        {
            touched.Add(Write(observation, now));
        }

        foreach (var router in touched)
        {
            Look(router, now);
        }
    }

    /// <summary>A replica was reported.</summary>
    internal void Note(Observation observation, DateTimeOffset now) => Look(Write(observation, now), now);

    /// <summary>A replica is no longer on its node.</summary>
    internal void Forget(RouterId id, string nodeName, DateTimeOffset now)
    {
        if (_routers.TryGetValue(id, out var router) && router.Replicas.Remove(nodeName, out var last))
        {
            emit(new ReplicaRemoved(router.Id, router.Name, nodeName, now, last.Observation.State));
            News(last.Observation, after: null);
            Look(router, now);
        }
    }

    /// <summary>Looks at the routers of a node whose liveness changed.</summary>
    internal void LookAt(string nodeName, DateTimeOffset now, Func<RouterEntry, bool>? which = null)
    {
        foreach (var router in Of(nodeName).Where(which ?? (_ => true)).ToList())
        {
            Look(router, now);
        }
    }

    /// <summary>Looks at the routers whose time has come.</summary>
    internal void Tick(DateTimeOffset now)
    {
        while (_looks.Count > 0 && _looks.Min.At <= now)
        {
            Look(_routers[new RouterId(_looks.Min.Router)], now);
        }
    }

    private RouterEntry Router(RouterId id, string name)
    {
        if (!_routers.TryGetValue(id, out var router))
        {
            _routers[id] = router = new RouterEntry(id, name);
        }

        return router;
    }

    private RouterEntry Write(Observation observation, DateTimeOffset now)
    {
        var router = Router(observation.Router, observation.RouterName);
        router.Name = observation.RouterName;
        var before = router.Replicas.GetValueOrDefault(observation.Node)?.Observation;
        router.Replicas[observation.Node] = new KnownReplica(observation, now);
        News(before, observation);
        emit(new ReplicaChanged(observation, now, before?.State) { ToldByAgent = node(observation.Node).TellsStateChanges });
        return router;
    }

    private void Look(RouterEntry router, DateTimeOffset now)
    {
        foreach (var late in router.Replicas.Where(replica => replica.Value.AwaitedSince + ReturnGrace <= now).ToList())
        {
            router.Replicas.Remove(late.Key);
            emit(new ReplicaRemoved(router.Id, router.Name, late.Key, now, late.Value.Observation.State));
            News(late.Value.Observation, after: null);
        }

        if (router.Replicas.Count == 0)
        {
            Retire(router, now);
            return;
        }

        var step = RouterDiagnoser.Step(router.Memory, router.View(name => node(name).Liveness), now);
        var before = router.Diagnosis;
        (router.Memory, router.Diagnosis) = (step.Memory, step.Diagnosis);
        var awaited = router.Replicas.Values.Select(replica => replica.AwaitedSince + ReturnGrace).Min();
        Schedule(router, step.LookAgainAt is null || awaited < step.LookAgainAt ? awaited ?? step.LookAgainAt : step.LookAgainAt);
        if (before is null || (before.Status, before.Certainty, before.Cause) != (step.Diagnosis.Status, step.Diagnosis.Certainty, step.Diagnosis.Cause))
        {
            emit(new DiagnosisChanged(step.Diagnosis));
        }

        if (before?.KeptMaster is null != step.Diagnosis.KeptMaster is null)
        {
            emit(new KeptMasterChanged(router.Name, step.Diagnosis.KeptMaster));
        }

        foreach (var e in step.Events)
        {
            Apply(router, e);
        }

        if (step.Overlap is { } overlap)
        {
            emit(new OverlapRecorded(overlap, now));
        }

        Ask(router, step.Ask, now);
    }

    private void News(Observation? before, Observation? after)
    {
        foreach (var news in CheckNews.Between(before, after))
        {
            emit(new CheckNoticed(news));
        }
    }

    private void Ask(RouterEntry router, ImmutableArray<string> nodes, DateTimeOffset now)
    {
        foreach (var name in nodes)
        {
            if (router.Asked.TryAdd(name, now) && node(name).Session is { } session)
            {
                emit(new AskAgent(session, name));
            }
        }

        if (nodes.IsEmpty)
        {
            router.Asked.Clear();
        }
    }

    private void Apply(RouterEntry router, IncidentEvent e)
    {
        var incident = e.Kind == IncidentEventKind.Opened ? Incident.Open(++_lastIncident, e) : router.Incident!.With(e);
        router.Incident = e.Kind == IncidentEventKind.Closed ? null : incident;
        if (e.Kind == IncidentEventKind.Closed)
        {
            Archive(incident);
        }

        emit(new IncidentChanged(e, incident));
    }

    private void Archive(Incident incident)
    {
        _closed.Enqueue(incident);
        while (_closed.Count > MostClosedIncidents)
        {
            _closed.Dequeue();
        }
    }

    private void Retire(RouterEntry router, DateTimeOffset now)
    {
        if (RouterDiagnoser.Retire(router.Memory, router.Id, router.Name, now) is { } end)
        {
            Apply(router, end);
        }

        Schedule(router, at: null);
        _routers.Remove(router.Id);
    }

    private void Schedule(RouterEntry router, DateTimeOffset? at)
    {
        if (router.LookAgainAt is { } old)
        {
            _looks.Remove((old, router.Id.Value));
        }

        router.LookAgainAt = at;
        if (at is { } next)
        {
            _looks.Add((next, router.Id.Value));
        }
    }
}
