using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Keepone.Core.Vrrp;
using Keepone.Linux.Interop;
using Keepone.Linux.Vrrp;
using Sockets = Keepone.Linux.Interop.Sockets;

namespace Keepone.Linux;

/// <summary>
/// Hears the VRRP packets that arrive on one interface of a namespace. What this host sends itself it does not hear.
/// </summary>
public sealed class VrrpSocket : IDisposable
{
    /// <summary>A buffer that holds any advert with its IP header.</summary>
    public const int BufferBytes = AdvertCodec.MostBytes + 64;

    // A few dozen adverts: kernel memory that a stalled agent may cost per replica.
    private const int ReceiveBufferBytes = 32 * 1024;
    private const int PacketsPerWake = 32;

    private readonly Descriptor _socket;
    private readonly TimeProvider _time;
    private IDisposable? _registration;

    private VrrpSocket(Descriptor socket, AddressFamily family, string interfaceName, int interfaceIndex, TimeProvider time)
    {
        _socket = socket;
        Family = family;
        InterfaceName = interfaceName;
        InterfaceIndex = interfaceIndex;
        _time = time;
    }

    /// <summary>The socket, to wait for.</summary>
    public SafeHandle Handle => _socket;

    /// <summary>IPv4 or IPv6.</summary>
    public AddressFamily Family { get; }

    /// <summary>The interface's name when it was opened.</summary>
    public string InterfaceName { get; }

    /// <summary>The interface's index. An interface that was made again has another: open a new socket then.</summary>
    public int InterfaceIndex { get; }

