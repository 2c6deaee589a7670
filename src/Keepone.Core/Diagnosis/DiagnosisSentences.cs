using System.Collections.Immutable;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Core.Diagnosis;

/// <summary>The sentences of the diagnosis: logged, served and asserted in tests (DESIGN §8).</summary>
internal static class DiagnosisSentences
{
    internal const string MultipleMastersPage = "docs/runbook.md#multiple-masters";
    internal const string SuspectedMastersPage = "docs/runbook.md#suspected-masters";
    internal const string KeptMasterPage = "docs/runbook.md#sick-master-kept";
    internal const string NoMasterPage = "docs/runbook.md#no-master";

    internal static string Alarm(RouterEvidence evidence, OpenIncident incident, CauseFinding finding) =>
        $"{Statement(evidence, incident.Status, incident.Certainty, incident.Since)} {finding.Sentence} See {Page(incident)}";

    internal static string Reason(
        RouterEvidence evidence,
        RouterStatus status,
        Certainty certainty,
        CauseFinding? finding,
        ImmutableArray<ReplicaTrouble> missing,
        ImmutableArray<ReplicaTrouble> sick,
        RouterMemory memory)
    {
        var name = evidence.View.Name;
        switch (status)
        {
            case RouterStatus.MultipleMasters:
            case RouterStatus.NoMaster:
                return $"{Statement(evidence, status, certainty, memory.Incident!.Since)} {finding!.Sentence}";
            case RouterStatus.Ok:
                return $"Router {name} has one master, {Masters(evidence)}, and all replicas are ready.";
            case RouterStatus.Unknown when evidence.Situation == Situation.Waiting:
                var awaited = evidence.View.Replicas.Where(
                    replica => replica.Agent.State == AgentState.Unknown).Select(replica => replica.Node);
                return $"Nobody can say how router {name} is: {Words.List(awaited.Order(StringComparer.Ordinal))} has not reported it since the controller or the agent started.";
            case RouterStatus.Unknown:
                return $"Nobody can say how router {name} is. {finding!.Sentence}";
            default:
                return Degraded(evidence, missing, sick, memory);
        }
    }

    internal static string Overlap(string name, IEnumerable<string> nodes, TimeSpan length) =>
        $"Router {name} had masters on {Words.List(nodes)} together for {Words.Span(length)}, within the hold of {RouterDiagnoser.OverlapHold} "
        + "advertisement intervals or before it could be confirmed: recorded, no alarm.";

    internal static string Closed(string name, OpenIncident incident, ImmutableArray<MasterView> masters, TimeSpan length)
    {
        var what = incident.Status == RouterStatus.NoMaster ? "is no longer without a master" : "no longer has several masters";
        var sure = masters.Where(master => master.Evidence != MasterEvidence.LastSeen).Select(master => master.Node).ToList();
        var now = sure.Count switch
        {
            0 => "it has none now",
            1 => $"its master is {sure[0]}",
            _ => $"its masters are {Words.List(sure)}",
        };
        return $"Router {name} {what}: {now}. It lasted {Words.Span(length)}; cause: {incident.Cause}.";
    }

    internal static ImmutableArray<ReplicaTrouble> Missing(RouterEvidence evidence)
    {
        var result = ImmutableArray.CreateBuilder<ReplicaTrouble>();
        foreach (var node in evidence.View.Nodes)
        {
            switch (evidence.Replica(node))
            {
                case null:
                    result.Add(new ReplicaTrouble(node, $"no agent on {node} reports a replica"));
                    break;
                case { Agent.State: AgentState.Dead } dead:
                    result.Add(new ReplicaTrouble(node, $"the agent on {node} is dead, {Silent(dead, evidence.Now)}"));
                    break;
                case { Agent.State: AgentState.Stopped } stopped:
                    result.Add(
                        new ReplicaTrouble(node, $"the agent on {node} was stopped at {Words.Clock(stopped.Agent.Since)}"));
                    break;
                case { Agent.State: AgentState.Unknown }:
                    result.Add(
                        new ReplicaTrouble(
                            node, $"the agent on {node} has not reported it since the controller or the agent started"));
                    break;
                default:
                    break;
            }
        }

        return result.ToImmutable();
    }

    internal static ImmutableArray<ReplicaTrouble> Sick(RouterEvidence evidence) =>
    [
        .. evidence.Alive.Select(replica => (replica.Node, Trouble: Trouble(replica.Observation)))
            .Where(pair => pair.Trouble is not null).Select(pair => new ReplicaTrouble(pair.Node, pair.Trouble!)),
    ];

    private static string? Trouble(Observation observation) => GuardEvidence.Trouble(observation) ?? observation switch
    {
        { State: VrrpState.Fault, Health.Fault: true } =>
            $"{observation.Node} is out of the election: {Words.Inner(observation.Health.Sentence)}{Found(observation.Health)}",
        { State: VrrpState.Down or VrrpState.Fault or VrrpState.Unknown or VrrpState.Init } =>
            $"{observation.Node} is {observation.State}: {observation.Reason.TrimEnd('.')}",
        { Health: { Penalty: > 0, Orders.IsEmpty: false } health } when !IsSick(health) =>
            $"{observation.Node} gives way by an order: {Words.Inner(health.Sentence)}",
        { Health: { Penalty: > 0 } health } =>
            $"{observation.Node} is sick by {health.Penalty}: {Words.Inner(health.Sentence)}{Found(health)}",
        _ => null,
    };

