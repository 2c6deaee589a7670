using System.Net.Sockets;
using Keepone.Protocol;

namespace Keepone.Agent.Reporting;

/// <summary>How a link connects: no proxy, a unix socket or TLS, and a peer that vanished is noticed.</summary>
internal static class LinkHandler
{
    /// <summary>The handler of one connection; whoever makes it disposes of it.</summary>
    /// <param name="endpoint">Where it connects.</param>
    /// <param name="credentials">The certificates of a TLS endpoint; null for others.</param>
    internal static SocketsHttpHandler Create(ControllerEndpoint endpoint, LinkCredentials? credentials)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectTimeout = ControllerLinkOptions.Patience,
            // A peer that vanished without a word is noticed although nothing is to be read.
            KeepAlivePingDelay = ControllerLinkOptions.Patience,
            KeepAlivePingTimeout = ControllerLinkOptions.Patience,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        if (credentials is not null)
        {
            handler.SslOptions = credentials.ClientOptions();
        }

        if (endpoint.SocketPath is { } path)
        {
            handler.ConnectCallback = async (_, cancellation) => new NetworkStream(await UnixSocket.ConnectAsync(path, cancellation), ownsSocket: true);
        }

        return handler;
    }
}
