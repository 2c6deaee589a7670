using System.Runtime.InteropServices;

namespace Keepone.Linux.Netlink;

/// <summary>One netlink message: its header and what follows it.</summary>
internal readonly ref struct NetlinkMessage(ushort type, ushort flags, uint sequence, ReadOnlySpan<byte> body)
{
    internal const int HeaderLength = 16;

    internal ushort Type { get; } = type;

    internal ushort Flags { get; } = flags;

    internal uint Sequence { get; } = sequence;

    internal ReadOnlySpan<byte> Body { get; } = body;
}

/// <summary>Walks the messages of a datagram; stops, and says so, at the first length that does not fit.</summary>
internal ref struct NetlinkReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    /// <summary>Whether a length did not fit, so that the rest could not be read.</summary>
    internal bool Malformed { get; private set; }

    internal bool TryRead(out NetlinkMessage message)
    {
        message = default;
        if (_rest.Length < NetlinkMessage.HeaderLength)
        {
            Malformed |= !_rest.IsEmpty;
            return false;
        }

        var length = MemoryMarshal.Read<uint>(_rest);
        if (length < NetlinkMessage.HeaderLength || length > (uint)_rest.Length)
        {
            Malformed = true;
            return false;
        }

        message = new NetlinkMessage(
            MemoryMarshal.Read<ushort>(_rest[4..]),
            MemoryMarshal.Read<ushort>(_rest[6..]),
            MemoryMarshal.Read<uint>(_rest[8..]),
            _rest[NetlinkMessage.HeaderLength..(int)length]);
        _rest = _rest[Math.Min(_rest.Length, Align((int)length))..];
        return true;
    }

    internal static int Align(int length) => (length + 3) & ~3;
}

/// <summary>Walks the attributes of a message (struct rtattr); stops at the first length that does not fit.</summary>
internal ref struct AttributeReader(ReadOnlySpan<byte> attributes)
{
    private const int HeaderLength = 4;

    private ReadOnlySpan<byte> _rest = attributes;

    internal bool TryRead(out ushort type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (_rest.Length < HeaderLength)
        {
            return false;
        }

        var length = MemoryMarshal.Read<ushort>(_rest);
        if (length < HeaderLength || length > _rest.Length)
        {
            return false;
        }

        type = (ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & RtNetlink.AttributeTypeMask);
        value = _rest[HeaderLength..length];
        _rest = _rest[Math.Min(_rest.Length, NetlinkReader.Align(length))..];
        return true;
    }
}
