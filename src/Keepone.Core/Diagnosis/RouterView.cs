using System.Collections.Immutable;
using Keepone.Core.Model;

namespace Keepone.Core.Diagnosis;

/// <summary>
/// A replica as the controller knows it: what its agent last said, and whether the agent is there to say otherwise.
/// </summary>
/// <param name="Observation">The latest observation.</param>
/// <param name="ReceivedAt">When it was received, by the controller's clock.</param>
/// <param name="Agent">Whether its agent is there.</param>
public sealed record ReplicaView(Observation Observation, DateTimeOffset ReceivedAt, AgentLiveness Agent)
{
    /// <summary>The node.</summary>
    public string Node => Observation.Node;

    /// <summary>Whether the agent is alive, so that the observation is of now.</summary>
    public bool IsAlive => Agent.State == AgentState.Alive;

    /// <summary>Whether it holds the addresses: the kernel's word counts, whatever keepalived says (DESIGN §2).</summary>
    public bool Holds => Observation.State == VrrpState.Master || Observation.Kernel.VipPresent;

    /// <summary>The nodes whose adverts it hears. Priority 0 is a farewell (RFC 5798 5.2.4) and claims nothing.</summary>
    public IEnumerable<string> Hears =>
        Observation.Wire.Heard.Where(
            heard => heard.Priority > 0 && heard.Node is not null && heard.Node != Node).Select(heard => heard.Node!);

    /// <summary>Whether it hears somebody whom the specification does not know.</summary>
    public bool HearsStranger => Observation.Wire.Heard.Any(heard => heard.Priority > 0 && heard.Node is null);

    /// <summary>Whether it takes part in the election and would hear a master.</summary>
    public bool Listens => IsAlive && Observation.State is VrrpState.Backup or VrrpState.Master;
}

/// <summary>A router as the controller knows it: the input of the diagnosis.</summary>
/// <param name="Id">The router.</param>
/// <param name="Name">Its name.</param>
/// <param name="Replicas">The replicas that were ever reported and not removed since, in any order.</param>
public sealed record RouterView(RouterId Id, string Name, ImmutableArray<ReplicaView> Replicas)
{
    /// <summary>The advertisement interval; where nodes disagree during a change, the longest.</summary>
    public TimeSpan AdvertInterval =>
        Replicas.IsEmpty ? TimeSpan.FromSeconds(1) : Replicas.Max(replica => replica.Observation.AdvertInterval);

    /// <summary>The same view where senders without a name have the names of the nodes whose replicas have their addresses.</summary>
    /// <returns>The view; this one when no replica told its address.</returns>
    public RouterView Named()
    {
        var names = Replicas.Where(replica => replica.Observation.HaAddress is not null)
            .GroupBy(replica => replica.Observation.HaAddress!, replica => replica.Node, StringComparer.Ordinal)
            .Where(owners => owners.Count() == 1).ToDictionary(owners => owners.Key, owners => owners.Single(), StringComparer.Ordinal);
        return names.Count == 0 ? this : this with { Replicas = [.. Replicas.Select(replica => Named(replica, names))] };
    }

    private static ReplicaView Named(ReplicaView replica, Dictionary<string, string> names)
    {
        var wire = replica.Observation.Wire;
        return wire.Heard.All(heard => heard.Node is not null || !names.ContainsKey(heard.Source))
            ? replica
            : replica with
            {
                Observation = replica.Observation with
                {
                    Wire = wire with { Heard = [.. wire.Heard.Select(heard => heard with { Node = heard.Node ?? names.GetValueOrDefault(heard.Source) })] },
                },
            };
    }

    /// <summary>
    /// The nodes that should have a replica, in order of succession: as the latest observation says, and all that report one.
    /// </summary>
    public ImmutableArray<string> Nodes =>
    [
        .. (Replicas.IsEmpty ? [] : Replicas.MaxBy(replica => replica.ReceivedAt)!.Observation.Replicas)
            .Concat(Replicas.Select(replica => replica.Node).Order(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal),
    ];
}
