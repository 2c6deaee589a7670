using System.Text.Json.Serialization;

namespace Keepone.Core.Model;

/// <summary>What a router's timers are chosen for (docs/timing.md). Every key that is given itself overrides the preset's value.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TimingPreset>))]
public enum TimingPreset
{
    /// <summary>Adverts of a second, in one data centre: the default.</summary>
    Lan = 0,

    /// <summary>Adverts of 100 ms, on nodes and a HA network that are shown to keep up; three replicas at most.</summary>
    Fast,

    /// <summary>Adverts of two seconds, between sites.</summary>
    Wan,
}
