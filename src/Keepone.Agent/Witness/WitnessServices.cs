using Keepone.Agent.Voting;
using Keepone.Linux;
using Keepone.Protocol;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Witness;

/// <summary>What all votes of a witness share.</summary>
/// <param name="Configuration">The witness's configuration.</param>
/// <param name="Reactor">The thread that all of them live on.</param>
/// <param name="Sockets">The sockets that their beacons go through.</param>
/// <param name="Lives">The numbers of their lives.</param>
/// <param name="Clock">The wall clock, for what is shown.</param>
/// <param name="Logger">The log.</param>
internal sealed record WitnessServices(
    WitnessConfiguration Configuration, Reactor Reactor, BeaconSockets Sockets, VoterLives Lives, SteadyClock Clock, ILogger Logger)
{
    /// <summary>The directory of the promises, a file a router.</summary>
    public string Promises => Path.Combine(Configuration.Run, "promises");
}
