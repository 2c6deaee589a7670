using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Keepone.Core.Vrrp;
using Keepone.Linux.Interop;
using Keepone.Linux.Vrrp;

namespace Keepone.Linux;

/// <summary>
/// Sees the VRRP packets that pass an interface in either direction, those that this host sends included, with the time at
/// which the kernel handled them: a second meter, independent of addresses. It joins no group: nothing is sent for it, and nobody can tell
/// that it is there.
/// </summary>
public sealed class PacketSocket : IDisposable
{
    /// <summary>A buffer that holds any advert with its IP header.</summary>
    public const int BufferBytes = VrrpSocket.BufferBytes;

    private const int ReceiveBufferBytes = 128 * 1024;
    private const int PacketsPerWake = 32;
    private const int AddressBytes = 20;
    private const int Ipv6HeaderBytes = 40;

    // SKF_AD_OFF + SKF_AD_PROTOCOL: the EtherType, wherever the packet begins.
    private const uint FilterEtherType = 0xFFFFF000;

    private readonly Descriptor _socket;
    private readonly TimeProvider _time;
    private IDisposable? _registration;

    private PacketSocket(Descriptor socket, string interfaceName, int interfaceIndex, TimeProvider time)
    {
        _socket = socket;
        InterfaceName = interfaceName;
        InterfaceIndex = interfaceIndex;
        _time = time;
    }

    /// <summary>The socket, to wait for.</summary>
    public SafeHandle Handle => _socket;

    /// <summary>The interface's name when it was opened.</summary>
    public string InterfaceName { get; }

    /// <summary>The interface's index.</summary>
    public int InterfaceIndex { get; }

    /// <summary>Opens a socket on an interface.</summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="interfaceName">The interface.</param>
    /// <param name="vrid">Let only packets of this VRID through (in the kernel); null: all.</param>
    /// <param name="time">The clock of <see cref="ReceivedVrrp.At"/>; the system's unless given.</param>
    /// <returns>The socket.</returns>
    /// <exception cref="LinuxException">The interface does not exist, or the process has not CAP_NET_RAW.</exception>
    public static PacketSocket OpenIn(NetworkNamespace? place, string interfaceName, TimeProvider? time = null, int? vrid = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(interfaceName);
        var operation = $"watch VRRP on '{interfaceName}' of {place?.Path ?? "the current namespace"}";
        PacketSocket OpenHere() => Open(interfaceName, vrid, time ?? TimeProvider.System, operation);
        return place is null ? OpenHere() : place.Run(OpenHere);
    }

    /// <summary>Reads one packet, without waiting.</summary>
    /// <param name="buffer">Where to read to; <see cref="BufferBytes"/> always suffice, a longer packet is dropped.</param>
    /// <param name="received">The packet.</param>
    /// <returns>False when nothing is left to read.</returns>
    /// <exception cref="LinuxException">The interface went down or away, or the socket is broken.</exception>
    public bool TryReceive(Span<byte> buffer, out ReceivedVrrp received)
    {
        Span<byte> name = stackalloc byte[AddressBytes];
        Span<byte> control = stackalloc byte[128];
        while (true)
        {
            var length = Receiving.Receive(_socket, buffer, name, control, out var header);
            switch (-length)
            {
                case Errno.Eagain:
                    received = default;
                    return false;
                case Errno.Enetdown:
                    // An interface that goes down reports it once; the socket hears again when it comes up.
                    continue;
                case > 0:
                    throw new LinuxException($"watch VRRP on '{InterfaceName}'", -length);
                default:
                    break;
            }

            // struct sockaddr_ll: family, EtherType at 2, packet type at 10.
            var packet = buffer[..length];
            ReadOnlySpan<byte> payload = default;
            AdvertEnvelope envelope = default;
            var readable = (header.Flags & Sockets.MessageTruncated) == 0
                && (BinaryPrimitives.ReadUInt16BigEndian(name[2..]) == Sockets.EtherIpv6
                    ? IpHeader.TryReadIpv6(packet, out payload, out envelope)
                    : IpHeader.TryReadIpv4(packet, out payload, out envelope));
            if (readable)
            {
                var at = TimeOf(control[..(int)header.ControlLength]);
                received = new ReceivedVrrp(payload, envelope, InterfaceIndex, name[10] == Sockets.PacketOutgoing, at);
                return true;
            }
        }
    }

