using System.Collections.Immutable;
using Keepone.Core.Model;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Keepone.Protocol;

/// <summary>Changes of state that an agent tells.</summary>
/// <param name="SentAt">The agent's clock when it sent them.</param>
/// <param name="Forgotten">How many it forgot before it could tell them, since it started.</param>
/// <param name="Changes">The changes, in the order in which it saw them.</param>
public sealed record StateChangeReport(DateTimeOffset SentAt, ulong Forgotten, ImmutableArray<StateChange> Changes);

/// <summary>Turns changes of state into their message and back. The way back trusts nothing: see <see cref="ProtocolLimits"/>.</summary>
public static class StateChangeMapping
{
    /// <summary>The message of a report. Sentences longer than the limit are clipped.</summary>
    /// <param name="report">The report, with at most <see cref="ProtocolLimits.MostStateChanges"/> changes.</param>
    /// <returns>The message; times are in UTC.</returns>
    public static V1.StateChanges ToMessage(StateChangeReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var message = new V1.StateChanges { SentAt = Timestamp.FromDateTimeOffset(report.SentAt), Forgotten = report.Forgotten };
        message.Changes.AddRange(report.Changes.Select(ToMessage));
        return message;
    }

    /// <summary>Reads a report that somebody sent.</summary>
    /// <param name="message">The message.</param>
    /// <param name="rejection">Why it is refused, in one sentence; null when it is not.</param>
    /// <returns>The report; null when it is refused.</returns>
    public static StateChangeReport? FromMessage(V1.StateChanges message, out string? rejection)
    {
        ArgumentNullException.ThrowIfNull(message);
        var changes = ImmutableArray.CreateBuilder<StateChange>(Math.Min(message.Changes.Count, ProtocolLimits.MostStateChanges));
        rejection = message.Changes.Count > ProtocolLimits.MostStateChanges
            ? $"The message has {message.Changes.Count} changes of state, more than {ProtocolLimits.MostStateChanges}."
            : IsTime(message.SentAt) ? null : "The time at which the changes of state were sent is missing or outside the years 1 to 9999.";
        ulong last = 0;
        foreach (var change in rejection is null ? message.Changes : [])
        {
            rejection = Check(change, last, out var router);
            if (rejection is not null)
            {
                return null;
            }

            last = change.Sequence;
            changes.Add(new StateChange(
                change.Sequence, router, change.RouterName, change.At.ToDateTimeOffset(),
                change.HasFrom ? ObservationMapping.FromMessage(change.From) : null, ObservationMapping.FromMessage(change.To), change.Reason,
                change.HasCheck ? change.Check : null));
        }

        return rejection is null ? new StateChangeReport(message.SentAt.ToDateTimeOffset(), message.Forgotten, changes.ToImmutable()) : null;
    }

    private static V1.StateChange ToMessage(StateChange change)
    {
        var message = new V1.StateChange
        {
            Sequence = change.Sequence,
            RouterId = change.Router.ToString(),
            RouterName = change.RouterName,
            At = Timestamp.FromDateTimeOffset(change.At),
            To = ObservationMapping.ToMessage(change.To),
            Reason = ForeignText.Clip(change.Reason, ProtocolLimits.LongestSentence),
        };
        if (change.From is { } from)
        {
            message.From = ObservationMapping.ToMessage(from);
        }

        if (change.Check is { } check)
        {
            message.Check = check;
        }

        return message;
    }

    private static string? Check(V1.StateChange change, ulong last, out RouterId router)
    {
        if (!RouterId.TryParse(change.RouterId, out router))
        {
            return $"A change's router id '{ForeignText.Line(change.RouterId, 64)}' is not a UUID.";
        }

        // A sequence is stored as a signed number.
        return change.Sequence <= last || change.Sequence > long.MaxValue ? $"The changes of state are not in order: {change.Sequence} follows {last}."
            : change.RouterName.Length is 0 or > ProtocolLimits.LongestName || change.RouterName.Any(char.IsControl)
                ? $"A change's router name '{ForeignText.Line(change.RouterName, 64)}' is not a name of 1 to {ProtocolLimits.LongestName} printable characters."
            : change.HasCheck && (change.Check.Length is 0 or > ProtocolLimits.LongestName || change.Check.Any(char.IsControl))
                ? $"A change's check '{ForeignText.Line(change.Check, 64)}' is not a name of 1 to {ProtocolLimits.LongestName} printable characters."
            : change.Reason.Length > ProtocolLimits.LongestSentence
                ? $"A change's reason has {change.Reason.Length} characters, more than {ProtocolLimits.LongestSentence}."
            : IsTime(change.At) ? null : "A change's time is missing or outside the years 1 to 9999.";
    }

    // 0001-01-01 to 9999-12-31, protobuf's own range: outside it the conversion throws.
    internal static bool IsTime(Timestamp? time) =>
        time is not null && time.Seconds is >= -62_135_596_800 and <= 253_402_300_799 && time.Nanos is >= 0 and < 1_000_000_000;
}
