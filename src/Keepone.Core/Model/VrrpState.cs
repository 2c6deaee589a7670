using System.Text.Json.Serialization;

namespace Keepone.Core.Model;

/// <summary>The state of a replica in its VRRP group.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VrrpState>))]
public enum VrrpState
{
    /// <summary>Nobody could look yet, or the evidence is too old to say.</summary>
    Unknown = 0,

    /// <summary>keepalived runs and has not joined the election yet (RFC 5798 6.4.1).</summary>
    Init,

    /// <summary>Listening to a master (RFC 5798 6.4.2).</summary>
    Backup,

    /// <summary>Answering for the addresses (RFC 5798 6.4.3; RFC 9568 says Active).</summary>
    Master,

    /// <summary>keepalived runs and keeps out of the election: a tracked interface or file says so.</summary>
    Fault,

    /// <summary>keepalived does not run.</summary>
    Down,
}
