using System.Collections.Immutable;

namespace Keepone.Agent.Reporting;

/// <summary>Where and as whom an agent reports.</summary>
public sealed record ControllerLinkOptions
{
    /// <summary>The first pause after a failed connection: short, so that a restarted controller is found at once.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The longest pause between two attempts: the controller waits longer than this after its own start before it calls an agent
    /// dead that has not come back.
    /// </summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);

    /// <summary>How long a connection may take to be welcomed, a message to be sent, a goodbye to be read.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long an agent that stops tries to say goodbye: systemd and people wait for it.</summary>
    public static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The shortest time between two heartbeats, however often the controller asks for one: half of what an alarm of the shortest
    /// sensible advertisement interval (100 ms) waits for.
    /// </summary>
    public static readonly TimeSpan ShortestHeartbeat = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest time between two heartbeats that a controller may ask for.</summary>
    public static readonly TimeSpan LongestHeartbeat = TimeSpan.FromMinutes(1);

    /// <summary>The controllers' endpoints, tried in order; empty: the agent reports to nobody.</summary>
    public ImmutableArray<ControllerEndpoint> Endpoints { get; init; } = [];

    /// <summary>
    /// The file of the node's certificate (PEM, with its chain if it has one): its name must be the node's. Needed for https.
    /// </summary>
    public string? Certificate { get; init; }

    /// <summary>The file of its private key (PEM).</summary>
    public string? Key { get; init; }

    /// <summary>The file of the authority's certificates (PEM): the controller's must come from it, and from no other.</summary>
    public string? Authority { get; init; }
}

/// <summary>Who the agent is, for its hello.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Version">The agent's version.</param>
/// <param name="BootId">The kernel's boot id (<c>/proc/sys/kernel/random/boot_id</c>).</param>
/// <param name="StartId">An identifier of this process, new with each start.</param>
public sealed record AgentIdentity(string Node, string Version, string BootId, string StartId);

/// <summary>How the agent's link to the controller is, for <c>keepone status</c>. Times are by the agent's steady clock.</summary>
/// <param name="Endpoint">The endpoint that it is connected to, or tries; null: none is configured.</param>
/// <param name="Controller">The name of the controller that welcomed it; null while it is not connected.</param>
/// <param name="ConnectedSince">Since when it is connected; null while it is not.</param>
/// <param name="LastError">Why it is not connected or was not before, in one sentence; null when nothing failed yet.</param>
public sealed record LinkStatus(string? Endpoint, string? Controller, DateTimeOffset? ConnectedSince, string? LastError)
{
    /// <summary>Since when it is not connected, the agent's start included; null while it is.</summary>
    public DateTimeOffset? DisconnectedSince { get; init; }

    /// <summary>When the next attempt is made; null while it is connected or being tried.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>How many attempts failed in a row.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>Whether the controller takes the agent's reports now.</summary>
    public bool Connected => ConnectedSince is not null;
}
