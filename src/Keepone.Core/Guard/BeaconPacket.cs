using System.Buffers.Binary;
using Keepone.Core.Model;

namespace Keepone.Core.Guard;

/// <summary>A beacon on the wire (docs/guard.md, "Packet"): who says it to whom, of which router, and what proves it.</summary>
/// <param name="Router">The router.</param>
/// <param name="Fingerprint">The sender's <see cref="GuardRoster.Fingerprint"/>.</param>
/// <param name="Sender">The sender's index.</param>
/// <param name="Receiver">The receiver's index.</param>
/// <param name="ToBoot">
/// The receiver's boot number as the sender heard it last; 0: never. It binds the packet to the receiver's present life.
/// </param>
/// <param name="Content">What it says.</param>
public readonly record struct BeaconPacket(
    RouterId Router, ulong Fingerprint, byte Sender, byte Receiver, ulong ToBoot, Beacon Content)
{
    /// <summary>The size of every packet of this version.</summary>
    public const int Bytes = SignedBytes + BeaconAuthenticator.MacBytes;

    /// <summary>No version will ever be larger: it fits wherever IP does, without fragments.</summary>
    public const int MostBytes = 256;

    /// <summary>The part that the HMAC covers: all before it.</summary>
    public const int SignedBytes = HeaderBytes + Beacon.MostBytes;

    internal const int HeaderBytes = 38;

    private const ushort Magic = 0x4B31; // K1
    private const byte Version = 1;

    /// <summary>Writes the packet, without its HMAC.</summary>
    /// <param name="packet">Where to: <see cref="Bytes"/>, of which the last are for the HMAC.</param>
    public void Write(Span<byte> packet)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(packet.Length, Bytes, nameof(packet));
        BinaryPrimitives.WriteUInt16BigEndian(packet, Magic);
        packet[2] = Version;
        packet[3] = 0;
        _ = Router.Value.TryWriteBytes(packet[4..20], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64BigEndian(packet[20..], Fingerprint);
        packet[28] = Sender;
        packet[29] = Receiver;
        BinaryPrimitives.WriteUInt64BigEndian(packet[30..], ToBoot);
        BinaryPrimitives.WriteUInt64BigEndian(packet[38..], Content.Boot);
        BinaryPrimitives.WriteInt64BigEndian(packet[46..], Content.Sent.Ticks);
        packet[54] = (byte)Content.Role;
        packet[55] = Content.Priority;
        packet[56] = (byte)Content.Holder;
        BinaryPrimitives.WriteInt64BigEndian(packet[57..], Content.Echo.Ticks);
        BinaryPrimitives.WriteUInt16BigEndian(packet[65..], Content.Hears);
        packet[67] = Content.Leaving ? (byte)1 : (byte)0;
    }

    /// <summary>Reads a packet. Nothing is proved by that: see <see cref="BeaconAuthenticator"/>.</summary>
    /// <param name="data">What was received.</param>
    /// <param name="packet">The packet, when it is one.</param>
    /// <returns>Why it is none; <see cref="BeaconRejection.None"/> when it is.</returns>
    public static BeaconRejection Read(ReadOnlySpan<byte> data, out BeaconPacket packet)
    {
        packet = default;
        if (data.Length > MostBytes)
        {
            return BeaconRejection.Oversized;
        }

        if (data.Length < 4)
        {
            return BeaconRejection.Truncated;
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(data) != Magic || data[2] != Version || data[3] != 0)
        {
            return BeaconRejection.Version;
        }

        if (data.Length != Bytes)
        {
            return data.Length < Bytes ? BeaconRejection.Truncated : BeaconRejection.Oversized;
        }

        packet = new BeaconPacket(
            new RouterId(new Guid(data[4..20], bigEndian: true)),
            BinaryPrimitives.ReadUInt64BigEndian(data[20..]),
            data[28],
            data[29],
            BinaryPrimitives.ReadUInt64BigEndian(data[30..]),
            new Beacon(
                BinaryPrimitives.ReadUInt64BigEndian(data[38..]),
                new TimeSpan(BinaryPrimitives.ReadInt64BigEndian(data[46..])),
                (GuardRole)data[54],
                data[55],
                (sbyte)data[56],
                new TimeSpan(BinaryPrimitives.ReadInt64BigEndian(data[57..])),
                BinaryPrimitives.ReadUInt16BigEndian(data[65..]),
                data[67] != 0));

        // One meaning, one form.
        return data[67] <= 1 ? BeaconRejection.None : BeaconRejection.Content;
    }

    /// <summary>The router that a packet names, when it has one: to whom it belongs, before anything else is looked at.</summary>
    /// <param name="data">What was received.</param>
    /// <param name="router">The router.</param>
    /// <returns>Whether it is long enough to name one.</returns>
    public static bool TryReadRouter(ReadOnlySpan<byte> data, out RouterId router)
    {
        var named = data.Length >= 20 && BinaryPrimitives.ReadUInt16BigEndian(data) == Magic;
        router = named ? new RouterId(new Guid(data[4..20], bigEndian: true)) : default;
        return named;
    }
}
