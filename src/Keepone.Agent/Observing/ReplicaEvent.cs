using Keepone.Core.Model;
using Keepone.Keepalived;
using Keepone.Linux;

namespace Keepone.Agent.Observing;

/// <summary>Something that happened to a replica. Everything reaches its loop as one of these.</summary>
internal abstract record ReplicaEvent;

/// <summary>The specification changed.</summary>
/// <param name="Replica">The replica as it is to be.</param>
internal sealed record SpecificationChanged(Replica Replica) : ReplicaEvent;

/// <summary>Links or addresses changed in the namespace.</summary>
/// <param name="Watch">Who saw it: what the watch of a namespace that is gone saw says nothing of the one made since.</param>
/// <param name="Batch">What changed, in order.</param>
internal sealed record KernelChanged(NamespaceWatch Watch, RouteBatch Batch) : ReplicaEvent;

/// <summary>keepalived said something.</summary>
/// <param name="Event">What.</param>
internal sealed record Notified(NotifyEvent Event) : ReplicaEvent;

/// <summary>Something that keepalived said may be lost.</summary>
/// <param name="Reason">Why, in one sentence.</param>
internal sealed record NotifyLost(string Reason) : ReplicaEvent;

/// <summary>keepalived was asked for its state.</summary>
/// <param name="Process">Who was asked.</param>
/// <param name="Instance">What it answered; null: nothing.</param>
internal sealed record KeepalivedAnswered(ProcessIdentity Process, DumpedInstance? Instance) : ReplicaEvent;

/// <summary>An advert of another replica or a stranger was heard that says something new: the loop reads the wire anyway.</summary>
internal sealed record WireChanged : ReplicaEvent
{
    /// <summary>The only one.</summary>
    public static readonly WireChanged Instance = new();
}

/// <summary>The first VRRP packet failed verification.</summary>
/// <param name="Reason">Why.</param>
internal sealed record AdvertRejected(string Reason) : ReplicaEvent;

/// <summary>A process of keepalived's ended.</summary>
/// <param name="Process">Which one.</param>
internal sealed record KeepalivedEnded(ProcessIdentity Process) : ReplicaEvent;

/// <summary>It is time to look again.</summary>
internal sealed record LookAgain : ReplicaEvent
{
    /// <summary>The only one.</summary>
    public static readonly LookAgain Instance = new();
}
