using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Keepone.Linux.Interop;

/// <summary>Typed setsockopt.</summary>
internal static unsafe class SocketOptions
{
    internal static bool TrySet(SafeHandle socket, int level, int option, int value) =>
        Libc.SetSocketOption(socket, level, option, &value, sizeof(int)) == 0;

    internal static void Set(SafeHandle socket, int level, int option, int value, string operation)
    {
        if (!TrySet(socket, level, option, value))
        {
            throw LinuxException.Last(operation);
        }
    }

    internal static void Set(SafeHandle socket, int level, int option, ReadOnlySpan<byte> value, string operation)
    {
        fixed (byte* data = value)
        {
            if (Libc.SetSocketOption(socket, level, option, data, (uint)value.Length) != 0)
            {
                throw LinuxException.Last(operation);
            }
        }
    }

    internal static void SetTimeout(SafeHandle socket, TimeSpan timeout)
    {
        var value = stackalloc long[2] { (long)timeout.TotalSeconds, timeout.Ticks % TimeSpan.TicksPerSecond / 10 };
        if (Libc.SetSocketOption(socket, Sockets.LevelSocket, Sockets.ReceiveTimeout, value, 2 * sizeof(long)) != 0)
        {
            throw LinuxException.Last("limit the time to wait for a socket");
        }
    }

    /// <summary>
    /// Bounds what the kernel queues for a socket. Beyond net.core.rmem_max only with CAP_NET_ADMIN in the initial namespace.
    /// </summary>
    internal static void SetReceiveBuffer(SafeHandle socket, int bytes, string operation)
    {
        if (!TrySet(socket, Sockets.LevelSocket, Sockets.ReceiveBufferForce, bytes))
        {
            Set(socket, Sockets.LevelSocket, Sockets.ReceiveBuffer, bytes, operation);
        }
    }

    /// <summary>Keeps a socket to an interface, to an address, or to both.</summary>
    internal static void Bind(SafeHandle socket, string? interfaceName, int interfaceIndex, IPAddress? address, string operation)
    {
        if (interfaceName is not null)
        {
            Set(socket, Sockets.LevelSocket, Sockets.BindToDevice, Encoding.UTF8.GetBytes(interfaceName + '\0'), operation);
        }

        if (address is null)
        {
            return;
        }

        var local = new DatagramAddress(new IPEndPoint(address, 0), interfaceIndex);
        Span<byte> raw = stackalloc byte[DatagramAddress.MostBytes];
        local.CopyTo(raw);
        fixed (byte* start = raw)
        {
            if (Libc.Bind(socket, start, (uint)local.Length) != 0)
            {
                throw LinuxException.Last(operation);
            }
        }
    }

    /// <summary>Attaches a classic BPF program: only packets for which it returns more than 0 are queued.</summary>
    internal static void AttachFilter(SafeHandle socket, ReadOnlySpan<BpfInstruction> program, string operation)
    {
        fixed (BpfInstruction* code = program)
        {
            var filter = new BpfProgram { Length = (ushort)program.Length, Code = code };
            if (Libc.SetSocketOption(socket, Sockets.LevelSocket, Sockets.AttachFilter, &filter, (uint)sizeof(BpfProgram)) != 0)
            {
                throw LinuxException.Last(operation);
            }
        }
    }
}

/// <summary>struct sock_filter.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct BpfInstruction(ushort code, byte whenTrue, byte whenFalse, uint operand)
{
    internal readonly ushort Code = code;
    internal readonly byte WhenTrue = whenTrue;
    internal readonly byte WhenFalse = whenFalse;
    internal readonly uint Operand = operand;

    /// <summary>Loads the byte at an offset.</summary>
    internal static BpfInstruction LoadByte(uint offset) => new(0x30, 0, 0, offset);

    /// <summary>Loads the byte at an offset from the index register.</summary>
    internal static BpfInstruction LoadByteIndexed(uint offset) => new(0x50, 0, 0, offset);

    /// <summary>Loads the 16 bits at an offset.</summary>
    internal static BpfInstruction LoadHalf(uint offset) => new(0x28, 0, 0, offset);

    /// <summary>Loads the 32 bits at an offset.</summary>
    internal static BpfInstruction LoadWord(uint offset) => new(0x20, 0, 0, offset);

    /// <summary>Loads the 16 bits at an offset from the index register.</summary>
    internal static BpfInstruction LoadHalfIndexed(uint offset) => new(0x48, 0, 0, offset);

    /// <summary>Sets the index register to the length of the IPv4 header at an offset.</summary>
    internal static BpfInstruction IndexIpv4Header(uint offset) => new(0xb1, 0, 0, offset);

    /// <summary>Compares, and skips instructions accordingly.</summary>
    internal static BpfInstruction JumpIfEqual(uint value, byte whenTrue, byte whenFalse) =>
        new(0x15, whenTrue, whenFalse, value);

    /// <summary>Ends: the number of bytes to keep, 0 to drop the packet.</summary>
    internal static BpfInstruction Return(uint bytes) => new(0x06, 0, 0, bytes);
}

/// <summary>struct sock_fprog.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfProgram
{
    internal ushort Length;
    internal BpfInstruction* Code;
}
