using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Keepone.Linux.Interop;
using Sockets = Keepone.Linux.Interop.Sockets;

namespace Keepone.Linux;

/// <summary>Takes an answer.</summary>
/// <param name="holder">Who says that it has the address.</param>
public delegate void NeighbourReceiver(MacAddress holder);

/// <summary>
/// Asks on one interface who has one address, by ARP or neighbour discovery, and hears the answers that are sent to the asker. It can ask
/// from a hardware address of its own: replicas of a router may have the same one on their interfaces, and a frame with it from a backup
/// would teach the switch that the master is there.
/// </summary>
public sealed unsafe class NeighbourSocket : IDisposable
{
    private const int BufferBytes = 256;
    private const int FramesPerWake = 32;

    // The answers of a whole network of duplicates, with the kernel's own overhead.
    private const int ReceiveBufferBytes = 64 * 1024;

    // struct sockaddr_ll.
    private const int AddressBytes = 20;
    private const ushort Ethernet = 1;

    private readonly Descriptor _socket;
    private readonly bool _ipv6;
    private readonly byte[] _target;
    private readonly int _interfaceIndex;
    private MacAddress _asker;
    private IDisposable? _registration;

    private NeighbourSocket(Descriptor socket, string interfaceName, int interfaceIndex, IPAddress target, MacAddress own)
    {
        (_socket, InterfaceName, _interfaceIndex, Target, Own, _asker) = (socket, interfaceName, interfaceIndex, target, own, own);
        _ipv6 = target.AddressFamily == AddressFamily.InterNetworkV6;
        _target = target.GetAddressBytes();
    }

    /// <summary>The interface's name when it was opened.</summary>
    public string InterfaceName { get; }

    /// <summary>The address that it asks for.</summary>
    public IPAddress Target { get; }

    /// <summary>The hardware address of its own.</summary>
    public MacAddress Own { get; }

    /// <summary>Opens a socket on an interface.</summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="interfaceName">The interface.</param>
    /// <param name="target">The address to ask for.</param>
    /// <param name="own">A hardware address that nobody else has: unicast, locally administered.</param>
    /// <returns>The socket.</returns>
    /// <exception cref="LinuxException">
    /// The interface does not exist or is no Ethernet, or the process has not CAP_NET_RAW.
    /// </exception>
    public static NeighbourSocket OpenIn(NetworkNamespace? place, string interfaceName, IPAddress target, MacAddress own)
    {
        ArgumentException.ThrowIfNullOrEmpty(interfaceName);
        ArgumentNullException.ThrowIfNull(target);
        var operation = $"ask for neighbours on '{interfaceName}' of {place?.Path ?? "the current namespace"}";
        NeighbourSocket OpenHere() => Open(interfaceName, target, own, operation);
        return place is null ? OpenHere() : place.Run(OpenHere);
    }

    /// <summary>Asks, without waiting: what the kernel does not take now is lost, as any frame may be.</summary>
    /// <param name="from">
    /// The asker's address, which must be the interface's: then it asks from the interface's hardware address too. Null: it asks from the
    /// hardware address of its own, and nobody remembers an address of it.
    /// </param>
    /// <returns>0 when the kernel took it; else its error number.</returns>
    public int Ask(IPAddress? from)
    {
        Span<byte> sender = stackalloc byte[16];
        Span<byte> frame = stackalloc byte[NeighbourPacket.Bytes];
        if (from is null)
        {
            _asker = Own;
            sender.Clear();
            if (_ipv6)
            {
                NeighbourPacket.WriteLinkLocal(sender, Own);
            }
        }
        else
        {
            if (!TryReadInterfaceMac(_socket, out _asker, out _))
            {
                return Marshal.GetLastPInvokeError();
            }

            _ = from.TryWriteBytes(sender, out _);
        }

        if (_ipv6)
        {
            NeighbourPacket.WriteSolicitation(frame, _asker, sender, _target);
        }
        else
        {
            frame = frame[..ArpPacket.Bytes];
            ArpPacket.WriteRequest(frame, _asker, sender[..4], _target);
        }

        return Send(frame);
    }

    /// <summary>Lets a reactor read the socket; a flood is read in portions, so that other descriptors have their turn.</summary>
    /// <param name="reactor">The reactor.</param>
    /// <param name="onAnswer">Called on the reactor's thread with each answer to the asker of the last question.</param>
    /// <param name="onFault">Called on the reactor's thread when reading failed for good: nothing more comes.</param>
    /// <exception cref="InvalidOperationException">It is attached already.</exception>
    public void Attach(Reactor reactor, NeighbourReceiver onAnswer, Action? onFault = null)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(onAnswer);
        if (_registration is not null)
        {
            throw new InvalidOperationException("the socket is attached to a reactor already");
        }

