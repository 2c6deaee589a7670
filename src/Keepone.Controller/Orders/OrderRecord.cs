using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Controller.Orders;

/// <summary>An order that was given to one agent, and what came of it: a line of history and of the log.</summary>
/// <param name="Kind">What was ordered.</param>
/// <param name="Router">The router; null: the whole node.</param>
/// <param name="RouterName">The router's name; null: the whole node.</param>
/// <param name="Node">The node.</param>
/// <param name="Taken">Whether the agent took it.</param>
/// <param name="Until">When it ends, by the node's clock; null when it was not taken, or taken back.</param>
/// <param name="By">Who ordered it.</param>
/// <param name="Why">Why; may be empty.</param>
/// <param name="Sentence">What was ordered by whom and why, and what came of it.</param>
internal sealed record OrderRecord(
    OrderKind Kind, RouterId? Router, string? RouterName, string Node, bool Taken, DateTimeOffset? Until, string By, string Why, string Sentence);
