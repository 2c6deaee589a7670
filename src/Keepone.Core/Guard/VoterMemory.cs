using System.Runtime.InteropServices;

namespace Keepone.Core.Guard;

/// <summary>
/// What outlives a voter's agent, on the node's tmpfs, so that it is forgotten with the node and with nothing less. It is written
/// before the beacon that rests on it is sent.
/// </summary>
/// <param name="Holder">The index of the voter that it is promised to; <see cref="VoterState.Nobody"/>: none.</param>
/// <param name="Until">The end of a long promise, steady time; zero: the promise is an ordinary one, renewed all the time.</param>
/// <param name="LeaseUntil">The end of the lease that a leaving master has in hand; zero: none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VoterMemory(sbyte Holder, TimeSpan Until, TimeSpan LeaseUntil);

/// <summary>What is seen of the own keepalived.</summary>
/// <param name="State">Its VRRP state.</param>
/// <param name="HoldsVip">Whether its address is on the interface: the kernel's word, which counts more.</param>
public readonly record struct ReplicaView(Model.VrrpState State, bool HoldsVip);