    private static bool IsSick(HealthReport health) => health.Checks.Any(check => check.Verdict == CheckVerdict.Sick);

    // What the failing checks found: their names and penalties are in the sentence already.
    private static string Found(HealthReport health)
    {
        var found = health.Checks.Where(check => check.Verdict == CheckVerdict.Sick && check.Message.Length > 0)
            .Select(check => $"{check.Name} found: {Words.Inner(check.Message)}{(check.Held ? ", and damping holds it" : "")}");
        var all = string.Join("; ", found);
        return all.Length > 0 ? $" ({all})" : "";
    }

    internal static string Kept(RouterEvidence evidence)
    {
        var master = evidence.Reported[0];
        var others = evidence.Alive.Where(replica => replica.Node != master.Node).Select(replica => Trouble(replica.Observation))
            .OfType<string>().Concat(Missing(evidence).Select(missing => missing.Sentence)).ToList();
        return $"Router {evidence.View.Name} keeps its master {master.Node} although it should give way ({Words.Inner(master.Observation.Health.Sentence)}), "
            + $"because nobody else is fitter{(others.Count > 0 ? $": {string.Join("; ", others)}" : "")}. See {KeptMasterPage}";
    }

    private static string Statement(RouterEvidence evidence, RouterStatus status, Certainty certainty, DateTimeOffset since)
    {
        var name = evidence.View.Name;
        if (status == RouterStatus.NoMaster)
        {
            var states = string.Join(", ", evidence.Alive.Select(replica => $"{replica.Node} {replica.Observation.State}")
                .Concat(Missing(evidence).Select(missing => missing.Sentence)));
            return $"Router {name} has no master on an alive agent for {Words.Seconds(evidence.Now - since)}: {states}.";
        }

        var masters = Masters(evidence);
        if (certainty == Certainty.Suspected)
        {
            return $"Router {name} may have {evidence.Certain + evidence.LastSeenDead.Length} masters, {evidence.Certain} on an alive agent, "
                + $"{evidence.LastSeenDead.Length} last seen on dead agent {LastSeen(evidence)}: {masters}.";
        }

        return evidence.Heard.IsEmpty && evidence.LastSeenDead.IsEmpty
            ? $"Router {name} has {evidence.Reported.Length} masters on alive agents: {masters}."
            : $"Router {name} has {evidence.Certain} masters: {masters}.";
    }

    private static string Masters(RouterEvidence evidence) => string.Join(", ", evidence.Claims()
        .Select(master => master.Evidence switch
        {
            MasterEvidence.Reported => $"{master.Node} (since {Words.Clock(master.Since!.Value)})",
            MasterEvidence.Heard => $"{master.Node} ({AgentOf(master)}, its adverts are heard by "
                + $"{Words.List(evidence.ListenersTo(master.Node).Select(replica => replica.Node))})",
            _ => $"{master.Node} (last seen since {Words.Clock(master.Since!.Value)})",
        }));

    private static string AgentOf(MasterView master) => master.Agent switch
    {
        AgentState.Alive => "its agent does not know its state",
        AgentState.Dead => "its agent is dead",
        AgentState.Stopped => "its agent is stopped",
        _ => "no agent reports it",
    };

    private static string Degraded(
        RouterEvidence evidence, ImmutableArray<ReplicaTrouble> missing, ImmutableArray<ReplicaTrouble> sick, RouterMemory memory)
    {
        var name = evidence.View.Name;
        var troubles = string.Join("; ", missing.Concat(sick).Select(trouble => trouble.Sentence));
        var more = troubles.Length > 0 ? $" {troubles}." : "";
        switch (evidence.Situation)
        {
            case Situation.Multiple:
                return $"Router {name} is handing over: {Masters(evidence)}, since {Words.Clock(memory.MultipleSince!.Value)} by the controller's clock.{more}";
            case Situation.None when memory.NoneSince is { } none:
                return $"Router {name} has no master since {Words.Clock(none)}, within the time that an election takes.{more}";
            default:
                return $"Router {name} has one master, {Masters(evidence)}:{more}";
        }
    }

    private static string LastSeen(RouterEvidence evidence) =>
        Words.List(evidence.LastSeenDead.Select(replica => $"{replica.Node} ({Silent(replica, evidence.Now)})"));

    private static string Silent(ReplicaView replica, DateTimeOffset now) =>
        $"silent for {Words.Seconds(now - replica.Agent.LastHeard)}";

    private static string Page(OpenIncident incident) => incident switch
    {
        { Status: RouterStatus.NoMaster } => NoMasterPage,
        { Certainty: Certainty.Suspected } => SuspectedMastersPage,
        _ => MultipleMastersPage,
    };
}
