using Keepone.Core.Diagnosis;
using Keepone.Core.Model;
using GuardRole = Keepone.Core.Guard.GuardRole;

namespace Keepone.Core.Tests.Diagnosis;

/// <summary>A router with three replicas, and a clock: what a test does to them, the diagnosis sees.</summary>
internal sealed class Fleet
{
    internal static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Nodes = ["net-1", "net-2", "net-3"];
    private readonly SortedDictionary<string, ReplicaView> _replicas = new(StringComparer.Ordinal);

    internal Fleet()
    {
        Report("net-1", VrrpState.Master);
        Report("net-2", VrrpState.Backup, "net-1");
        Report("net-3", VrrpState.Backup, "net-1");
        Events.Clear();
    }

    internal DateTimeOffset Now { get; private set; } = Noon;

    internal RouterMemory Memory { get; set; } = RouterMemory.Empty;

    internal DiagnosisStep Last { get; private set; } = null!;

    internal RouterDiagnosis Diagnosis => Last.Diagnosis;

    internal List<IncidentEvent> Events { get; } = [];

    internal List<OverlapEvent> Overlaps { get; } = [];

    internal RouterView View => new(RouterId.FromName("edge-1"), "edge-1", [.. _replicas.Values]);

    internal static Observation Observation(string node, VrrpState state, DateTimeOffset since, params string[] hears) => new()
    {
        Router = RouterId.FromName("edge-1"),
        RouterName = "edge-1",
        Node = node,
        Replicas = ["net-1", "net-2", "net-3"],
        AdvertInterval = TimeSpan.FromSeconds(1),
        State = state,
        Reason = $"the evidence says {state}",
        Since = since,
        At = since,
        Kernel = new KernelEvidence(
            NamespacePresent: true, HaInterfacePresent: true, HaInterfaceUp: true, VipPresent: state == VrrpState.Master),
        Keepalived = new KeepalivedEvidence(state == VrrpState.Down ? null : 4711, state, 100, "2.2.7"),
        Wire = new WireEvidence(
            [.. hears.Select(heard => new HeardAdvert(heard, heard == "stranger" ? null : heard, 100, since))], 0),
        Health = new HealthReport(100, 0, 0, "All checks pass."),
        Guard = new GuardReport(GuardMode.Off, Active: false, Quorum: 0, "The guard is off."),
        Supervision = "keepalived runs.",
    };

    /// <summary>An agent reports a state, and is alive by that.</summary>
    internal Fleet Report(string node, VrrpState state, params string[] hears)
    {
        var since = _replicas.TryGetValue(node, out var last) && last.Observation.State == state ? last.Observation.Since : Now;
        return Report(Observation(node, state, since, hears));
    }

    internal Fleet Report(Observation observation)
    {
        var agent = _replicas.TryGetValue(observation.Node, out var last)
            ? last.Agent : new AgentLiveness(AgentState.Alive, Now, Now);
        _replicas[observation.Node] = new ReplicaView(observation, Now, agent.Hear(Now));
        return Look();
    }

    /// <summary>The guard of a replica keeps it out of the election; it hears these voters, and is heard by those of them that are named twice.</summary>
    internal Fleet KeptOut(string node, params string[] hears) => Report(node, VrrpState.Fault).Change(node, observation => observation with
    {
        Guard = new GuardReport(GuardMode.Promise, Active: true, Quorum: 1, "the guard keeps it out") { View = GuardOf(node, hears) },
    });

    private static GuardView GuardOf(string node, string[] hears) => new()
    {
        Standing = GuardStanding.InForce,
        Role = GuardRole.Neutral,
        Votes = 1,
        Needed = 2,
        IsStopped = true,
        Reason = "Keeps out of the election: 1 of 3 votes, 2 are needed.",
        Since = Noon,
        Voters =
        [
            .. Nodes.Select(voter => new GuardVoterView(
                voter, IsWitness: false, IsSelf: voter == node, IsHeard: voter == node || hears.Contains(voter, StringComparer.Ordinal),
                HearsThis: voter == node || hears.Count(heard => heard == voter) == 2, GuardRole.Neutral, Priority: 100, Holder: null)),
        ],
    };

    internal Fleet Change(string node, Func<Observation, Observation> change) => Report(change(_replicas[node].Observation));

    internal Fleet Heartbeat(params string[] nodes)
    {
        foreach (var node in nodes)
        {
            _replicas[node] = _replicas[node] with { Agent = _replicas[node].Agent.Hear(Now) };
        }

        return Look();
    }

    internal Fleet Agent(string node, AgentState state)
    {
        _replicas[node] = _replicas[node] with { Agent = _replicas[node].Agent with { State = state, Since = Now } };
        return Look();
    }

    internal Fleet Forget(string node)
    {
        _replicas.Remove(node);
        return Look();
    }

    internal Fleet After(double seconds, params string[] heartbeats)
    {
        Now += TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
        return Heartbeat(heartbeats);
    }

    internal Fleet Look()
    {
        Last = RouterDiagnoser.Step(Memory, View, Now);
        Memory = Last.Memory;
        Events.AddRange(Last.Events);
        if (Last.Overlap is { } overlap)
        {
            Overlaps.Add(overlap);
        }

        return this;
    }

    /// <summary>The failure of DESIGN §1: net-1 is cut off, net-3 takes over; both agents are there.</summary>
    internal Fleet Cut()
    {
        Report("net-1", VrrpState.Master);
        After(5);
        Report("net-3", VrrpState.Master);
        return Report("net-2", VrrpState.Backup, "net-3");
    }
}
