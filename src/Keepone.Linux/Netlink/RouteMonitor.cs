using System.Runtime.InteropServices;
using Keepone.Linux.Interop;
using Keepone.Linux.Netlink;

namespace Keepone.Linux;

/// <summary>
/// Hears of every change of links and addresses, of one namespace or of all that have an id (<see cref="NamespaceIds"/>).
/// Open it before the first dump, so that no change falls between the two.
/// </summary>
public sealed class RouteMonitor : IDisposable
{
    /// <summary>
    /// The receive buffer of a monitor of one namespace, in bytes: an event takes about 1 kB of it, and a replica has a few dozen
    /// addresses at most times. Kernel memory is taken only by what is queued.
    /// </summary>
    public const int DefaultReceiveBuffer = 256 * 1024;

    /// <summary>The receive buffer of a monitor of all namespaces, in bytes.</summary>
    public const int DefaultReceiveBufferForAll = 4 * 1024 * 1024;

    // So that a storm in one namespace does not keep the reactor from all others.
    private const int DatagramsPerWake = 64;
    private const int BufferBytes = 16 * 1024;

    // Shared by all monitors that one thread reads: hundreds of replicas must not have a buffer each.
    [ThreadStatic]
    private static byte[]? sharedBuffer;

    private readonly Descriptor _socket;
    private readonly TimeProvider _time;
    private readonly string _place;
    private IDisposable? _registration;

    private RouteMonitor(Descriptor socket, TimeProvider time, string place)
    {
        _socket = socket;
        _time = time;
        _place = place;
    }

    /// <summary>The socket, to wait for.</summary>
    public SafeHandle Handle => _socket;

    /// <summary>Opens a monitor of one namespace.</summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="time">The clock of <see cref="RouteBatch.ReadAt"/>; the system's unless given.</param>
    /// <param name="receiveBuffer">The most that the kernel queues, in bytes.</param>
    /// <returns>The monitor; nothing is lost from now on.</returns>
    /// <exception cref="LinuxException">The namespace cannot be entered or the socket cannot be had.</exception>
    public static RouteMonitor OpenIn(
        NetworkNamespace? place, TimeProvider? time = null, int receiveBuffer = DefaultReceiveBuffer) =>
        place is null
            ? Open(allNamespaces: false, time, receiveBuffer, "the current namespace")
            : place.Run(() => Open(allNamespaces: false, time, receiveBuffer, place.Path));

    /// <summary>
    /// Opens one monitor of this namespace and all others that have an id in it: one queue, in the kernel's order.
    /// </summary>
    /// <param name="within">The namespace of the socket; null: the calling thread's.</param>
    /// <param name="time">The clock of <see cref="RouteBatch.ReadAt"/>; the system's unless given.</param>
    /// <param name="receiveBuffer">The most that the kernel queues, in bytes.</param>
    /// <returns>The monitor; nothing is lost from now on.</returns>
    /// <exception cref="LinuxException">The socket cannot be had, or the process has not CAP_NET_BROADCAST.</exception>
    public static RouteMonitor OpenForAllNamespaces(
        NetworkNamespace? within = null, TimeProvider? time = null, int receiveBuffer = DefaultReceiveBufferForAll) =>
        within is null
            ? Open(allNamespaces: true, time, receiveBuffer, "all namespaces")
            : within.Run(() => Open(allNamespaces: true, time, receiveBuffer, "all namespaces"));

    /// <summary>Reads one batch, without waiting.</summary>
    /// <param name="batch">The batch; may be an <see cref="Overrun"/> alone.</param>
    /// <returns>False when nothing is left to read.</returns>
    /// <exception cref="LinuxException">The socket is broken.</exception>
    public bool TryRead(out RouteBatch batch)
    {
        var buffer = sharedBuffer ??= new byte[BufferBytes];
        while (Receive(buffer, out var length, out var namespaceId, out var lost))
        {
            var at = _time.GetTimestamp();
            var events = lost ? [new Overrun()] : Parse(buffer.AsSpan(0, length), namespaceId);
            if (events.Count > 0)
            {
                batch = new RouteBatch(at, events);
                return true;
            }
        }

        batch = null!;
        return false;
    }

