using System.Text.Json.Serialization;

namespace Keepone.Core.Guard;

/// <summary>What a voter is at the moment, as its beacons say (docs/guard.md).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuardRole>))]
public enum GuardRole : byte
{
    /// <summary>
    /// It asks for nothing and its keepalived cannot become master: every promise to it is free. A witness is always neutral.
    /// </summary>
    Neutral = 0,

    /// <summary>It asks for promises because its keepalived will soon become master. A claim.</summary>
    Candidate,

    /// <summary>Its keepalived is master, and it asks for the promises to be renewed. A claim.</summary>
    Master,

    /// <summary>
    /// It told its keepalived to stop and has not seen it stopped: it asks for nothing, and the promises to it are not free yet.
    /// </summary>
    Stopping,
}
