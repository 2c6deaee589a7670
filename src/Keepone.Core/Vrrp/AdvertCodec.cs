using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Keepone.Core.Vrrp;

/// <summary>Reads and writes VRRP advertisements: version 2 (RFC 3768 5) and version 3 (RFC 5798 5, RFC 9568 5).</summary>
public static class AdvertCodec
{
    /// <summary>The only TTL or hop limit of an advert: one that crossed a router has less (RFC 5798 5.1.1.3).</summary>
    public const int RequiredHopLimit = 255;

    /// <summary>The longest advert: 255 IPv6 addresses.</summary>
    public const int MostBytes = HeaderBytes + (255 * 16);

    private const int HeaderBytes = 8;
    private const int AuthenticationBytes = 8;
    private const int Advertisement = 1;
    private const int ProtocolNumber = 112;
    private const int MostCentiseconds = 4095;

    /// <summary>The group that IPv4 adverts are sent to (RFC 5798 5.1.1.2).</summary>
    public static IPAddress Ipv4Group { get; } = new([224, 0, 0, 18]);

    /// <summary>The group that IPv6 adverts are sent to (RFC 5798 5.1.2.2).</summary>
    public static IPAddress Ipv6Group { get; } = IPAddress.Parse("ff02::12");

    /// <summary>Reads and verifies a VRRP message. Never throws, whatever the bytes.</summary>
    /// <param name="message">The message, without IP header.</param>
    /// <param name="envelope">What the IP header said.</param>
    /// <returns>The advert, or the first reason not to believe it.</returns>
    public static AdvertReading Read(ReadOnlySpan<byte> message, in AdvertEnvelope envelope)
    {
        var parsed = Parse(message, envelope);
        return parsed.Advert is { } advert ? Verify(advert, message, envelope) : parsed;
    }

    /// <summary>
    /// Reads the fields of a VRRP message without judging whether it is to be believed. Never throws, whatever the bytes.
    /// </summary>
    /// <param name="message">The message, without IP header.</param>
    /// <param name="envelope">What the IP header said.</param>
    /// <returns>The advert as it claims to be, or why its fields cannot be read.</returns>
    public static AdvertReading Parse(ReadOnlySpan<byte> message, in AdvertEnvelope envelope)
    {
        if (envelope.Source.AddressFamily != envelope.Destination.AddressFamily)
        {
            return AdvertReading.Reject(
                AdvertDefect.Family,
                $"source {envelope.Source} and destination {envelope.Destination} are of different address families");
        }

        if (message.Length < HeaderBytes)
        {
            return AdvertReading.Reject(
                AdvertDefect.Length,
                $"VRRP packet from {envelope.Source} has {message.Length} bytes, fewer than its header of {HeaderBytes}");
        }

        var version = message[0] >> 4;
        var ipv6 = envelope.Source.AddressFamily == AddressFamily.InterNetworkV6;
        if (version is not (2 or 3) || (version == 2 && ipv6))
        {
            return AdvertReading.Reject(
                AdvertDefect.Version,
                $"VRRP packet from {envelope.Source} has version {version}, expected {(ipv6 ? "3 (IPv6)" : "2 or 3")}");
        }

        var type = message[0] & 0xF;
        if (type != Advertisement)
        {
            return AdvertReading.Reject(
                AdvertDefect.Type, $"VRRP packet from {envelope.Source} has type {type}, expected 1 (advertisement)");
        }

        var count = message[3];
        var size = ipv6 ? 16 : 4;
        var expected = HeaderBytes + (count * size);
        var trailer = message.Length - expected;

        // Version 2 has authentication data after the addresses (RFC 3768 5.3.10); some senders leave it out.
        if (trailer != 0 && !(version == 2 && trailer == AuthenticationBytes))
        {
            return AdvertReading.Reject(
                AdvertDefect.Length,
                $"VRRP packet from {envelope.Source} has {message.Length} bytes, "
                + $"but with {count} addresses it should have {expected}");
        }

        var addresses = ImmutableArray.CreateBuilder<IPAddress>(count);
        for (var i = 0; i < count; i++)
        {
            addresses.Add(new IPAddress(message.Slice(HeaderBytes + (i * size), size)));
        }

        return AdvertReading.Accept(new Advert
        {
            Version = version,
            Vrid = message[1],
            Priority = message[2],
            Interval = version == 2
                ? TimeSpan.FromSeconds(message[5])
                : TimeSpan.FromMilliseconds((BinaryPrimitives.ReadUInt16BigEndian(message[4..]) & MostCentiseconds) * 10),
            Addresses = addresses.MoveToImmutable(),
            Source = envelope.Source,
        });
    }

