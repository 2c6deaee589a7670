using Keepone.Keepalived.Neutron;
using Keepone.Linux;

namespace Keepone.Agent.Watching;

/// <summary>Something that happened to a watched replica. Everything reaches its loop as one of these.</summary>
internal abstract record WatchedEvent;

/// <summary>Its configuration was read.</summary>
/// <param name="Replica">What it says.</param>
internal sealed record ConfigurationRead(NeutronReplica Replica) : WatchedEvent;

/// <summary>Its configuration is gone.</summary>
internal sealed record ConfigurationGone : WatchedEvent;

/// <summary>Links or addresses changed in its namespace.</summary>
/// <param name="Place">Who saw it: what was seen of a namespace that is gone says nothing of the one made since.</param>
/// <param name="Batch">What changed, in order.</param>
internal sealed record PlaceChanged(WatchedNamespace Place, RouteBatch Batch) : WatchedEvent;

/// <summary>It is time to look.</summary>
internal sealed record Look : WatchedEvent
{
    /// <summary>The only one.</summary>
    public static readonly Look Again = new();
}
