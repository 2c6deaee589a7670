using System.Buffers.Binary;
using System.Net;
using Keepone.Core.Vrrp;

namespace Keepone.Linux.Vrrp;

/// <summary>Takes an IP header off a packet.</summary>
internal static class IpHeader
{
    private const int Ipv6Bytes = 40;

    /// <summary>Reads an IPv4 packet; false when its lengths do not fit.</summary>
    internal static bool TryReadIpv4(ReadOnlySpan<byte> packet, out ReadOnlySpan<byte> payload, out AdvertEnvelope envelope)
    {
        payload = default;
        envelope = default;
        if (packet.Length < 20 || packet[0] >> 4 != 4)
        {
            return false;
        }

        var header = (packet[0] & 0xF) * 4;
        var total = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        if (header < 20 || total < header || total > packet.Length)
        {
            return false;
        }

        payload = packet[header..total];
        envelope = new AdvertEnvelope(new IPAddress(packet[12..16]), new IPAddress(packet[16..20]), packet[8]);
        return true;
    }

    /// <summary>Reads an IPv6 packet without extension headers; false when its lengths do not fit.</summary>
    internal static bool TryReadIpv6(ReadOnlySpan<byte> packet, out ReadOnlySpan<byte> payload, out AdvertEnvelope envelope)
    {
        payload = default;
        envelope = default;
        if (packet.Length < Ipv6Bytes || packet[0] >> 4 != 6)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(packet[4..]);
        if (length > packet.Length - Ipv6Bytes)
        {
            return false;
        }

        payload = packet.Slice(Ipv6Bytes, length);
        envelope = new AdvertEnvelope(new IPAddress(packet[8..24]), new IPAddress(packet[24..40]), packet[7]);
        return true;
    }
}
