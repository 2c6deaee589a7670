using System.Net;
using Keepone.Core.Vrrp;

namespace Keepone.Linux;

/// <summary>
/// A VRRP packet as it arrived, not yet judged: give <see cref="Payload"/> and <see cref="Envelope"/> to the advert codec.
/// </summary>
public readonly ref struct ReceivedVrrp
{
    internal ReceivedVrrp(ReadOnlySpan<byte> payload, AdvertEnvelope envelope, int interfaceIndex, bool outgoing, long at)
    {
        Payload = payload;
        Envelope = envelope;
        InterfaceIndex = interfaceIndex;
        Outgoing = outgoing;
        At = at;
    }

    /// <summary>The VRRP message, without IP header: a view into the buffer that was read into.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Source, destination and TTL or hop limit.</summary>
    public AdvertEnvelope Envelope { get; }

    /// <summary>The sender's address.</summary>
    public IPAddress Source => Envelope.Source;

    /// <summary>Where it was sent to.</summary>
    public IPAddress Destination => Envelope.Destination;

    /// <summary>The interface it came through.</summary>
    public int InterfaceIndex { get; }

    /// <summary>Whether this host sent it (only a <see cref="PacketSocket"/> sees those).</summary>
    public bool Outgoing { get; }

    /// <summary>
    /// When, as a timestamp of the socket's <see cref="TimeProvider"/>: of a <see cref="VrrpSocket"/> when it was read, of a
    /// <see cref="PacketSocket"/> when the kernel handled it.
    /// </summary>
    public long At { get; }

    /// <summary>Reads and verifies the advert.</summary>
    /// <returns>The advert, or the reason why it is none.</returns>
    public AdvertReading Read() => AdvertCodec.Read(Payload, Envelope);
}

/// <summary>Takes a received packet, on the reactor's thread; it must not keep the packet.</summary>
/// <param name="received">The packet.</param>
public delegate void VrrpReceiver(in ReceivedVrrp received);
