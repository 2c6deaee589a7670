using System.Collections.Immutable;
using Keepone.Core.Model;

namespace Keepone.Core.Diagnosis;

/// <summary>What kind of situation the evidence shows, before any hold.</summary>
internal enum Situation
{
    /// <summary>Agents that matter have not connected since the controller started.</summary>
    Waiting,

    /// <summary>Nobody who is there can see.</summary>
    Blind,

    /// <summary>Nobody is master.</summary>
    None,

    /// <summary>One is master.</summary>
    Single,

    /// <summary>More than one is master, or may be.</summary>
    Multiple,
}

/// <summary>The evidence on a router, put in order: who is master, who says so, who hears whom.</summary>
internal sealed class RouterEvidence
{
    internal RouterEvidence(RouterView view, DateTimeOffset now)
    {
        View = view.Named();
        Now = now;
        Alive = [.. View.Replicas.Where(replica => replica.IsAlive).OrderBy(replica => replica.Node, StringComparer.Ordinal)];
        Reported = [.. Alive.Where(replica => replica.Holds)];
        Heard = [.. Alive.SelectMany(replica => replica.Hears).Distinct(StringComparer.Ordinal).Where(NobodySays).Order(StringComparer.Ordinal)];
        LastSeenDead = LastSeen(AgentState.Dead);
        LastSeenStopped = LastSeen(AgentState.Stopped);
        LastSeenUnknown = LastSeen(AgentState.Unknown);
        Situation = Judge();
    }

    internal RouterView View { get; }

    internal DateTimeOffset Now { get; }

    /// <summary>The replicas with an alive agent.</summary>
    internal ImmutableArray<ReplicaView> Alive { get; }

    /// <summary>Those of them that hold the addresses.</summary>
    internal ImmutableArray<ReplicaView> Reported { get; }

    /// <summary>Nodes whose adverts are heard, and whose own agent does not say what they are.</summary>
    internal ImmutableArray<string> Heard { get; }

    /// <summary>Replicas that their dead agents last saw as master, and that nobody hears.</summary>
    internal ImmutableArray<ReplicaView> LastSeenDead { get; }

    /// <summary>The same of agents that said goodbye.</summary>
    internal ImmutableArray<ReplicaView> LastSeenStopped { get; }

    /// <summary>The same of agents that have not connected since the controller started.</summary>
    internal ImmutableArray<ReplicaView> LastSeenUnknown { get; }

    internal Situation Situation { get; }

    /// <summary>How many are master for certain.</summary>
    internal int Certain => Reported.Length + Heard.Length;

    /// <summary>Whether the second master is known only by its adverts, which count for some time after the last one.</summary>
    internal bool RestsOnHearing => Reported.Length + LastSeenDead.Length < 2;

    internal ReplicaView? Replica(string node) => View.Replicas.FirstOrDefault(replica => replica.Node == node);

    /// <summary>The replicas of alive agents that hear a node's adverts.</summary>
    internal IEnumerable<ReplicaView> ListenersTo(string node) =>
        Alive.Where(replica => replica.Hears.Contains(node, StringComparer.Ordinal));

    /// <summary>
    /// The agents whose word a claim of several masters rests on. Each must have been heard since the overlap began: a node that
    /// crashed is still "alive" for some seconds, and its former mastership is no second master.
    /// </summary>
    internal ImmutableArray<ReplicaView> Witnesses =>
        [.. Reported.Concat(Heard.SelectMany(ListenersTo)).DistinctBy(replica => replica.Node)];

    internal ImmutableArray<MasterView> Masters() =>
    [
        .. Reported.Select(
            replica => new MasterView(replica.Node, replica.Observation.Since, replica.Agent.State, MasterEvidence.Reported)),
        .. Heard.Select(
            node => new MasterView(node, Since: null, Replica(node)?.Agent.State ?? AgentState.Unknown, MasterEvidence.Heard)),
        .. LastSeenDead.Concat(LastSeenStopped).Concat(LastSeenUnknown)
            .Select(
                replica => new MasterView(replica.Node, replica.Observation.Since, replica.Agent.State, MasterEvidence.LastSeen)),
    ];

    /// <summary>The masters that count: certain ones, and those that dead agents saw last.</summary>
    internal ImmutableArray<MasterView> Claims() =>
        [.. Masters().Where(master => master.Evidence != MasterEvidence.LastSeen || master.Agent == AgentState.Dead)];

    private bool NobodySays(string node) =>
        Replica(node) is not { IsAlive: true } replica
        || (replica.Observation.State is VrrpState.Unknown or VrrpState.Init && !replica.Holds);

    private ImmutableArray<ReplicaView> LastSeen(AgentState state) =>
    [
        .. View.Replicas.Where(
            replica => replica.Agent.State == state && replica.Holds && !Heard.Contains(replica.Node, StringComparer.Ordinal))
            .OrderBy(replica => replica.Node, StringComparer.Ordinal),
    ];

    private Situation Judge()
    {
        if (Certain >= 1 && Certain + LastSeenDead.Length >= 2)
        {
            return Situation.Multiple;
        }

        var elected = Heard.Length + Reported.Count(replica => replica.Observation.State == VrrpState.Master);
        if (elected == 1)
        {
            return LastSeenUnknown.IsEmpty ? Situation.Single : Situation.Waiting;
        }

        if (View.Replicas.Any(replica => replica.Agent.State == AgentState.Unknown))
        {
            return Situation.Waiting;
        }

        if (Alive.IsEmpty || Alive.Any(replica => replica.Observation.State == VrrpState.Unknown))
        {
            return Situation.Blind;
        }

        // Somebody whom no agent speaks for may be master; a listening replica would hear it, others would not.
        var unseen = View.Nodes.Any(node => Replica(node) is not { IsAlive: true });
        return unseen && !Alive.Any(replica => replica.Listens) ? Situation.Blind : Situation.None;
    }
}
