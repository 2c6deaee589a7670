using Keepone.Agent.OwnHealth;
using Keepone.Agent.Reporting;
using Keepone.Linux;
using Keepone.Protocol;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Watching;

/// <summary>
/// What all watched replicas of the node share. Nothing of it can change anything outside of this process: what a watcher is not given it
/// cannot use (a test reads the program for that).
/// </summary>
/// <param name="Node">The node's name.</param>
/// <param name="Reactor">The thread that waits for descriptors.</param>
/// <param name="Reports">Where observations go.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Pulses">Where each loop shows that it comes round.</param>
/// <param name="Logger">The log.</param>
internal sealed record WatchServices(
    string Node, Reactor Reactor, ReportQueue Reports, SteadyClock Clock, Pulses Pulses, ILogger Logger);
