namespace Keepone.Core.Model;

/// <summary>A change of a replica's state, or of the verdict of one of its checks, as its agent saw it: a line of history.</summary>
/// <param name="Sequence">Its place among all changes that this agent process saw, from 1.</param>
/// <param name="Router">The router.</param>
/// <param name="RouterName">The router's name.</param>
/// <param name="At">When it happened, by the agent's wall clock.</param>
/// <param name="From">The state before; null: the agent saw the replica for the first time.</param>
/// <param name="To">The state after.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Check">The check whose verdict changed, while the state did not; null: the state changed.</param>
public sealed record StateChange(
    ulong Sequence, RouterId Router, string RouterName, DateTimeOffset At, VrrpState? From, VrrpState To, string Reason, string? Check = null);