        _registration = reactor.Register(_socket, $"the neighbour socket on '{InterfaceName}'", () =>
        {
            for (var i = 0; i < FramesPerWake && !_socket.IsClosed && Read(onAnswer); i++)
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

    private int Send(ReadOnlySpan<byte> frame)
    {
        Span<byte> address = stackalloc byte[AddressBytes];
        WriteAddress(address, _ipv6, _interfaceIndex);
        fixed (byte* data = frame)
        fixed (byte* name = address)
        {
            while (Libc.SendTo(_socket, data, (nuint)frame.Length, Sockets.MessageDontWait, name, AddressBytes) < 0)
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

    // False when nothing is left.
    private bool Read(NeighbourReceiver onAnswer)
    {
        Span<byte> buffer = stackalloc byte[BufferBytes];
        Span<byte> name = stackalloc byte[AddressBytes];
        var length = Receiving.Receive(_socket, buffer, name, default, out _);
        if (length < 0)
        {
            return length switch
            {
                -Errno.Eagain => false,
                -Errno.Enetdown => true,
                _ => throw new LinuxException($"hear neighbours on '{InterfaceName}'", -length),
            };
        }

        var frame = buffer[..length];
        if (_ipv6
            ? NeighbourPacket.TryReadAdvertisement(frame, _asker, _target, out var holder)
            : ArpPacket.TryReadReply(frame, _asker, _target, out holder))
        {
            onAnswer(holder);
        }

        return true;
    }

    private static NeighbourSocket Open(string interfaceName, IPAddress target, MacAddress own, string operation)
    {
        var index = (int)Libc.IfNameToIndex(interfaceName);
        if (index == 0)
        {
            throw LinuxException.Last(operation);
        }

        // Protocol 0 hears nothing until it is bound: no packet gets past the filter before it is there.
        var ipv6 = target.AddressFamily == AddressFamily.InterNetworkV6;
        var type = Sockets.Raw | Sockets.CloseOnExec | Sockets.NonBlocking;
        var socket = Libc.Socket(Sockets.Packet, type, 0).OrThrow(operation);
        try
        {
            SocketOptions.AttachFilter(socket, FilterFor(target.GetAddressBytes()), operation);
            SocketOptions.SetReceiveBuffer(socket, ReceiveBufferBytes, operation);
            Span<byte> address = stackalloc byte[AddressBytes];
            WriteAddress(address, ipv6, index);
            fixed (byte* start = address)
            {
                if (Libc.Bind(socket, start, AddressBytes) != 0)
                {
                    throw LinuxException.Last(operation);
                }
            }

            if (!TryReadInterfaceMac(socket, out _, out var kind) || kind != Ethernet)
            {
                throw new LinuxException($"cannot {operation}: it is no Ethernet interface");
            }

            Join(socket, index, own, operation);
            return new NeighbourSocket(socket, interfaceName, index, target, own);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // struct packet_mreq: index, type at 4, length at 6, address at 8. The NIC takes frames to one address more; one that cannot becomes
    // promiscuous, by the kernel's own decision. Ends with the socket.
    private static void Join(Descriptor socket, int index, MacAddress own, string operation)
    {
        Span<byte> membership = stackalloc byte[16];
        membership.Clear();
        MemoryMarshal.Write(membership, index);
        MemoryMarshal.Write(membership[4..], (ushort)Sockets.PacketUnicast);
        MemoryMarshal.Write(membership[6..], (ushort)MacAddress.Bytes);
        own.Write(membership[8..]);
        SocketOptions.Set(socket, Sockets.LevelPacket, Sockets.PacketAddMembership, membership, operation);
    }

    // struct sockaddr_ll: kind of hardware at 8, length of the address at 11, address at 12. It is the interface's as it is now.
    private static bool TryReadInterfaceMac(Descriptor socket, out MacAddress mac, out ushort kind)
    {
        var name = stackalloc byte[AddressBytes];
        uint length = AddressBytes;
        (mac, kind) = (default, 0);
        if (Libc.GetSocketName(socket, name, &length) != 0)
        {
            return false;
        }

        var address = new ReadOnlySpan<byte>(name, AddressBytes);
        kind = MemoryMarshal.Read<ushort>(address[8..]);
        mac = MacAddress.Read(address[12..]);
        return true;
    }

    private static void WriteAddress(Span<byte> address, bool ipv6, int index)
    {
        address.Clear();
        MemoryMarshal.Write(address, (ushort)Sockets.Packet);
        BinaryPrimitives.WriteUInt16BigEndian(address[2..], ipv6 ? NeighbourPacket.EtherType : ArpPacket.EtherType);
        MemoryMarshal.Write(address[4..], index);
    }

    // Answers about the target alone wake the reactor, of whatever else passes the interface.
    private static BpfInstruction[] FilterFor(byte[] target) => target.Length == 4
        ?
        [
            BpfInstruction.LoadHalf(ArpPacket.OperationAt),
            BpfInstruction.JumpIfEqual(ArpPacket.Reply, 0, 3),
            BpfInstruction.LoadWord(ArpPacket.SenderAt),
            BpfInstruction.JumpIfEqual(BinaryPrimitives.ReadUInt32BigEndian(target), 0, 1),
            BpfInstruction.Return(uint.MaxValue),
            BpfInstruction.Return(0),
        ]
        :
        [
            BpfInstruction.LoadByte(NeighbourPacket.NextHeaderAt),
            BpfInstruction.JumpIfEqual(NeighbourPacket.Icmpv6, 0, 5),
            BpfInstruction.LoadByte(NeighbourPacket.MessageAt),
            BpfInstruction.JumpIfEqual(NeighbourPacket.Advertisement, 0, 3),
            BpfInstruction.LoadWord(NeighbourPacket.TargetAt + 12),
            BpfInstruction.JumpIfEqual(BinaryPrimitives.ReadUInt32BigEndian(target.AsSpan(12)), 0, 1),
            BpfInstruction.Return(uint.MaxValue),
            BpfInstruction.Return(0),
        ];
}
