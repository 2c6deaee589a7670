using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;
using Keepone.Protocol;

namespace Keepone.Agent.Reporting;

/// <summary>Turns what a gRPC call throws into one sentence for people.</summary>
internal static class LinkFailure
{
    internal static LinkException Explain(ControllerEndpoint endpoint, Exception error, bool welcomed)
    {
        for (var inner = error; inner is not null; inner = Next(inner))
        {
            switch (inner)
            {
                // Under TLS 1.3 the client has finished when the server refuses its certificate, and hears of it as a reset connection.
                case SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown }:
                    return Closed(endpoint, error, welcomed);
                case SocketException socket:
                    return welcomed
                        ? new LinkException(
                            LinkTrouble.Lost, $"The controller at {endpoint} is lost: {Lower(socket.Message)}.", error)
                        : new LinkException(
                            LinkTrouble.NotThere, $"No controller answers at {endpoint}: {Lower(socket.Message)}.", error);
                case AuthenticationException tls:
                    return new LinkException(
                        LinkTrouble.NotTrusted,
                        $"The controller at {endpoint} and this agent do not trust each other: {Lower(tls.Message)}", error);
                default:
                    break;
            }
        }

        return Closed(endpoint, error, welcomed);
    }

    private static LinkException Closed(ControllerEndpoint endpoint, Exception error, bool welcomed)
    {
        var detail = ForeignText.Line(error is RpcException rpc ? rpc.Status.Detail : error.Message, 256);
        return endpoint.IsTls && !welcomed
            ? new LinkException(
                LinkTrouble.NotTrusted,
                $"The controller at {endpoint} closed the connection before it answered; if it does not trust this agent's certificate, "
                + $"its log says so ({detail.TrimEnd('.')}).", error)
            : new LinkException(LinkTrouble.Lost, $"The controller at {endpoint} is lost: {Lower(detail.TrimEnd('.'))}.", error);
    }

    private static Exception? Next(Exception error) =>
        error is RpcException { Status.DebugException: { } debug } ? debug : error.InnerException;

    private static string Lower(string text) => text.Length > 1 && char.IsUpper(text[0]) && !char.IsUpper(text[1])
        ? char.ToLowerInvariant(text[0]) + text[1..]
        : text;
}
