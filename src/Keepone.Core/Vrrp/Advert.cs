using System.Collections.Immutable;
using System.Net;

namespace Keepone.Core.Vrrp;

/// <summary>A VRRP advertisement: version 2 (RFC 3768) or 3 (RFC 5798, RFC 9568).</summary>
public sealed record Advert
{
    /// <summary>The protocol version, 2 or 3.</summary>
    public required int Version { get; init; }

    /// <summary>The virtual router identifier, 1..255.</summary>
    public required int Vrid { get; init; }

    /// <summary>The sender's priority: 0 resigns, 255 owns the addresses.</summary>
    public required int Priority { get; init; }

    /// <summary>The time between the sender's adverts: whole seconds in version 2, steps of 10 ms in version 3.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>The virtual addresses, in the order of the packet.</summary>
    public required ImmutableArray<IPAddress> Addresses { get; init; }

    /// <summary>The sender's address.</summary>
    public required IPAddress Source { get; init; }

    /// <summary>
    /// Whether a version 3 advert over IPv4 was summed without its pseudo-header: the sender is an old keepalived, or one with
    /// <c>vrrp_version 3</c> in compatibility mode.
    /// </summary>
    public bool OldChecksum { get; init; }

    /// <summary>Whether two adverts say the same, addresses included.</summary>
    /// <param name="other">The other advert, or null.</param>
    /// <returns>True when every field is equal.</returns>
    public bool Equals(Advert? other) =>
        other is not null
        && (Version, Vrid, Priority) == (other.Version, other.Vrid, other.Priority)
        && (Interval, OldChecksum) == (other.Interval, other.OldChecksum)
        && Source.Equals(other.Source)
        && Addresses.AsSpan().SequenceEqual(other.Addresses.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Version, Vrid, Priority, Interval, Source, Addresses.Length);
}

/// <summary>What is known of an advert from outside its message.</summary>
/// <param name="Source">The sender's address, from the IP header.</param>
/// <param name="Destination">Where it was sent to: 224.0.0.18, ff02::12, or a unicast peer.</param>
/// <param name="HopLimit">The TTL or hop limit it arrived with.</param>
public readonly record struct AdvertEnvelope(IPAddress Source, IPAddress Destination, int HopLimit);

/// <summary>Why a VRRP packet is not an advert to believe (RFC 5798 7.1, RFC 3768 7.1).</summary>
public enum AdvertDefect
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The packet is shorter or longer than its address count says, or names no address.</summary>
    Length,

    /// <summary>The version is neither 2 nor 3, or is 2 over IPv6.</summary>
    Version,

    /// <summary>The packet is not an advertisement.</summary>
    Type,

    /// <summary>It crossed a router: its TTL or hop limit is not 255.</summary>
    HopLimit,

    /// <summary>The checksum is wrong.</summary>
    Checksum,

    /// <summary>The virtual router identifier is 0.</summary>
    Vrid,

    /// <summary>The advertisement interval is 0 (RFC 9568 erratum 8301).</summary>
    Interval,

    /// <summary>Source and destination are of different address families.</summary>
    Family,
}

/// <summary>The outcome of reading a VRRP packet: an advert, or the reason why it is none.</summary>
/// <param name="Advert">The advert; null when the packet is rejected.</param>
/// <param name="Defect">What is wrong; <see cref="AdvertDefect.None"/> when nothing is.</param>
/// <param name="Reason">The reason in one sentence; empty when nothing is wrong.</param>
public readonly record struct AdvertReading(Advert? Advert, AdvertDefect Defect, string Reason)
{
    internal static AdvertReading Accept(Advert advert) => new(advert, AdvertDefect.None, "");

    internal static AdvertReading Reject(AdvertDefect defect, string reason) => new(null, defect, reason);
}