    /// <summary>Judges whether a message may be believed (RFC 5798 7.1, RFC 3768 7.1).</summary>
    /// <param name="advert">What <see cref="Parse"/> made of the message.</param>
    /// <param name="message">The message.</param>
    /// <param name="envelope">What the IP header said.</param>
    /// <returns>The advert, or the first reason not to believe it.</returns>
    public static AdvertReading Verify(Advert advert, ReadOnlySpan<byte> message, in AdvertEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(advert);
        if (envelope.HopLimit != RequiredHopLimit)
        {
            return AdvertReading.Reject(
                AdvertDefect.HopLimit,
                $"advert of VRID {advert.Vrid} from {envelope.Source} has TTL {envelope.HopLimit}, "
                + $"expected {RequiredHopLimit}: it crossed a router or is forged");
        }

        if (!ChecksumFits(advert.Version, message, envelope, out var old))
        {
            return AdvertReading.Reject(
                AdvertDefect.Checksum, $"advert of VRID {advert.Vrid} from {envelope.Source} has a wrong checksum");
        }

        if (advert.Vrid == 0)
        {
            return AdvertReading.Reject(AdvertDefect.Vrid, $"advert from {envelope.Source} has VRID 0, expected 1 to 255");
        }

        if (advert.Addresses.IsEmpty)
        {
            return AdvertReading.Reject(
                AdvertDefect.Length, $"advert of VRID {advert.Vrid} from {envelope.Source} names no address");
        }

        return advert.Interval == TimeSpan.Zero
            ? AdvertReading.Reject(
                AdvertDefect.Interval,
                $"advert of VRID {advert.Vrid} from {envelope.Source} has an interval of 0, expected at least one step")
            : AdvertReading.Accept(old ? advert with { OldChecksum = true } : advert);
    }

    /// <summary>Writes an advert, checksum included (version 2: with authentication type 0 and its empty data).</summary>
    /// <param name="advert">The advert; its addresses must be of its source's family.</param>
    /// <param name="destination">Where it is sent to: part of the checksum of version 3.</param>
    /// <param name="message">Where to write; <see cref="MostBytes"/> + 8 always suffice.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentException">
    /// A field does not fit its place in the packet, or the packet does not fit the span.
    /// </exception>
    public static int Write(Advert advert, IPAddress destination, Span<byte> message)
    {
        ArgumentNullException.ThrowIfNull(advert);
        ArgumentNullException.ThrowIfNull(destination);
        var size = advert.Source.AddressFamily == AddressFamily.InterNetworkV6 ? 16 : 4;
        Require(advert.Version == 3 || (advert.Version == 2 && size == 4), "version 3, or 2 over IPv4, is expected");
        Require(
            advert.Vrid is >= 0 and <= byte.MaxValue && advert.Priority is >= 0 and <= byte.MaxValue,
            "VRID and priority are bytes");
        Require(advert.Addresses.Length <= byte.MaxValue, "at most 255 addresses fit");
        var length = HeaderBytes + (advert.Addresses.Length * size) + (advert.Version == 2 ? AuthenticationBytes : 0);
        Require(message.Length >= length, "the span is too short");
        message = message[..length];
        message.Clear();
        message[0] = (byte)((advert.Version << 4) | Advertisement);
        message[1] = (byte)advert.Vrid;
        message[2] = (byte)advert.Priority;
        message[3] = (byte)advert.Addresses.Length;
        if (advert.Version == 2)
        {
            var seconds = advert.Interval.TotalSeconds;
            Require(seconds is >= 0 and <= byte.MaxValue, "the interval of version 2 is 0 to 255 s");
            message[5] = (byte)seconds;
        }
        else
        {
            var centiseconds = advert.Interval.TotalMilliseconds / 10;
            Require(centiseconds is >= 0 and <= MostCentiseconds, "the interval of version 3 is 0 to 40.95 s");
            BinaryPrimitives.WriteUInt16BigEndian(message[4..], (ushort)centiseconds);
        }

        for (var i = 0; i < advert.Addresses.Length; i++)
        {
            var place = message.Slice(HeaderBytes + (i * size), size);
            Require(
                advert.Addresses[i].TryWriteBytes(place, out var written) && written == size,
                "the addresses are of the source's family");
        }

        var start = advert.Version == 2 || advert.OldChecksum ? 0 : PseudoHeaderSum(advert.Source, destination, length);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], (ushort)~Sum(message, start));
        return length;
    }

    private static bool ChecksumFits(int version, ReadOnlySpan<byte> message, in AdvertEnvelope envelope, out bool old)
    {
        var bare = Sum(message, 0) == 0xFFFF;
        old = false;
        if (version == 2)
        {
            return bare;
        }

        if (Sum(message, PseudoHeaderSum(envelope.Source, envelope.Destination, message.Length)) == 0xFFFF)
        {
            return true;
        }

        // RFC 5798 left room to read that version 3 over IPv4 has no pseudo-header, and keepalived once did.
        old = bare && envelope.Source.AddressFamily == AddressFamily.InterNetwork;
        return old;
    }

    // RFC 5798 5.2.8; for IPv6 as in RFC 8200 8.1, for IPv4 the fields are narrower, with the same sum.
    private static uint PseudoHeaderSum(IPAddress source, IPAddress destination, int length)
    {
        Span<byte> bytes = stackalloc byte[32];
        _ = source.TryWriteBytes(bytes, out var first);
        _ = destination.TryWriteBytes(bytes[first..], out var second);
        return Sum(bytes[..(first + second)], ProtocolNumber + (uint)length);
    }

    private static ushort Sum(ReadOnlySpan<byte> bytes, uint start)
    {
        var sum = start;
        while (bytes.Length >= 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
            bytes = bytes[2..];
        }

        if (!bytes.IsEmpty)
        {
            sum += (uint)bytes[0] << 8;
        }

        while (sum > 0xFFFF)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (ushort)sum;
    }

    private static void Require(bool condition, string expectation)
    {
        if (!condition)
        {
            throw new ArgumentException($"the advert cannot be written: {expectation}", nameof(condition));
        }
    }
}
