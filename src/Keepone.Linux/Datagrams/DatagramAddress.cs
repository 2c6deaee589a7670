using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sockets = Keepone.Linux.Interop.Sockets;

namespace Keepone.Linux;

/// <summary>An address and port as the kernel has them (struct sockaddr_in and sockaddr_in6): nothing is allocated to compare them.</summary>
public readonly struct DatagramAddress : IEquatable<DatagramAddress>
{
    /// <summary>The size of the larger of the two.</summary>
    internal const int MostBytes = 28;

    private readonly Raw _raw;

    /// <summary>Of an endpoint.</summary>
    /// <param name="endpoint">An IPv4 or IPv6 endpoint.</param>
    /// <param name="interfaceIndex">The interface of a link-local IPv6 address; else it does not matter.</param>
    public DatagramAddress(IPEndPoint endpoint, int interfaceIndex = 0)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        Span<byte> raw = _raw;
        BinaryPrimitives.WriteUInt16BigEndian(raw[2..], (ushort)endpoint.Port);
        if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
        {
            MemoryMarshal.Write(raw, (ushort)Sockets.Inet6);
            _ = endpoint.Address.TryWriteBytes(raw[8..], out _);
            if (endpoint.Address.IsIPv6LinkLocal)
            {
                MemoryMarshal.Write(raw[24..], interfaceIndex);
            }

            return;
        }

        MemoryMarshal.Write(raw, (ushort)Sockets.Inet);
        _ = endpoint.Address.TryWriteBytes(raw[4..], out _);
    }

    internal DatagramAddress(ReadOnlySpan<byte> raw) => raw[..Math.Min(raw.Length, MostBytes)].CopyTo(_raw);

    /// <summary>How many bytes the kernel expects.</summary>
    internal int Length => IsIPv6 ? MostBytes : 16;

    private bool IsIPv6 => MemoryMarshal.Read<ushort>(_raw) == Sockets.Inet6;

    /// <summary>Whether both have the same address, whatever their ports.</summary>
    /// <param name="other">Another.</param>
    /// <returns>Whether they have.</returns>
    public bool HasAddressOf(in DatagramAddress other)
    {
        ReadOnlySpan<byte> mine = _raw, theirs = other._raw;
        return IsIPv6 == other.IsIPv6
            && (IsIPv6 ? mine[8..MostBytes].SequenceEqual(theirs[8..MostBytes]) : mine[4..8].SequenceEqual(theirs[4..8]));
    }

    /// <inheritdoc/>
    public bool Equals(DatagramAddress other) => HasAddressOf(other) && ((ReadOnlySpan<byte>)_raw)[2..4].SequenceEqual(((ReadOnlySpan<byte>)other._raw)[2..4]);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is DatagramAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(((ReadOnlySpan<byte>)_raw)[2..Length]);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        ReadOnlySpan<byte> raw = _raw;
        return new IPEndPoint(new IPAddress(IsIPv6 ? raw[8..24] : raw[4..8]), BinaryPrimitives.ReadUInt16BigEndian(raw[2..])).ToString();
    }

    /// <summary>Whether they are equal.</summary>
    public static bool operator ==(DatagramAddress left, DatagramAddress right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(DatagramAddress left, DatagramAddress right) => !left.Equals(right);

    internal void CopyTo(Span<byte> raw) => ((ReadOnlySpan<byte>)_raw)[..Length].CopyTo(raw);

    [InlineArray(MostBytes)]
    private struct Raw
    {
        private byte _first;
    }
}
