using Keepone.Controller.Orders;
using Keepone.Core.Diagnosis;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Protocol;

namespace Keepone.Controller.Fleet;

/// <summary>
/// The state of the fleet: nodes here, routers and incidents in its register. Single-threaded and without a clock: what happens
/// is told to it with the time, and what is to be done about it is taken from it as effects. It lies behind one seam, so that a
/// cluster can keep it elsewhere (DESIGN §8).
/// </summary>
internal sealed class FleetMachine
{
    /// <summary>The most nodes: two orders of magnitude above the largest deployments of L3 HA.</summary>
    internal const int MostNodes = 10_000;

    /// <summary>How often the time at which an alive agent was last heard is worth storing.</summary>
    internal static readonly TimeSpan StoreHeardEvery = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, NodeState> _nodes = new(StringComparer.Ordinal);
    private readonly RouterRegister _register;
    private List<FleetEffect> _effects = [];
    private DateTimeOffset _stalledUntil = DateTimeOffset.MinValue;
    private DateTimeOffset? _nextDeath;
    private DateTimeOffset _nextHeardStore;

    public FleetMachine() => _register = new RouterRegister(node => _nodes[node], effect => _effects.Add(effect));

    internal IEnumerable<NodeState> Nodes => _nodes.Values;

    internal IEnumerable<RouterEntry> Routers => _register.Routers;

    internal IEnumerable<Incident> Incidents => _register.Incidents;

    /// <summary>Starts with what a former controller knew.</summary>
    internal void Restore(FleetSnapshot snapshot, DateTimeOffset now)
    {
        foreach (var node in snapshot.Nodes)
        {
            _nodes[node.Name] = node with { Liveness = node.Liveness.Restart(now), Session = null };
        }

        _nextDeath = DateTimeOffset.MinValue;
        _register.Restore(snapshot, _nodes.ContainsKey, now);
    }

    /// <summary>The effects since the last call, in order.</summary>
    internal IReadOnlyList<FleetEffect> TakeEffects()
    {
        var effects = _effects;
        _effects = [];
        return effects;
    }

    /// <summary>When time alone may change something.</summary>
    internal DateTimeOffset? NextDeadline() => (_register.NextLook, _nextDeath) switch
    {
        ({ } one, { } other) => one < other ? one : other,
        var (look, death) => look ?? death,
    };

    /// <summary>An agent connects with everything it knows.</summary>
    /// <returns>Why it is not taken, in one sentence; null when it is.</returns>
    internal string? Hello(AgentHello hello, DateTimeOffset now)
    {
        if (!_nodes.TryGetValue(hello.Node, out var known) && _nodes.Count >= MostNodes)
        {
            return $"This controller already knows {MostNodes} nodes and takes no more.";
        }

        if (known?.Session is { } old)
        {
            _effects.Add(new SessionReplaced(old, hello.Node, known.StartId == hello.StartId));
        }

        var liveness = (known?.Liveness ?? new AgentLiveness(AgentState.Alive, now, now)).Hear(now);
        _nodes[hello.Node] = new NodeState(hello.Node, liveness, hello.AgentVersion, hello.BootId, hello.StartId)
        {
            Session = hello.Session,
            TellsStateChanges = hello.TellsStateChanges,
            TakesOrders = hello.TakesOrders,
            Maintenance = hello.Maintenance,
            Told = known?.StartId == hello.StartId ? known.Told.Reconnect() : StateChangeIntake.Empty,
        };
        _nextDeath ??= liveness.Deadline(_stalledUntil);
        _effects.Add(new NodeChanged(_nodes[hello.Node], known?.Liveness.State));
        _register.Replace(hello.Node, hello.Observations, now);
        return null;
    }

    /// <summary>An agent reports a replica.</summary>
    /// <returns>Why it is refused, in one sentence; null when it is not.</returns>
    internal string? Changed(long session, string node, Observation observation, DateTimeOffset now)
    {
        if (!Hear(session, node, now, out var wasAlive))
        {
            return null;
        }

        if (!_register.Knows(observation.Router, node) && _register.Of(node).Count() >= ProtocolLimits.MostReplicasPerNode)
        {
            return $"Node {node} reports more than {ProtocolLimits.MostReplicasPerNode} replicas.";
        }

        _register.Note(observation, now);
        if (!wasAlive)
        {
            _register.LookAt(node, now);
        }

        return null;
    }

    /// <summary>A replica is no longer on its node.</summary>
    internal void Removed(long session, string node, RouterId router, DateTimeOffset now)
    {
        if (Hear(session, node, now, out _))
        {
            _register.Forget(router, node, now);
        }
    }

