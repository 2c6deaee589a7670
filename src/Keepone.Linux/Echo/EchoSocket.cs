using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Keepone.Linux.Interop;
using Sockets = Keepone.Linux.Interop.Sockets;

namespace Keepone.Linux;

/// <summary>Takes an answer to an echo request.</summary>
/// <param name="from">Whose.</param>
/// <param name="sequence">The sequence number of the request.</param>
public delegate void EchoReceiver(in DatagramAddress from, ushort sequence);

/// <summary>
/// Asks other hosts for an ICMP echo from inside a namespace, on one interface, and hears their answers: one raw socket for all of them, no
/// process, no thread. What others ask and answer on the node is filtered in the kernel. Fresh namespaces forbid ping sockets (<c>net.ipv4.
/// ping_group_range</c>), root's too, so it is a raw one.
/// </summary>
public sealed unsafe class EchoSocket : IDisposable
{
    // An IPv4 header with all options, and the message.
    private const int BufferBytes = 60 + EchoPacket.Bytes;
    private const int PacketsPerWake = 32;

    // An answer of each of fifteen peers for some rounds, with the kernel's own overhead.
    private const int ReceiveBufferBytes = 64 * 1024;

    private readonly Descriptor _socket;
    private readonly bool _ipv6;
    private readonly ushort _identifier;
    private readonly ulong _token;
    private IDisposable? _registration;

    private EchoSocket(Descriptor socket, bool ipv6, ushort identifier, string interfaceName, int interfaceIndex)
    {
        (_socket, _ipv6, _identifier, InterfaceName, InterfaceIndex) = (socket, ipv6, identifier, interfaceName, interfaceIndex);
        Span<byte> token = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(token);
        _token = MemoryMarshal.Read<ulong>(token);
    }

    /// <summary>The interface's name when it was opened.</summary>
    public string InterfaceName { get; }

    /// <summary>The interface's index; 0: any. An interface that was made again has another: open a new socket then.</summary>
    public int InterfaceIndex { get; }

    /// <summary>Opens a socket on an interface.</summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="interfaceName">The interface.</param>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <returns>The socket.</returns>
    /// <exception cref="LinuxException">The interface does not exist, or the process has not CAP_NET_RAW.</exception>
    public static EchoSocket OpenIn(NetworkNamespace? place, string interfaceName, AddressFamily family)
    {
        ArgumentException.ThrowIfNullOrEmpty(interfaceName);
        return OpenIn(place, interfaceName, family, from: null);
    }

    /// <summary>Opens a socket, on an interface or on whichever a route leads to.</summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="interfaceName">The interface; null: any.</param>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <param name="from">The address to ask from, one of the namespace; null: the kernel chooses.</param>
    /// <returns>The socket.</returns>
    /// <exception cref="LinuxException">The interface or the address is not there, or the process has not CAP_NET_RAW.</exception>
    public static EchoSocket OpenIn(NetworkNamespace? place, string? interfaceName, AddressFamily family, IPAddress? from)
    {
        if (family is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
        {
            throw new ArgumentOutOfRangeException(nameof(family), family, "IPv4 or IPv6 is expected");
        }

        var operation = $"ask for echoes {(from is null ? "" : $"from {from} ")}on {(interfaceName is null ? "any interface" : $"'{interfaceName}'")}"
            + $" of {place?.Path ?? "the current namespace"}";
        EchoSocket OpenHere() => Open(interfaceName, family == AddressFamily.InterNetworkV6, from, operation);
        return place is null ? OpenHere() : place.Run(OpenHere);
    }

    /// <summary>Sends a request, without waiting: what the kernel does not take now is lost, as any packet may be.</summary>
    /// <param name="to">Whom to ask; the port must be 0.</param>
    /// <param name="sequence">The request's sequence number.</param>
    /// <returns>0 when the kernel took it; else its error number.</returns>
    public int Ask(in DatagramAddress to, ushort sequence)
    {
        Span<byte> packet = stackalloc byte[EchoPacket.Bytes];
        Span<byte> address = stackalloc byte[DatagramAddress.MostBytes];
        EchoPacket.WriteRequest(packet, _ipv6, _identifier, sequence, _token);
        to.CopyTo(address);
        fixed (byte* data = packet)
        fixed (byte* name = address)
        {
            while (Libc.SendTo(_socket, data, EchoPacket.Bytes, Sockets.MessageDontWait, name, (uint)to.Length) < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error != Errno.Eintr)
                {
                    return error;
                }
            }
        }

        return 0;
    }