    /// <summary>Opens a socket on an interface, joined to the VRRP group of the family.</summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="interfaceName">The interface.</param>
    /// <param name="family">IPv4 (224.0.0.18) or IPv6 (ff02::12).</param>
    /// <param name="vrid">Let only adverts of this VRID through (in the kernel); null: all.</param>
    /// <param name="time">The clock of <see cref="ReceivedVrrp.At"/>; the system's unless given.</param>
    /// <returns>The socket.</returns>
    /// <exception cref="LinuxException">The interface does not exist, or the process has not CAP_NET_RAW.</exception>
    public static VrrpSocket OpenIn(
        NetworkNamespace? place, string interfaceName, AddressFamily family, int? vrid = null, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(interfaceName);
        if (family is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
        {
            throw new ArgumentOutOfRangeException(nameof(family), family, "IPv4 or IPv6 is expected");
        }

        var operation = $"listen to VRRP on '{interfaceName}' of {place?.Path ?? "the current namespace"}";
        VrrpSocket OpenHere() => Open(interfaceName, family, vrid, time ?? TimeProvider.System, operation);
        return place is null ? OpenHere() : place.Run(OpenHere);
    }

    /// <summary>Reads one packet, without waiting.</summary>
    /// <param name="buffer">Where to read to; <see cref="BufferBytes"/> always suffice, a longer packet is dropped.</param>
    /// <param name="received">The packet.</param>
    /// <returns>False when nothing is left to read.</returns>
    /// <exception cref="LinuxException">The interface is gone or the socket is broken.</exception>
    public bool TryReceive(Span<byte> buffer, out ReceivedVrrp received)
    {
        Span<byte> name = stackalloc byte[28];
        Span<byte> control = stackalloc byte[128];
        while (true)
        {
            var length = Receiving.Receive(_socket, buffer, name, control, out var header);
            if (length == -Errno.Eagain)
            {
                received = default;
                return false;
            }

            if (length < 0)
            {
                throw new LinuxException($"listen to VRRP on '{InterfaceName}'", -length);
            }

            if ((header.Flags & Sockets.MessageTruncated) == 0
                && TryUnwrap(
                    buffer[..length],
                    name[..(int)Math.Min(header.NameLength, (uint)name.Length)],
                    control[..(int)header.ControlLength],
                    out var payload,
                    out var envelope))
            {
                received = new ReceivedVrrp(payload, envelope, InterfaceIndex, outgoing: false, _time.GetTimestamp());
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
            reactor, _socket, $"the VRRP socket on '{InterfaceName}'", BufferBytes, PacketsPerWake, TryReceive, onReceived, onFault);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration?.Dispose();
        _socket.Dispose();
    }

    private static VrrpSocket Open(string interfaceName, AddressFamily family, int? vrid, TimeProvider time, string operation)
    {
        var ipv6 = family == AddressFamily.InterNetworkV6;
        var index = (int)Libc.IfNameToIndex(interfaceName);
        if (index == 0)
        {
            throw LinuxException.Last(operation);
        }

        var type = Sockets.Raw | Sockets.CloseOnExec | Sockets.NonBlocking;
        var socket = Libc.Socket(ipv6 ? Sockets.Inet6 : Sockets.Inet, type, Sockets.ProtocolVrrp).OrThrow(operation);
        try
        {
            SocketOptions.Set(
                socket, Sockets.LevelSocket, Sockets.BindToDevice, Encoding.UTF8.GetBytes(interfaceName + '\0'), operation);
            SocketOptions.SetReceiveBuffer(socket, ReceiveBufferBytes, operation);
            if (vrid is { } wanted)
            {
                SocketOptions.AttachFilter(socket, FilterFor(wanted, ipv6), operation);
            }

            if (ipv6)
            {
                SocketOptions.Set(socket, Sockets.LevelIpv6, Sockets.Ipv6ReceivePacketInfo, 1, operation);
                SocketOptions.Set(socket, Sockets.LevelIpv6, Sockets.Ipv6ReceiveHopLimit, 1, operation);

                // struct ipv6_mreq: group, interface.
                Span<byte> join = stackalloc byte[20];
                _ = AdvertCodec.Ipv6Group.TryWriteBytes(join, out _);
                MemoryMarshal.Write(join[16..], index);
                SocketOptions.Set(socket, Sockets.LevelIpv6, Sockets.Ipv6JoinGroup, join, operation);
            }
            else
            {
                // struct ip_mreqn: group, local address (any), interface.
                Span<byte> join = stackalloc byte[12];
                join.Clear();
                _ = AdvertCodec.Ipv4Group.TryWriteBytes(join, out _);
                MemoryMarshal.Write(join[8..], index);
                SocketOptions.Set(socket, Sockets.LevelIp, Sockets.IpAddMembership, join, operation);
            }

            return new VrrpSocket(socket, family, interfaceName, index, time);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A raw IPv4 socket filters with the IP header in front, a raw IPv6 socket without. The VRID is the second byte.
    private static BpfInstruction[] FilterFor(int vrid, bool ipv6) => ipv6
        ?
        [
            BpfInstruction.LoadByte(1),
            BpfInstruction.JumpIfEqual((uint)vrid, 0, 1),
            BpfInstruction.Return(uint.MaxValue),
            BpfInstruction.Return(0),
        ]
        :
        [
            BpfInstruction.IndexIpv4Header(0),
            BpfInstruction.LoadByteIndexed(1),
            BpfInstruction.JumpIfEqual((uint)vrid, 0, 1),
            BpfInstruction.Return(uint.MaxValue),
            BpfInstruction.Return(0),
        ];

    private bool TryUnwrap(
        ReadOnlySpan<byte> packet,
        scoped ReadOnlySpan<byte> name,
        scoped ReadOnlySpan<byte> control,
        out ReadOnlySpan<byte> payload,
        out AdvertEnvelope envelope)
    {
        if (Family == AddressFamily.InterNetwork)
        {
            return IpHeader.TryReadIpv4(packet, out payload, out envelope);
        }

        // struct sockaddr_in6: the address is at 8; struct in6_pktinfo: at 0. Without scope: the interface is known.
        payload = packet;
        envelope = default;
        var information = ControlMessages.Find(control, Sockets.LevelIpv6, Sockets.Ipv6PacketInfo);
        if (information.Length < 16
            || ControlMessages.FindInt(control, Sockets.LevelIpv6, Sockets.Ipv6HopLimit) is not { } hopLimit
            || name.Length < 24)
        {
            return false;
        }

        envelope = new AdvertEnvelope(new IPAddress(name[8..24]), new IPAddress(information[..16]), hopLimit);
        return true;
    }
}
