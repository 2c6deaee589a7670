using System.Collections.Immutable;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Agent.Checks;

/// <summary>What the checks of a replica come to now. It is replaced whole, so any thread may look at it.</summary>
/// <param name="Verdict">What is taken off the priority, and why.</param>
/// <param name="Checks">Each check.</param>
/// <param name="Orders">The operators' orders in force.</param>
internal sealed record CheckReading(HealthVerdict Verdict, ImmutableArray<CheckReport> Checks, ImmutableArray<OperatorOrder> Orders);
