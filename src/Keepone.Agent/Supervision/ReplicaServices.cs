using Keepone.Agent.Checks;
using Keepone.Agent.Configuration;
using Keepone.Agent.OwnHealth;
using Keepone.Agent.Reporting;
using Keepone.Agent.Voting;
using Keepone.Keepalived;
using Keepone.Linux;
using Keepone.Protocol;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Supervision;

/// <summary>What all replicas of the node share.</summary>
/// <param name="Configuration">The agent's configuration.</param>
/// <param name="Version">The version of the node's keepalived.</param>
/// <param name="Reactor">The thread that waits for descriptors.</param>
/// <param name="Reports">Where observations go.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Search">Finds keepalived processes by their command lines.</param>
/// <param name="Starts">Whose keepalived is started when.</param>
/// <param name="Questions">How many keepalived are asked for their state at one time.</param>
/// <param name="Pulses">Where each loop shows that it comes round.</param>
/// <param name="Voting">What all voters of the node share.</param>
/// <param name="Checks">What the checks of all replicas of the node share.</param>
/// <param name="Logger">The log.</param>
internal sealed record ReplicaServices(
    AgentConfiguration Configuration,
    KeepalivedVersion Version,
    Reactor Reactor,
    ReportQueue Reports,
    SteadyClock Clock,
    KeepalivedSearch Search,
    StartQueue Starts,
    SemaphoreSlim Questions,
    Pulses Pulses,
    VotingServices Voting,
    CheckServices Checks,
    ILogger Logger);
