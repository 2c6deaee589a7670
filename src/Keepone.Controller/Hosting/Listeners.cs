using System.Net.Sockets;
using Keepone.Controller.Configuration;
using Keepone.Controller.Gateway;
using Keepone.Protocol;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Keepone.Controller.Hosting;

/// <summary>What a listener is for: agents and people have doors of their own.</summary>
internal enum ListenerRole
{
    Agents,
    Api,
}

/// <summary>Opens the addresses of the configuration.</summary>
internal static class Listeners
{
    private const UnixFileMode SocketMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    internal static void Configure(KestrelServerOptions kestrel, ControllerOptions options, CertificateFiles? certificates)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null; // a stream has no size; gRPC limits its messages
        kestrel.Limits.MaxConcurrentConnections = 2 * Fleet.FleetMachine.MostNodes;
        kestrel.Limits.MinRequestBodyDataRate = null; // a quiet agent is no slow one
        kestrel.Limits.Http2.MaxStreamsPerConnection = 8;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(10);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
        foreach (var address in options.Agents)
        {
            Listen(kestrel, address, ListenerRole.Agents, certificates);
        }

        foreach (var address in options.Api)
        {
            Listen(kestrel, address, ListenerRole.Api, certificates);
        }
    }

    /// <summary>The door that a request came through.</summary>
    internal static ListenerRole RoleOf(HttpContext http) =>
        http.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(
            typeof(ListenerRole), out var role) == true ? (ListenerRole)role! : ListenerRole.Api;

    /// <summary>The address that a request came to; null: it is not known.</summary>
    internal static ListenAddress? AddressOf(HttpContext http) =>
        http.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(typeof(ListenAddress), out var address) == true ? (ListenAddress?)address : null;

    /// <summary>Removes sockets that a killed controller left behind; one that answers is somebody's.</summary>
    /// <exception cref="StartupException">A socket is in use.</exception>
    internal static void RemoveStaleSockets(ControllerOptions options)
    {
        foreach (var path in SocketPaths(options).Where(File.Exists))
        {
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                probe.Connect(new UnixDomainSocketEndPoint(path));
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
            {
                File.Delete(path);
                continue;
            }
            catch (SocketException error)
            {
                throw new StartupException(
                    $"The socket {path} cannot be used: {error.Message}.", ExitCodes.MissingPrivilege, error);
            }

            throw new StartupException(
                $"The socket {path} is in use: another controller runs here; stop it, or give this one an address of its own.", ExitCodes.MissingPrivilege);
        }
    }

    /// <summary>Lets the group of the controller use its sockets, and nobody else.</summary>
    internal static void ProtectSockets(ControllerOptions options)
    {
        foreach (var path in SocketPaths(options))
        {
            File.SetUnixFileMode(path, SocketMode);
        }
    }

    internal static void RemoveSockets(ControllerOptions options)
    {
        foreach (var path in SocketPaths(options))
        {
            File.Delete(path);
        }
    }

    private static IEnumerable<string> SocketPaths(ControllerOptions options) =>
        options.Agents.Concat(options.Api).Select(address => address.SocketPath).OfType<string>();

    private static void Listen(
        KestrelServerOptions kestrel, ListenAddress address, ListenerRole role, CertificateFiles? certificates)
    {
        void Configure(ListenOptions listen)
        {
            listen.Protocols = role == ListenerRole.Agents ? HttpProtocols.Http2 : address.IsTls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
            listen.Use(next => connection =>
            {
                connection.Items[typeof(ListenerRole)] = role;
                connection.Items[typeof(ListenAddress)] = address;
                return next(connection);
            });
            if (address.IsTls)
            {
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = context =>
                        ValueTask.FromResult(certificates!.ServerOptions(context.Connection.RemoteEndPoint?.ToString() ?? "?")),
                    HandshakeTimeout = ProtocolLimits.HeartbeatInterval * 3,
                });
            }
        }

        if (address.SocketPath is { } path)
        {
            kestrel.ListenUnixSocket(path, Configure);
        }
        else
        {
            kestrel.Listen(address.Endpoint!, Configure);
        }
    }
}
