using System.Collections.Immutable;
using System.Net;
using Keepone.Core.Model;

namespace Keepone.Core.Observing;

/// <summary>
/// Who was heard on a replica's HA network, and when. Senders are forgotten after three advertisement intervals, as VRRP itself does
/// (RFC 5798 6.1), and their number is bounded: a flood of forged sources costs nothing.
/// </summary>
/// <param name="Senders">The senders by address, in text order.</param>
/// <param name="Rejected">How many packets failed verification.</param>
public sealed record WireRecord(ImmutableSortedDictionary<string, HeardAdvert> Senders, long Rejected)
{
    /// <summary>The most senders that are remembered.</summary>
    public const int MostSenders = 16;

    /// <summary>How many advertisement intervals a sender is remembered.</summary>
    public const int Intervals = 3;

    /// <summary>Nobody heard yet.</summary>
    public static readonly WireRecord Empty = new(ImmutableSortedDictionary<string, HeardAdvert>.Empty, 0);

    /// <summary>Notes an advert.</summary>
    /// <param name="router">The router, to know the sender's node.</param>
    /// <param name="source">The sender's address.</param>
    /// <param name="priority">The advertised priority.</param>
    /// <param name="now">The agent's wall clock.</param>
    /// <returns>The record with it.</returns>
    public WireRecord Hear(RouterSpecification router, IPAddress source, int priority, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(source);
        var key = source.ToString();
        if (Senders.TryGetValue(key, out var known))
        {
            return this with { Senders = Senders.SetItem(key, known with { Priority = priority, LastHeard = now }) };
        }

        if (Senders.Count >= MostSenders)
        {
            return this;
        }

        var node = router.Ha.Addresses.Where(pair => pair.Value.Address.Equals(source)).Select(pair => pair.Key).FirstOrDefault();
        return this with { Senders = Senders.SetItem(key, new HeardAdvert(key, node, priority, now)) };
    }

    /// <summary>The same record where the senders have the names that a changed specification gives them.</summary>
    /// <param name="router">The router.</param>
    /// <returns>The record.</returns>
    public WireRecord NamedBy(RouterSpecification router) => Senders.Values.Aggregate(
        this with { Senders = Empty.Senders },
        (record, heard) => record.Hear(router, IPAddress.Parse(heard.Source), heard.Priority, heard.LastHeard));

    /// <summary>Whether the same senders are heard with the same priorities, whatever the moments of their last adverts.</summary>
    /// <param name="other">What to compare with.</param>
    /// <returns>True when nothing but times differs.</returns>
    public bool SaysTheSameAs(WireRecord other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Rejected == other.Rejected && Senders.Count == other.Senders.Count && Senders.All(
            pair => other.Senders.TryGetValue(pair.Key, out var heard) && heard.Priority == pair.Value.Priority && heard.Node == pair.Value.Node);
    }

    /// <summary>Notes a packet that failed verification.</summary>
    /// <returns>The record with it.</returns>
    public WireRecord Reject() => this with { Rejected = Rejected + 1 };

    /// <summary>Forgets who has been silent for three advertisement intervals.</summary>
    /// <param name="advertInterval">The router's advertisement interval.</param>
    /// <param name="now">The agent's wall clock.</param>
    /// <returns>The record without them; the same one when there are none.</returns>
    public WireRecord Forget(TimeSpan advertInterval, DateTimeOffset now)
    {
        var silent = Senders.Where(pair => now - pair.Value.LastHeard > advertInterval * Intervals).Select(pair => pair.Key).ToList();
        return silent.Count == 0 ? this : this with { Senders = Senders.RemoveRange(silent) };
    }

    /// <summary>When somebody will be forgotten unless heard again.</summary>
    /// <param name="advertInterval">The router's advertisement interval.</param>
    /// <returns>The moment; null when nobody is remembered.</returns>
    public DateTimeOffset? NextForgetting(TimeSpan advertInterval) =>
        Senders.IsEmpty ? null : Senders.Values.Min(heard => heard.LastHeard) + (advertInterval * Intervals);

    /// <summary>The evidence that this record is.</summary>
    /// <returns>The senders in text order.</returns>
    public WireEvidence ToEvidence() => new([.. Senders.Values], Rejected);
}
