using Keepone.Core.Model;

namespace Keepone.Core.Observing;

/// <summary>What is known of a replica that somebody else runs and that is only watched: nothing of it was asked for.</summary>
/// <param name="Kernel">What the kernel says.</param>
/// <param name="Pid">The process id of its keepalived; null: none was found.</param>
/// <param name="Stalled">Whether one of keepalived's processes is stopped or hangs.</param>
/// <param name="Elsewhere">Whether that keepalived runs in another namespace than the one of its name.</param>
/// <param name="Advertised">The priority of its own adverts, seen leaving within the last three advertisement intervals; null: none was.</param>
/// <param name="Wire">What is heard of others.</param>
/// <param name="Said">What its keeper's own monitor wrote last (Neutron's file <c>state</c>); null: nothing.</param>
/// <param name="ConfigurationGone">Whether its configuration was taken away, and it is still there.</param>
public sealed record WatchedEvidence(
    KernelEvidence Kernel, int? Pid, bool Stalled, bool Elsewhere, int? Advertised, WireEvidence Wire, string? Said, bool ConfigurationGone);

/// <summary>A disagreement, and how long it must last until it is one.</summary>
/// <param name="Sentence">What disagrees, in one sentence.</param>
/// <param name="Hold">Evidence comes one by one: what is over sooner is none.</param>
public sealed record WatchedDoubt(string Sentence, TimeSpan Hold);

/// <summary>What the evidence of a watched replica adds up to.</summary>
/// <param name="State">The state.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Doubts">Where the evidence disagrees.</param>
public sealed record WatchedVerdict(VrrpState State, string Reason, IReadOnlyList<WatchedDoubt> Doubts);
