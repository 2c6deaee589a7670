using System.Net.Sockets;

namespace Keepone.Protocol;

/// <summary>Connections to unix sockets, with errors that say what is wrong with the path.</summary>
public static class UnixSocket
{
    /// <summary>Connects.</summary>
    /// <param name="path">The socket's path.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>The connected socket.</returns>
    /// <exception cref="SocketException">Nobody can be reached there; the message says why.</exception>
    public static async Task<Socket> ConnectAsync(string path, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
            return socket;
        }
        catch (SocketException error)
        {
            socket.Dispose();

            // The kernel's ENOENT arrives as "cannot assign requested address".
            throw new SocketException(
                (int)error.SocketErrorCode,
                error.SocketErrorCode switch
                {
                    SocketError.AddressNotAvailable => $"there is no socket {path}",
                    SocketError.ConnectionRefused => $"nobody listens on {path}",
                    SocketError.AccessDenied => $"{path} may not be opened by this user",
                    _ => $"{path}: {error.Message}",
                });
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