    /// <summary>Lets a reactor read the socket.</summary>
    /// <param name="reactor">The reactor.</param>
    /// <param name="onReceived">Called on the reactor's thread with each packet.</param>
    /// <param name="onFault">Called on the reactor's thread when reading failed for good: nothing more comes.</param>
    /// <exception cref="InvalidOperationException">It is attached already.</exception>
    public void Attach(Reactor reactor, VrrpReceiver onReceived, Action? onFault = null)
    {
        if (_registration is not null)
        {
            throw new InvalidOperationException("the socket is attached to a reactor already");
        }

        _registration = VrrpReading.Attach(
            reactor, _socket, $"the packet socket on '{InterfaceName}'", BufferBytes, PacketsPerWake, TryReceive, onReceived, onFault);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration?.Dispose();
        _socket.Dispose();
    }

    private static unsafe PacketSocket Open(string interfaceName, int? vrid, TimeProvider time, string operation)
    {
        var index = (int)Libc.IfNameToIndex(interfaceName);
        if (index == 0)
        {
            throw LinuxException.Last(operation);
        }

        // Protocol 0 hears nothing until it is bound: no packet gets past the filter before it is there.
        var type = Sockets.Datagram | Sockets.CloseOnExec | Sockets.NonBlocking;
        var socket = Libc.Socket(Sockets.Packet, type, 0).OrThrow(operation);
        try
        {
            SocketOptions.AttachFilter(socket, vrid is { } wanted ? FilterFor((uint)wanted) : FilterForAll, operation);
            SocketOptions.SetReceiveBuffer(socket, ReceiveBufferBytes, operation);
            SocketOptions.Set(socket, Sockets.LevelSocket, Sockets.TimestampNs, 1, operation);

            // struct sockaddr_ll; only the socket of all protocols sees what is sent.
            var address = stackalloc byte[AddressBytes];
            new Span<byte>(address, AddressBytes).Clear();
            *(ushort*)address = Sockets.Packet;
            BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(address + 2, 2), Sockets.EtherAll);
            *(int*)(address + 4) = index;
            return Libc.Bind(socket, address, AddressBytes) == 0
                ? new PacketSocket(socket, interfaceName, index, time)
                : throw LinuxException.Last(operation);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static BpfInstruction[] FilterForAll =>
    [
        BpfInstruction.LoadHalf(FilterEtherType),
        BpfInstruction.JumpIfEqual(Sockets.EtherIpv4, 0, 2),
        BpfInstruction.LoadByte(9),
        BpfInstruction.JumpIfEqual(Sockets.ProtocolVrrp, 3, 4),
        BpfInstruction.JumpIfEqual(Sockets.EtherIpv6, 0, 3),
        BpfInstruction.LoadByte(6),
        BpfInstruction.JumpIfEqual(Sockets.ProtocolVrrp, 0, 1),
        BpfInstruction.Return(uint.MaxValue),
        BpfInstruction.Return(0),
    ];

    // The VRID is the second byte behind the IP header: all routers of a tenant share one HA network, and each of their interfaces hears all.
    private static BpfInstruction[] FilterFor(uint vrid) =>
    [
        BpfInstruction.LoadHalf(FilterEtherType),
        BpfInstruction.JumpIfEqual(Sockets.EtherIpv4, 0, 5),
        BpfInstruction.LoadByte(9),
        BpfInstruction.JumpIfEqual(Sockets.ProtocolVrrp, 0, 9),
        BpfInstruction.IndexIpv4Header(0),
        BpfInstruction.LoadByteIndexed(1),
        BpfInstruction.JumpIfEqual(vrid, 5, 6),
        BpfInstruction.JumpIfEqual(Sockets.EtherIpv6, 0, 5),
        BpfInstruction.LoadByte(6),
        BpfInstruction.JumpIfEqual(Sockets.ProtocolVrrp, 0, 3),
        BpfInstruction.LoadByte(Ipv6HeaderBytes + 1),
        BpfInstruction.JumpIfEqual(vrid, 0, 1),
        BpfInstruction.Return(uint.MaxValue),
        BpfInstruction.Return(0),
    ];

    // The kernel's stamp is wall time: what matters is how long ago it was, on the clock that does not jump.
    private long TimeOf(ReadOnlySpan<byte> control)
    {
        var now = _time.GetTimestamp();
        var stamp = ControlMessages.Find(control, Sockets.LevelSocket, Sockets.TimestampNs);
        if (stamp.Length < 16)
        {
            return now;
        }

        var kernel = DateTimeOffset.UnixEpoch.AddTicks(
            (BitConverter.ToInt64(stamp) * TimeSpan.TicksPerSecond) + (BitConverter.ToInt64(stamp[8..]) / 100));
        var age = _time.GetUtcNow() - kernel;
        return age <= TimeSpan.Zero ? now : now - (long)(age.TotalSeconds * _time.TimestampFrequency);
    }
}
