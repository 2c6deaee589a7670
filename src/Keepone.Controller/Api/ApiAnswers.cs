using Keepone.Controller.Fleet;
using Keepone.Core.Diagnosis;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Protocol.Api;

namespace Keepone.Controller.Api;

/// <summary>The API's records of what the fleet's state machine knows. Called on its loop.</summary>
internal static class ApiAnswers
{
    internal static RouterResponse[] Routers(FleetMachine machine) =>
        [.. machine.Routers.OrderBy(router => router.Name, StringComparer.Ordinal).Select(router => Fill(machine, router))];

    /// <summary>The router with an id or a name; null: no agent reports one.</summary>
    internal static RouterEntry? Find(FleetMachine machine, string idOrName) =>
        machine.Routers.FirstOrDefault(router => RouterId.TryParse(idOrName, out var id) && router.Id == id)
            ?? machine.Routers.FirstOrDefault(router => router.Name == idOrName);

    internal static RouterDetailResponse? Router(FleetMachine machine, string idOrName)
    {
        if (Find(machine, idOrName) is not { } found)
        {
            return null;
        }

        var nodes = machine.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        var summary = Fill(machine, found);
        return new RouterDetailResponse
        {
            Id = summary.Id,
            Name = summary.Name,
            Status = summary.Status,
            Certainty = summary.Certainty,
            Cause = summary.Cause,
            Reason = summary.Reason,
            Masters = summary.Masters,
            Nodes = summary.Nodes,
            Missing = summary.Missing,
            Sick = summary.Sick,
            Orders = summary.Orders,
            KeptMaster = summary.KeptMaster,
            Incident = summary.Incident,
            Replicas =
            [
                .. found.Replicas.Select(pair => new ReplicaResponse(
                    pair.Key, nodes[pair.Key].Liveness.State, nodes[pair.Key].Liveness.LastHeard, pair.Value.ReceivedAt, pair.Value.Observation)),
            ],
        };
    }

    /// <summary>What the diagnosis sees of a router.</summary>
    internal static RouterView View(FleetMachine machine, RouterEntry router)
    {
        var liveness = machine.Nodes.ToDictionary(node => node.Name, node => node.Liveness, StringComparer.Ordinal);
        return router.View(node => liveness[node]);
    }

    /// <summary>The same of all routers.</summary>
    internal static IEnumerable<RouterView> Views(FleetMachine machine)
    {
        var liveness = machine.Nodes.ToDictionary(node => node.Name, node => node.Liveness, StringComparer.Ordinal);
        return machine.Routers.Select(router => router.View(node => liveness[node]));
    }

    internal static NodeResponse[] Nodes(FleetMachine machine, DateTimeOffset now) =>
    [
        .. machine.Nodes.OrderBy(node => node.Name, StringComparer.Ordinal).Select(node => new NodeResponse(
            node.Name, node.Liveness.State, node.Liveness.Since, node.Liveness.LastHeard, node.AgentVersion, node.LatenessMilliseconds,
            machine.Routers.Count(router => router.Replicas.ContainsKey(node.Name)))
        {
            Maintenance = MaintenanceOf(machine, node, now),
        }),
    ];

    // Every replica of the node reports it until it is over; a node without replicas said so when it connected, or was ordered.
    private static OperatorOrder? MaintenanceOf(FleetMachine machine, NodeState node, DateTimeOffset now) => machine.Routers
        .Select(router => router.Replicas.GetValueOrDefault(node.Name)?.Observation.Health.Orders.FirstOrDefault(order => order.Kind == OrderKind.Maintenance))
        .FirstOrDefault(order => order is not null) ?? (now < node.Maintenance?.Until ? node.Maintenance : null);

    internal static IncidentResponse[] Incidents(FleetMachine machine, bool? open) =>
    [
        .. machine.Incidents.Where(
            incident => open is null || open == incident.ClosedAt is null).OrderByDescending(incident => incident.Number)
            .Select(incident => new IncidentResponse
            {
                Number = incident.Number,
                Router = incident.Router,
                RouterName = incident.RouterName,
                Status = incident.Status,
                Certainty = incident.Certainty,
                Cause = incident.Cause,
                Since = incident.Since,
                OpenedAt = incident.OpenedAt,
                ClosedAt = incident.ClosedAt,
                Masters = incident.Masters,
                Sentence = incident.Sentence,
                Events = [.. incident.Timeline.Select(entry => new IncidentEventResponse(entry.At, entry.Kind, entry.Sentence))],
            }),
    ];

    private static RouterResponse Fill(FleetMachine machine, RouterEntry router)
    {
        var liveness = machine.Nodes.ToDictionary(node => node.Name, node => node.Liveness, StringComparer.Ordinal);
        var diagnosis = router.Diagnosis!;
        return new RouterResponse
        {
            Id = router.Id,
            Name = router.Name,
            Status = diagnosis.Status,
            Certainty = diagnosis.Certainty,
            Cause = diagnosis.Cause,
            Reason = diagnosis.Reason,
            Masters = diagnosis.Masters,
            Nodes = router.View(node => liveness[node]).Nodes,
            Missing = diagnosis.Missing,
            Sick = diagnosis.Sick,
            Orders =
            [
                .. router.Replicas.SelectMany(replica =>
                    replica.Value.Observation.Health.Orders.Select(order => new NodeOrder(replica.Key, order))),
            ],
            KeptMaster = diagnosis.KeptMaster,
            Incident = router.Incident?.Number,
        };
    }
}