    /// <summary>Lets a reactor read the monitor.</summary>
    /// <param name="reactor">The reactor.</param>
    /// <param name="onBatch">Called on the reactor's thread.</param>
    /// <param name="onFault">Called on the reactor's thread when reading failed for good: nothing more comes.</param>
    /// <exception cref="InvalidOperationException">It is attached already.</exception>
    public void Attach(Reactor reactor, Action<RouteBatch> onBatch, Action? onFault = null)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(onBatch);
        if (_registration is not null)
        {
            throw new InvalidOperationException("the monitor is attached to a reactor already");
        }

        _registration = reactor.Register(_socket, $"the route monitor of {_place}", () =>
        {
            for (var i = 0; i < DatagramsPerWake && !_socket.IsClosed && TryRead(out var batch); i++)
            {
                onBatch(batch);
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

    private static unsafe RouteMonitor Open(bool allNamespaces, TimeProvider? time, int receiveBuffer, string place)
    {
        var operation = $"listen to changes of links and addresses of {place}";
        var socket = Libc.Socket(Sockets.Netlink, Sockets.Raw | Sockets.CloseOnExec | Sockets.NonBlocking, RtNetlink.Route)
            .OrThrow(operation);
        try
        {
            SocketOptions.SetReceiveBuffer(socket, receiveBuffer, operation);
            if (allNamespaces)
            {
                SocketOptions.Set(socket, Sockets.LevelNetlink, RtNetlink.OptionListenAllNamespaces, 1, operation);
            }

            // struct sockaddr_nl: family, padding, port id (the kernel chooses), groups.
            var address = stackalloc byte[12];
            new Span<byte>(address, 12).Clear();
            *(ushort*)address = Sockets.Netlink;
            *(uint*)(address + 8) = RtNetlink.GroupLink | RtNetlink.GroupIpv4Address | RtNetlink.GroupIpv6Address;
            return Libc.Bind(socket, address, 12) == 0
                ? new RouteMonitor(socket, time ?? TimeProvider.System, place)
                : throw LinuxException.Last(operation);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static List<RouteEvent> Parse(ReadOnlySpan<byte> datagram, int? namespaceId)
    {
        var events = new List<RouteEvent>(1);
        var messages = new NetlinkReader(datagram);
        while (messages.TryRead(out var message))
        {
            if (RouteParser.ReadEvent(message, namespaceId) is { } change)
            {
                events.Add(change);
            }
        }

        // What cannot be read may have been a change: let the receiver look for itself.
        if (messages.Malformed)
        {
            events.Add(new Overrun());
        }

        return events;
    }

    private bool Receive(byte[] buffer, out int length, out int? namespaceId, out bool lost)
    {
        // struct sockaddr_nl: the port id is at 4.
        Span<byte> name = stackalloc byte[12];
        Span<byte> control = stackalloc byte[64];
        namespaceId = null;
        lost = false;
        while (true)
        {
            length = Receiving.Receive(_socket, buffer, name, control, out var header);
            switch (-length)
            {
                case Errno.Eagain:
                    return false;
                case Errno.Enobufs:
                    lost = true;
                    return true;
                case > 0:
                    throw new LinuxException($"listen to changes of links and addresses of {_place}", -length);
                default:
                    break;
            }

            // Only the kernel (port id 0) announces changes.
            if (header.NameLength == name.Length && BitConverter.ToUInt32(name[4..]) == 0)
            {
                lost = (header.Flags & Sockets.MessageTruncated) != 0;
                namespaceId = ControlMessages.FindInt(
                    control[..(int)header.ControlLength], Sockets.LevelNetlink, RtNetlink.OptionListenAllNamespaces);
                return true;
            }
        }
    }
}
