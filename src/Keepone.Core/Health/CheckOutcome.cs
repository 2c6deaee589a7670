using System.Text.Json.Serialization;

namespace Keepone.Core.Health;

/// <summary>What one run of a check came to (DESIGN §6).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckOutcome>))]
public enum CheckOutcome : byte
{
    /// <summary>The replica is fit.</summary>
    Pass = 0,

    /// <summary>The replica is fit, and somebody should look at something: counts as a pass.</summary>
    Warning,

    /// <summary>The replica is not fit.</summary>
    Fail,

    /// <summary>
    /// The check itself is broken and could not tell: it keeps the last verdict. keepalived counts this as a success
    /// (reference/keepalived.md B.2); counted as a failure, a faulty script that is rolled out everywhere would make every replica sick.
    /// </summary>
    Error,

    /// <summary>It did not end in time: a hang is a symptom, so it counts as a failure.</summary>
    Timeout,

    /// <summary>
    /// The replica is in no position to ask, as a backup that has no address to ask a distant host from: it keeps the last verdict, and
    /// nothing is broken. Counted as a pass, a replica that just yielded because that host is lost would seem healthy again, and two
    /// replicas would take the mastership from each other for ever.
    /// </summary>
    Unasked,
}

/// <summary>What the outcomes of a check say of its replica.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckVerdict>))]
public enum CheckVerdict : byte
{
    /// <summary>Fit: also before the first run, because only a run of failures makes a replica sick.</summary>
    Healthy = 0,

    /// <summary>Not fit.</summary>
    Sick,
}
