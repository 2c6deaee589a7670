using System.Runtime.InteropServices;

namespace Keepone.Linux.Netlink;

/// <summary>
/// Builds one request in a fixed buffer: requests are short, and one that does not fit is a mistake of this project.
/// </summary>
internal sealed class NetlinkRequest
{
    private const int Capacity = 256;

    private readonly byte[] _buffer = new byte[Capacity];
    private int _length = NetlinkMessage.HeaderLength;

    internal NetlinkRequest(ushort type, ushort flags)
    {
        Type = type;
        MemoryMarshal.Write(_buffer.AsSpan(4), type);
        MemoryMarshal.Write(_buffer.AsSpan(6), (ushort)(flags | RtNetlink.FlagRequest));
    }

    internal ushort Type { get; }

    /// <summary>Appends the message's own header (ifinfomsg, ifaddrmsg, …), zero-padded to four bytes.</summary>
    internal NetlinkRequest Header(params ReadOnlySpan<byte> header)
    {
        header.CopyTo(_buffer.AsSpan(_length));
        _length += NetlinkReader.Align(header.Length);
        return this;
    }

    internal NetlinkRequest Number(int value)
    {
        MemoryMarshal.Write(_buffer.AsSpan(_length), value);
        _length += sizeof(int);
        return this;
    }

    internal NetlinkRequest Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        MemoryMarshal.Write(_buffer.AsSpan(_length), (ushort)(value.Length + 4));
        MemoryMarshal.Write(_buffer.AsSpan(_length + 2), type);
        value.CopyTo(_buffer.AsSpan(_length + 4));
        _length += NetlinkReader.Align(value.Length + 4);
        return this;
    }

    internal NetlinkRequest Attribute(ushort type, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        MemoryMarshal.Write(bytes, value);
        return Attribute(type, bytes);
    }

    /// <summary>Appends an attribute that holds attributes.</summary>
    internal NetlinkRequest Nested(ushort type, Action<NetlinkRequest> inside)
    {
        var start = _length;
        _ = Attribute(type, default(ReadOnlySpan<byte>));
        inside(this);
        MemoryMarshal.Write(_buffer.AsSpan(start), (ushort)(_length - start));
        return this;
    }

    internal ReadOnlySpan<byte> Finish(uint sequence)
    {
        MemoryMarshal.Write(_buffer.AsSpan(), (uint)_length);
        MemoryMarshal.Write(_buffer.AsSpan(8), sequence);
        return _buffer.AsSpan(0, _length);
    }
}