    /// <summary>
    /// An agent tells what happened. It is history: whatever it says, how the replica is now is known from its observation.
    /// </summary>
    internal void Told(long session, string node, StateChangeReport report, DateTimeOffset now)
    {
        if (!Hear(session, node, now, out var wasAlive))
        {
            return;
        }

        var known = _nodes[node];
        var (after, news) = known.Told.Take(report, now);
        _nodes[node] = known with { Told = after };
        _effects.AddRange(news.Select(change => new StateChangeTold(node, known.StartId, change, now)));
        if (after.Forgotten > known.Told.Forgotten)
        {
            _effects.Add(new StateChangesForgotten(node, after.Forgotten - known.Told.Forgotten));
        }

        if (!wasAlive)
        {
            _register.LookAt(node, now);
        }
    }

    /// <summary>An operator ordered something: it is recorded, and shows in what the agents report.</summary>
    internal void Ordered(OrderRecord order, DateTimeOffset now)
    {
        if (order is { Kind: OrderKind.Maintenance, Taken: true } && _nodes.TryGetValue(order.Node, out var node))
        {
            var maintenance = order.Until is { } until ? new OperatorOrder(order.Kind, null, until, order.By, order.Why, now) : null;
            _nodes[order.Node] = node with { Maintenance = maintenance };
        }

        _effects.Add(new OrderRecorded(order, now));
    }

    /// <summary>The last change of state that the agent which is connected now has told; 0: none.</summary>
    internal ulong LastTold(string node) => _nodes.TryGetValue(node, out var known) ? known.Told.LastSequence : 0;

    /// <summary>A sign of life.</summary>
    internal void Heartbeat(long session, string node, double latenessMilliseconds, DateTimeOffset now)
    {
        if (!Hear(session, node, now, out var wasAlive))
        {
            return;
        }

        _nodes[node] = _nodes[node] with { LatenessMilliseconds = latenessMilliseconds };

        // A heartbeat decides something only where an alarm waits for it, or where the agent was not alive.
        _register.LookAt(node, now, router => !wasAlive || router.Asked.Remove(node));
    }

    /// <summary>An agent stops on purpose.</summary>
    internal void Goodbye(long session, string node, string reason, DateTimeOffset now)
    {
        if (Hear(session, node, now, out _))
        {
            var before = _nodes[node];
            var stopped = before with { Liveness = AgentLiveness.Stopped(now), Session = null, Farewell = reason };
            SetNode(stopped, before.Liveness.State, now);
        }
    }

    /// <summary>A connection ended without a goodbye: the silence is already being counted.</summary>
    internal void Broken(long session, string node)
    {
        if (_nodes.TryGetValue(node, out var known) && known.Session == session)
        {
            _nodes[node] = known with { Session = null };
        }
    }

    /// <summary>The controller itself did not run for a while: what it could not hear is no silence.</summary>
    internal void Stall(TimeSpan length, DateTimeOffset now)
    {
        _stalledUntil = now;
        _effects.Add(new Stalled(length));
    }

    /// <summary>Lets time pass: deaths and the ends of holds.</summary>
    internal void Tick(DateTimeOffset now)
    {
        if (_nextDeath <= now)
        {
            JudgeSilence(now);
        }

        _register.Tick(now);
        if (now >= _nextHeardStore)
        {
            _nextHeardStore = now + StoreHeardEvery;
            _effects.AddRange(
                _nodes.Values.Where(node => node.Liveness.State == AgentState.Alive).Select(node => new NodeHeard(node)));
        }
    }

    private void JudgeSilence(DateTimeOffset now)
    {
        _nextDeath = null;
        foreach (var node in _nodes.Values.ToList())
        {
            var judged = node.Liveness.Judge(now, _stalledUntil);
            if (judged.State != node.Liveness.State)
            {
                SetNode(node with { Liveness = judged }, node.Liveness.State, now);
            }

            var deadline = judged.Deadline(_stalledUntil);
            _nextDeath = deadline is null || _nextDeath < deadline ? _nextDeath : deadline;
        }
    }

    private bool Hear(long session, string name, DateTimeOffset now, out bool wasAlive)
    {
        wasAlive = false;
        if (!_nodes.TryGetValue(name, out var node) || node.Session != session)
        {
            return false; // a late word of a connection that was replaced
        }

        wasAlive = node.Liveness.State == AgentState.Alive;
        var heard = node with { Liveness = node.Liveness.Hear(now) };
        _nodes[name] = heard;
        if (!wasAlive)
        {
            _effects.Add(new NodeChanged(heard, node.Liveness.State));
        }

        _nextDeath ??= heard.Liveness.Deadline(_stalledUntil);
        return true;
    }

    private void SetNode(NodeState node, AgentState before, DateTimeOffset now)
    {
        _nodes[node.Name] = node;
        _effects.Add(new NodeChanged(node, before));
        _register.LookAt(node.Name, now);
    }
}
