using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Keepone.Linux.Interop;
using Sockets = Keepone.Linux.Interop.Sockets;

namespace Keepone.Linux;

/// <summary>
/// Tries TCP connections from inside a namespace, one at a time, with one socket for all of them: each is broken off by a reset, so that
/// neither side keeps anything of it (no TIME_WAIT), and no thread enters the namespace again.
/// </summary>
public sealed unsafe class ConnectSocket : IDisposable
{
    private readonly Descriptor _socket;
    private readonly string _name;
    private Reactor? _reactor;
    private Action<int>? _onEnd;
    private Action? _onFault;
    private IDisposable? _registration;

    private ConnectSocket(Descriptor socket, int interfaceIndex, string name) =>
        (_socket, InterfaceIndex, _name) = (socket, interfaceIndex, name);

    /// <summary>The interface's index; 0: any.</summary>
    public int InterfaceIndex { get; }

    /// <summary>Opens a socket.</summary>
    /// <param name="place">The namespace; null: the calling thread's.</param>
    /// <param name="interfaceName">The only interface that it connects by; null: any.</param>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <param name="from">The address to connect from, one of the namespace; null: the kernel chooses.</param>
    /// <returns>The socket.</returns>
    /// <exception cref="LinuxException">The interface or the address is not there, or the process has not CAP_NET_RAW.</exception>
    public static ConnectSocket OpenIn(NetworkNamespace? place, string? interfaceName, AddressFamily family, IPAddress? from)
    {
        var operation = $"connect {(from is null ? "" : $"from {from} ")}by {(interfaceName is null ? "any interface" : $"'{interfaceName}'")}"
            + $" of {place?.Path ?? "the current namespace"}";
        ConnectSocket OpenHere() => Open(interfaceName, family == AddressFamily.InterNetworkV6, from, operation);
        return place is null ? OpenHere() : place.Run(OpenHere);
    }

    /// <summary>Lets a reactor wait for connections.</summary>
    /// <param name="reactor">The reactor.</param>
    /// <param name="onEnd">Called on the reactor's thread: 0 when it was connected, else the error number.</param>
    /// <param name="onFault">Called on the reactor's thread when waiting failed for good.</param>
    public void Attach(Reactor reactor, Action<int> onEnd, Action? onFault = null)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentNullException.ThrowIfNull(onEnd);
        (_reactor, _onEnd, _onFault) = (reactor, onEnd, onFault);
    }

    /// <summary>Begins to connect, without waiting.</summary>
    /// <param name="to">Where to.</param>
    /// <returns>Null: its end will be told. Else it has ended: 0 when it is connected, or the error number.</returns>
    /// <exception cref="InvalidOperationException">It is not attached to a reactor.</exception>
    public int? Connect(in DatagramAddress to)
    {
        if (_reactor is not { } reactor)
        {
            throw new InvalidOperationException("the socket is not attached to a reactor");
        }

        Reset();
        Span<byte> address = stackalloc byte[DatagramAddress.MostBytes];
        to.CopyTo(address);
        fixed (byte* name = address)
        {
            if (Libc.Connect(_socket, name, (uint)to.Length) == 0)
            {
                Reset();
                return 0;
            }
        }

        // Interrupted, it goes on all the same (connect(2)).
        var error = Marshal.GetLastPInvokeError();
        if (error is not (Errno.Einprogress or Errno.Eintr))
        {
            return error;
        }

        _registration = reactor.RegisterWritable(_socket, _name, End, _onFault);
        return null;
    }

    /// <summary>Breaks off what was begun; its end will not be told.</summary>
    public void Reset()
    {
        _registration?.Dispose();
        _registration = null;
        if (_socket.IsClosed)
        {
            return;
        }

        // AF_UNSPEC: the kernel sends a reset where there is a connection, and the socket is as new.
        var nowhere = stackalloc byte[16];
        new Span<byte>(nowhere, 16).Clear();
        _ = Libc.Connect(_socket, nowhere, 16);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reset();
        _socket.Dispose();
    }

    private void End()
    {
        int error;
        uint length = sizeof(int);
        if (Libc.GetSocketOption(_socket, Sockets.LevelSocket, Sockets.ErrorStatus, &error, &length) != 0)
        {
            error = Marshal.GetLastPInvokeError();
        }

        Reset();
        _onEnd!(error);
    }

    private static ConnectSocket Open(string? interfaceName, bool ipv6, IPAddress? from, string operation)
    {
        var index = interfaceName is null ? 0 : (int)Libc.IfNameToIndex(interfaceName);
        if (index == 0 && interfaceName is not null)
        {
            throw LinuxException.Last(operation);
        }

        var type = Sockets.Stream | Sockets.CloseOnExec | Sockets.NonBlocking;
        var socket = Libc.Socket(ipv6 ? Sockets.Inet6 : Sockets.Inet, type, 0).OrThrow(operation);
        try
        {
            // struct linger: on, for no time at all. Closing a connection resets it.
            Span<byte> linger = stackalloc byte[8];
            linger.Clear();
            linger[0] = 1;
            SocketOptions.Set(socket, Sockets.LevelSocket, Sockets.Linger, linger, operation);

            // Another port for each connection: one that the other side still remembers must not be asked from again.
            SocketOptions.Set(socket, Sockets.LevelIp, Sockets.IpBindAddressNoPort, 1, operation);
            SocketOptions.Bind(socket, interfaceName, index, from, operation);
            return new ConnectSocket(socket, index, $"a TCP probe {(interfaceName is null ? "by any interface" : $"by '{interfaceName}'")}");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
