using System.Buffers.Binary;
using System.Globalization;

namespace Keepone.Linux;

/// <summary>An Ethernet hardware address (48 bits): a number, so that comparing two allocates nothing.</summary>
/// <param name="Value">The address, its first byte in bits 40 to 47.</param>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>How many bytes it has.</summary>
    public const int Bytes = 6;

    /// <summary>All stations.</summary>
    public static readonly MacAddress Broadcast = new(0xFFFF_FFFF_FFFF);

    /// <summary>Reads one.</summary>
    /// <param name="bytes">At least six bytes.</param>
    /// <returns>The address.</returns>
    public static MacAddress Read(ReadOnlySpan<byte> bytes) =>
        new(((ulong)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]));

    /// <summary>Writes it.</summary>
    /// <param name="bytes">Room for six bytes.</param>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(Value >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)Value);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(byte)(Value >> 40):x2}:{(byte)(Value >> 32):x2}:{(byte)(Value >> 24):x2}:{(byte)(Value >> 16):x2}:{(byte)(Value >> 8):x2}:{(byte)Value:x2}");
}
