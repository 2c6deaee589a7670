using Keepone.Agent.Orders;
using Keepone.Agent.Reporting;
using Keepone.Core.Model;
using Keepone.Linux;
using Keepone.Protocol;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Checks;

/// <summary>Makes what a check finds out by.</summary>
/// <param name="check">The check.</param>
/// <param name="replica">Its replica.</param>
/// <param name="place">The replica's network namespace; null: the host's own.</param>
/// <returns>It; the caller's from now on.</returns>
internal delegate ICheckMeans CheckMeansFactory(CheckSpecification check, Replica replica, NetworkNamespace? place);

/// <summary>What the checks of all replicas of a node share.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Reactor">The thread that they live on.</param>
/// <param name="Clock">The wall clock, for what is shown and for the ends of orders.</param>
/// <param name="Means">Makes probes and scripts.</param>
/// <param name="Orders">The operators' orders.</param>
/// <param name="History">Where outcomes are kept.</param>
/// <param name="Changes">Where changes of verdicts are told from.</param>
/// <param name="Logger">The log.</param>
internal sealed record CheckServices(
    string Node,
    Reactor Reactor,
    SteadyClock Clock,
    CheckMeansFactory Means,
    IOrderBook Orders,
    CheckHistory History,
    StateHistory Changes,
    ILogger Logger);