    /// <summary>Lets a reactor read the socket; a flood is read in portions, so that other descriptors have their turn.</summary>
    /// <param name="reactor">The reactor.</param>
    /// <param name="onReply">Called on the reactor's thread with each answer to a request of this socket.</param>
    /// <param name="onFault">Called on the reactor's thread when reading failed for good: nothing more comes.</param>
    /// <exception cref="InvalidOperationException">It is attached already.</exception>
    public void Attach(Reactor reactor, EchoReceiver onReply, Action? onFault = null)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(onReply);
        if (_registration is not null)
        {
            throw new InvalidOperationException("the socket is attached to a reactor already");
        }

        _registration = reactor.Register(_socket, $"the echo socket on '{InterfaceName}'", () =>
        {
            for (var i = 0; i < PacketsPerWake && !_socket.IsClosed && Read(onReply); i++)
            {
            }
        },
        onFault);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration?.Dispose();
        _socket.Dispose();
    }

    // False when nothing is left.
    private bool Read(EchoReceiver onReply)
    {
        Span<byte> buffer = stackalloc byte[BufferBytes];
        Span<byte> name = stackalloc byte[DatagramAddress.MostBytes];
        var length = Receiving.Receive(_socket, buffer, name, default, out var header);
        if (length < 0)
        {
            // The interface is down, or was: an error of the network, not of the socket.
            return length switch
            {
                -Errno.Eagain => false,
                -Errno.Enetdown => true,
                _ => throw new LinuxException($"hear echoes on '{InterfaceName}'", -length),
            };
        }

        var packet = buffer[..length];
        var start = _ipv6 ? 0 : (packet.Length > 0 ? (packet[0] & 0xF) * 4 : 0);
        if ((header.Flags & Sockets.MessageTruncated) == 0 && start < length
            && EchoPacket.TryReadReply(packet[start..], _ipv6, _identifier, _token, out var sequence))
        {
            onReply(new DatagramAddress(name[..(int)Math.Min(header.NameLength, (uint)name.Length)]), sequence);
        }

        return true;
    }

    private static EchoSocket Open(string? interfaceName, bool ipv6, IPAddress? from, string operation)
    {
        var index = interfaceName is null ? 0 : (int)Libc.IfNameToIndex(interfaceName);
        if (index == 0 && interfaceName is not null)
        {
            throw LinuxException.Last(operation);
        }

        var type = Sockets.Raw | Sockets.CloseOnExec | Sockets.NonBlocking;
        var protocol = ipv6 ? Sockets.ProtocolIcmpv6 : Sockets.ProtocolIcmp;
        var socket = Libc.Socket(ipv6 ? Sockets.Inet6 : Sockets.Inet, type, protocol).OrThrow(operation);
        try
        {
            var identifier = (ushort)RandomNumberGenerator.GetInt32(0, ushort.MaxValue + 1);
            SocketOptions.AttachFilter(socket, FilterFor(ipv6, identifier), operation);
            SocketOptions.SetReceiveBuffer(socket, ReceiveBufferBytes, operation);
            SocketOptions.Bind(socket, interfaceName, index, from, operation);
            return new EchoSocket(socket, ipv6, identifier, interfaceName ?? "any", index);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A raw IPv4 socket filters with the IP header in front, a raw IPv6 socket without. The identifier is at 4.
    private static BpfInstruction[] FilterFor(bool ipv6, ushort identifier) => ipv6
        ?
        [
            BpfInstruction.LoadByte(0),
            BpfInstruction.JumpIfEqual(EchoPacket.ReplyType(ipv6), 0, 3),
            BpfInstruction.LoadHalf(4),
            BpfInstruction.JumpIfEqual(identifier, 0, 1),
            BpfInstruction.Return(uint.MaxValue),
            BpfInstruction.Return(0),
        ]
        :
        [
            BpfInstruction.IndexIpv4Header(0),
            BpfInstruction.LoadByteIndexed(0),
            BpfInstruction.JumpIfEqual(EchoPacket.ReplyType(ipv6), 0, 3),
            BpfInstruction.LoadHalfIndexed(4),
            BpfInstruction.JumpIfEqual(identifier, 0, 1),
            BpfInstruction.Return(uint.MaxValue),
            BpfInstruction.Return(0),
        ];
}
