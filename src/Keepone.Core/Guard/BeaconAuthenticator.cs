using System.Security.Cryptography;

namespace Keepone.Core.Guard;

/// <summary>
/// Signs and proves packets with a router's keys (HMAC-SHA-256, RFC 2104). Nothing is allocated for a packet; an instance belongs to
/// one thread at a time.
/// </summary>
public sealed class BeaconAuthenticator : IDisposable
{
    /// <summary>The size of the HMAC.</summary>
    public const int MacBytes = HMACSHA256.HashSizeInBytes;

    // The state after the key's block is kept: half the time of starting with the key, for a kilobyte.
    private readonly IncrementalHash _current;
    private readonly IncrementalHash? _next;

    /// <summary>With these keys.</summary>
    /// <param name="keys">The keys.</param>
    public BeaconAuthenticator(GuardKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Keys = keys;
        _current = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.Current);
        _next = keys.HasNext ? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.Next) : null;
    }

    /// <summary>The keys.</summary>
    public GuardKeys Keys { get; }

    /// <summary>Writes the HMAC of the current key behind a packet's content.</summary>
    /// <param name="packet">The packet, written.</param>
    public void Sign(Span<byte> packet)
    {
        _current.AppendData(packet[..BeaconPacket.SignedBytes]);
        _ = _current.TryGetHashAndReset(packet[BeaconPacket.SignedBytes..BeaconPacket.Bytes], out _);
    }

    /// <summary>Whether a packet of the right size was signed with the current or the next key.</summary>
    /// <param name="packet">The packet.</param>
    /// <returns>Whether it was. The comparison takes the same time wherever they differ.</returns>
    public bool Proves(ReadOnlySpan<byte> packet) =>
        packet.Length == BeaconPacket.Bytes && (Proves(_current, packet) || (_next is not null && Proves(_next, packet)));

    /// <inheritdoc/>
    public void Dispose()
    {
        _current.Dispose();
        _next?.Dispose();
    }

    private static bool Proves(IncrementalHash hash, ReadOnlySpan<byte> packet)
    {
        Span<byte> mac = stackalloc byte[MacBytes];
        hash.AppendData(packet[..BeaconPacket.SignedBytes]);
        _ = hash.TryGetHashAndReset(mac, out _);
        return CryptographicOperations.FixedTimeEquals(mac, packet[BeaconPacket.SignedBytes..]);
    }
}
