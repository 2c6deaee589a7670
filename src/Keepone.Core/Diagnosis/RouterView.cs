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

    /// <summary>
    /// The nodes that should have a replica, in order of succession: as the latest observation says, and all that report one.
    /// </summary>
    public ImmutableArray<string> Nodes =>
    [
        .. (Replicas.IsEmpty ? [] : Replicas.MaxBy(replica => replica.ReceivedAt)!.Observation.Replicas)
            .Concat(Replicas.Select(replica => replica.Node).Order(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal),
    ];
}
