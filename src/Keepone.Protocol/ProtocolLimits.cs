namespace Keepone.Protocol;

/// <summary>
/// What the controller takes from an agent at most. An agent clips its sentences and lists to these before it sends; what still
/// exceeds them was not sent by an agent of ours, and is rejected.
/// </summary>
public static class ProtocolLimits
{
    /// <summary>The version of the protocol that this build speaks.</summary>
    public const int Version = 1;

    /// <summary>The most replicas on a node.</summary>
    public const int MostReplicasPerNode = 4096;

    /// <summary>The most nodes with a replica of one router.</summary>
    public const int MostReplicasPerRouter = 64;

    /// <summary>The most senders heard by one replica: its peers and some strangers.</summary>
    public const int MostHeard = 128;

    /// <summary>The most sentences of disagreement.</summary>
    public const int MostDisagreements = 16;

    /// <summary>The most changes of state in one message: a message of at most 300 kB, between two of which a heartbeat has room.</summary>
    public const int MostStateChanges = 256;

    /// <summary>The most checks of a replica that are reported: an order of magnitude above what anybody configures.</summary>
    public const int MostChecks = 64;

    /// <summary>The most orders that are in force for one replica: one of each kind, and room for kinds to come.</summary>
    public const int MostOrders = 16;

    /// <summary>The longest name of a router, node or version, in characters.</summary>
    public const int LongestName = 253;

    /// <summary>The longest sentence, in characters.</summary>
    public const int LongestSentence = 1024;

    /// <summary>
    /// The longest message on the stream, in bytes: a hello with all replicas of a full node, at 2 kB each and some room.
    /// </summary>
    public const int LongestMessage = 12 * 1024 * 1024;

    /// <summary>The time between two heartbeats that a controller asks for (DESIGN §8).</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(2);
}
