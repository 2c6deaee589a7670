using System.Text.Json.Serialization;

namespace Keepone.Core.Model;

/// <summary>What is known of a replica's keepalived beyond whether it is there.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProcessCondition>))]
public enum ProcessCondition
{
    /// <summary>Nothing special: with a process id it runs, without one it does not.</summary>
    Normal = 0,

    /// <summary>
    /// It is there and does nothing: stopped by a signal (SIGSTOP) or hanging in the kernel. Its last word still stands and is worth
    /// nothing; the addresses that it set are still there.
    /// </summary>
    Stalled,

    /// <summary>It does not run because it was told to end: it gave up its addresses and said so on the notify FIFO.</summary>
    Stopped,
}
