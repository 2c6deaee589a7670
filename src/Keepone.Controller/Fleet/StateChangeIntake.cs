using System.Collections.Immutable;
using Keepone.Core.Model;
using Keepone.Protocol;

namespace Keepone.Controller.Fleet;

/// <summary>
/// Puts what an agent tells late into the controller's time and into order, once. Clocks of nodes differ: what an agent's clock differs
/// from the controller's is taken from the message that got through fastest on its connection, and taken off. So a change is dated
/// late by at most the time that message took, never early, and an agent's changes stay in the order in which it saw them. Pure.
/// </summary>
/// <param name="LastSequence">The last change of the agent process that was taken.</param>
/// <param name="LastAt">When that was, by the controller's clock.</param>
/// <param name="Offset">What the agent's clock is behind the controller's, at most; null: nothing was told on this connection yet.</param>
/// <param name="Forgotten">How many changes the agent process forgot before it could tell them.</param>
internal sealed record StateChangeIntake(ulong LastSequence, DateTimeOffset LastAt, TimeSpan? Offset, ulong Forgotten)
{
    /// <summary>Of an agent process that told nothing yet.</summary>
    internal static readonly StateChangeIntake Empty = new(0, DateTimeOffset.MinValue, null, 0);

    /// <summary>The same agent process on a new connection: its clock is measured anew.</summary>
    internal StateChangeIntake Reconnect() => this with { Offset = null };

    /// <summary>Takes what was told.</summary>
    /// <param name="report">The report.</param>
    /// <param name="now">When it was received.</param>
    /// <returns>What is known after it, and the changes that are new, dated by the controller's clock.</returns>
    internal (StateChangeIntake After, ImmutableArray<StateChange> News) Take(StateChangeReport report, DateTimeOffset now)
    {
        var measured = now - report.SentAt;
        var offset = Offset < measured ? Offset.Value : measured;
        var news = ImmutableArray.CreateBuilder<StateChange>();
        var (sequence, at) = (LastSequence, LastAt);
        foreach (var change in report.Changes.Where(change => change.Sequence > LastSequence))
        {
            at = Latest(at, Earliest(now, Date(change.At, offset, now)));
            sequence = change.Sequence;
            news.Add(change with { At = at });
        }

        return (new StateChangeIntake(sequence, at, offset, Math.Max(Forgotten, report.Forgotten)), news.ToImmutable());
    }

    // A lying clock may be anywhere within ten thousand years: then it happened now.
    private static DateTimeOffset Date(DateTimeOffset at, TimeSpan offset, DateTimeOffset now)
    {
        var age = now - at - offset;
        return age >= TimeSpan.Zero && age < now - DateTimeOffset.UnixEpoch ? now - age : now;
    }

    private static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
