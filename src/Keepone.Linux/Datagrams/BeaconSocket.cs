using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Keepone.Linux.Interop;
using Sockets = Keepone.Linux.Interop.Sockets;

namespace Keepone.Linux;

/// <summary>
/// A UDP socket for beacons: bound to one address, port and (of a replica) interface of a namespace; it never waits, and takes and
/// gives several datagrams in a call.
/// </summary>
public sealed unsafe class BeaconSocket : IDisposable
{
    // CS6, network control, as keepalived's adverts have: what carries one carries the other. Not higher than an unprivileged
    // process may ask for.
    private const int NetworkControl = 0xC0;

    private readonly Descriptor _socket;

    private BeaconSocket(Descriptor socket, IPEndPoint local, int interfaceIndex) =>
        (_socket, Local, InterfaceIndex) = (socket, local, interfaceIndex);

    /// <summary>The socket, to wait for.</summary>
    public SafeHandle Handle => _socket;

    /// <summary>The address and port that it is bound to.</summary>
    public IPEndPoint Local { get; }

    /// <summary>The index of its interface; 0: any. An interface that was made again has another: open a new socket then.</summary>
    public int InterfaceIndex { get; }

    /// <summary>Opens a socket.</summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="local">The address and port.</param>
    /// <param name="interfaceName">The only interface that it sends and receives by; null: any.</param>
    /// <param name="receiveBuffer">What the kernel may queue for it, in bytes, as far as it allows it.</param>
    /// <returns>The socket.</returns>
    /// <exception cref="LinuxException">
    /// The interface or the address is not there, the port is taken, or the process has not CAP_NET_RAW.
    /// </exception>
    public static BeaconSocket OpenIn(NetworkNamespace? place, IPEndPoint local, string? interfaceName, int receiveBuffer)
    {
        ArgumentNullException.ThrowIfNull(local);
        var operation = $"receive beacons on {local}{(interfaceName is null ? "" : $" of '{interfaceName}'")}"
            + $" in {place?.Path ?? "the current namespace"}";
        BeaconSocket OpenHere() => Open(local, interfaceName, receiveBuffer, operation);
        return place is null ? OpenHere() : place.Run(OpenHere);
    }

    /// <summary>Bounds what the kernel queues.</summary>
    /// <param name="bytes">The bytes; fewer where the kernel does not allow it (net.core.rmem_max without CAP_NET_ADMIN).</param>
    public void SetReceiveBuffer(int bytes) => SocketOptions.SetReceiveBuffer(_socket, bytes, $"bound the queue of beacons on {Local}");

    /// <summary>Receives as many datagrams as are there and have room, without waiting.</summary>
    /// <param name="batch">Where to.</param>
    /// <returns>How many.</returns>
    /// <exception cref="LinuxException">The socket is broken.</exception>
    public int Receive(DatagramBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.PrepareToReceive();
        while (true)
        {
            var count = Libc.ReceiveMessages(_socket, batch.Messages, (uint)batch.Capacity, Sockets.MessageDontWait, 0);
            if (count >= 0)
            {
                return count;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == Errno.Eagain)
            {
                return 0;
            }

            if (error != Errno.Eintr)
            {
                throw new LinuxException($"receive beacons on {Local}", error);
            }
        }
    }

    /// <summary>Sends datagrams, without waiting: what the kernel does not take now is lost, as any datagram may be.</summary>
    /// <param name="batch">The datagrams.</param>
    /// <param name="count">How many of them.</param>
    /// <param name="error">The error number of the last one that was not taken; 0 when all were.</param>
    /// <returns>How many the kernel took.</returns>
    public int Send(DatagramBatch batch, int count, out int error)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, batch.Capacity);
        error = 0;
        var (taken, next) = (0, 0);
        while (next < count)
        {
            var sent = Libc.SendMessages(_socket, batch.Messages + next, (uint)(count - next), Sockets.MessageDontWait);
            if (sent > 0)
            {
                (taken, next) = (taken + sent, next + sent);
                continue;
            }

            var failure = sent < 0 ? Marshal.GetLastPInvokeError() : Errno.Eagain;
            if (failure != Errno.Eintr)
            {
                // One that cannot be reached must not keep the others from hearing.
                error = failure;
                next++;
            }
        }

        return taken;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static BeaconSocket Open(IPEndPoint local, string? interfaceName, int receiveBuffer, string operation)
    {
        var index = interfaceName is null ? 0 : (int)Libc.IfNameToIndex(interfaceName);
        if (index == 0 && interfaceName is not null)
        {
            throw LinuxException.Last(operation);
        }

        var ipv6 = local.AddressFamily == AddressFamily.InterNetworkV6;
        var type = Sockets.Datagram | Sockets.CloseOnExec | Sockets.NonBlocking;
        var socket = Libc.Socket(ipv6 ? Sockets.Inet6 : Sockets.Inet, type, 0).OrThrow(operation);
        try
        {
            if (interfaceName is not null)
            {
                SocketOptions.Set(
                    socket, Sockets.LevelSocket, Sockets.BindToDevice, Encoding.UTF8.GetBytes(interfaceName + '\0'), operation);
            }

            SocketOptions.SetReceiveBuffer(socket, receiveBuffer, operation);
            var (level, option) = ipv6 ? (Sockets.LevelIpv6, Sockets.Ipv6TrafficClass) : (Sockets.LevelIp, Sockets.IpTypeOfService);
            SocketOptions.Set(socket, level, option, NetworkControl, operation);
            var address = new DatagramAddress(local, index);
            Span<byte> raw = stackalloc byte[DatagramAddress.MostBytes];
            address.CopyTo(raw);
            fixed (byte* start = raw)
            {
                if (Libc.Bind(socket, start, (uint)address.Length) != 0)
                {
                    throw LinuxException.Last(operation);
                }
            }

            return new BeaconSocket(socket, local, index);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
