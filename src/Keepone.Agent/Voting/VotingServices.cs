using Keepone.Linux;
using Keepone.Protocol;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Voting;

/// <summary>What all voters of a node share.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Reactor">The thread that all of them live on.</param>
/// <param name="Sockets">The sockets that their beacons go through.</param>
/// <param name="Lateness">How late that thread is.</param>
/// <param name="Lives">The numbers of their lives.</param>
/// <param name="KeyDirectory">Where the routers' keys are.</param>
/// <param name="Clock">The wall clock, for what is shown.</param>
/// <param name="Logger">The log.</param>
internal sealed record VotingServices(
    string Node,
    Reactor Reactor,
    BeaconSockets Sockets,
    LatenessMeter Lateness,
    VoterLives Lives,
    string KeyDirectory,
    SteadyClock Clock,
    ILogger Logger);
