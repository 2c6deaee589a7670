using System.Text.Json.Serialization;

namespace Keepone.Core.Model;

/// <summary>Who runs a replica: writes its configuration, starts and ends its keepalived.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Keeper>))]
public enum Keeper
{
    /// <summary>Keepone's agent.</summary>
    Keepone = 0,

    /// <summary>The L3 agent of OpenStack Neutron; Keepone only watches.</summary>
    Neutron,
}
