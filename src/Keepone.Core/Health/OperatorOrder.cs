using System.Text.Json.Serialization;
using Keepone.Core.Model;

namespace Keepone.Core.Health;

/// <summary>What an operator ordered.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrderKind>))]
public enum OrderKind
{
    /// <summary>A router's replica on this node is to give way for a while.</summary>
    Failover = 0,

    /// <summary>All replicas of this node are to give way until the maintenance ends.</summary>
    Maintenance,
}

/// <summary>
/// An order of an operator that lowers priorities on a node for a bounded time. It is carried out by a penalty, so a replica that nobody can
/// take over from stays master: an order drains, it does not kill.
/// </summary>
/// <param name="Kind">What was ordered.</param>
/// <param name="Router">The router; null: all of the node.</param>
/// <param name="Until">When it ends by itself, wall clock: it survives a reboot of the node.</param>
/// <param name="By">Who ordered it.</param>
/// <param name="Why">Why; may be empty.</param>
/// <param name="GivenAt">When.</param>
public sealed record OperatorOrder(OrderKind Kind, RouterId? Router, DateTimeOffset Until, string By, string Why, DateTimeOffset GivenAt)
{
    /// <summary>The longest text of <see cref="By"/> and <see cref="Why"/>.</summary>
    public const int LongestText = 200;

    /// <summary>The longest maintenance: longer, and a node should leave the specifications.</summary>
    public static readonly TimeSpan LongestMaintenance = TimeSpan.FromDays(30);

    /// <summary>The shortest order: less is over before an election is.</summary>
    public static readonly TimeSpan ShortestOrder = TimeSpan.FromSeconds(1);

    /// <summary>Whether it is in force for a router.</summary>
    /// <param name="router">The router.</param>
    /// <param name="now">The wall clock.</param>
    /// <returns>True while it is.</returns>
    public bool Concerns(RouterId router, DateTimeOffset now) => now < Until && (Router is null || Router == router);
}
