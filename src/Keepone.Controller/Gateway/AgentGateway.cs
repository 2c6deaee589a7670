using Grpc.Core;
using Keepone.Controller.Configuration;
using Keepone.Controller.Fleet;
using Keepone.Controller.Logging;
using Keepone.Core.Diagnosis;
using Keepone.Core.Model;
using Keepone.Protocol;
using Keepone.Protocol.V1;
using Duration = Google.Protobuf.WellKnownTypes.Duration;

namespace Keepone.Controller.Gateway;

/// <summary>One stream per agent: checks its hello, passes on what it says, says what the fleet wants said.</summary>
internal sealed class AgentGateway(
    FleetLoop fleet, ControllerOptions options, SteadyClock clock, IHostApplicationLifetime lifetime, ILogger<AgentGateway> logger)
    : AgentLink.AgentLinkBase
{
    /// <summary>How long a connection may take to say hello.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public override async Task Connect(
        IAsyncStreamReader<AgentMessage> requestStream, IServerStreamWriter<ControllerMessage> responseStream, ServerCallContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        var first = await ReadFirstAsync(requestStream, end.Token);
        if (first is null)
        {
            return;
        }

        var certificate = context.GetHttpContext().Connection.ClientCertificate;
        if (HelloReader.Read(first.Hello, certificate, out var rejection) is not { } hello)
        {
            await RejectAsync(responseStream, context.Peer, rejection!, context.CancellationToken);
            return;
        }

        using var session = fleet.Open(hello.Node);
        try
        {
            hello = hello with { Session = session.Id };
            (rejection, var told) = await fleet.AskAsync((machine, now) => (machine.Hello(hello, now), machine.LastTold(hello.Node)), end.Token);
            if (rejection is not null)
            {
                await RejectAsync(responseStream, context.Peer, rejection, context.CancellationToken);
                return;
            }

            await responseStream.WriteAsync(
                new ControllerMessage
                {
                    Welcome = new Welcome
                    {
                        Controller = options.Name,
                        HeartbeatInterval = Duration.FromTimeSpan(AgentLiveness.HeartbeatInterval),
                        TakesStateChanges = true,
                        LastStateChange = told,
                        TakesCheckChanges = true,
                    },
                },
                context.CancellationToken);
            await TalkAsync(session, requestStream, responseStream, context, end);
        }
        catch (Exception error) when (
            error is OperationCanceledException or IOException or RpcException or InvalidOperationException)
        {
            await LoseAsync(session, error is OperationCanceledException ? "the connection ended" : error.Message);
        }
        finally
        {
            fleet.Close(session);
        }
    }

    private static async Task SayAsync(
        AgentSession session, IServerStreamWriter<ControllerMessage> stream, CancellationToken cancellation)
    {
        await foreach (var message in session.Outbound.ReadAllAsync(cancellation))
        {
            await stream.WriteAsync(message, cancellation);
        }
    }

    private async Task<AgentMessage?> ReadFirstAsync(IAsyncStreamReader<AgentMessage> stream, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await stream.MoveNext(either.Token) ? stream.Current : null;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or RpcException)
        {
            return null;
        }
    }

    private async Task TalkAsync(
        AgentSession session,
        IAsyncStreamReader<AgentMessage> requestStream,
        IServerStreamWriter<ControllerMessage> responseStream,
        ServerCallContext context,
        CancellationTokenSource end)
    {
        var saying = SayAsync(session, responseStream, end.Token);
        var listening = ListenAsync(session, requestStream, context.Peer, end.Token);

        // Saying ends when the session is rejected; listening ends with the stream, or by a goodbye.
        var ended = await Task.WhenAny(saying, listening);
        session.Complete();
        if (ended == saying)
        {
            await end.CancelAsync();
        }

        await Task.WhenAll(saying, listening);
    }

    private async Task ListenAsync(
        AgentSession session, IAsyncStreamReader<AgentMessage> stream, string peer, CancellationToken cancellation)
    {
        while (await stream.MoveNext(cancellation))
        {
            var message = stream.Current;
            switch (message.BodyCase)
            {
                case AgentMessage.BodyOneofCase.Goodbye:
                    var reason = ForeignText.Line(message.Goodbye.Reason);
                    await fleet.PostAsync((machine, now) => machine.Goodbye(session.Id, session.Node, reason, now), cancellation);
                    return;
                case AgentMessage.BodyOneofCase.Heartbeat:
                    var claimed = message.Heartbeat.LatenessMilliseconds;
                    var lateness = double.IsFinite(claimed) ? claimed : 0; // JSON knows no infinity
                    await fleet.PostAsync(
                        (machine, now) => machine.Heartbeat(session.Id, session.Node, lateness, now), cancellation);
                    break;
                case AgentMessage.BodyOneofCase.Removed when RouterId.TryParse(message.Removed.RouterId, out var router):
                    await fleet.PostAsync((machine, now) => machine.Removed(session.Id, session.Node, router, now), cancellation);
                    break;
                case AgentMessage.BodyOneofCase.Changed:
                    await ChangeAsync(session, message, peer, cancellation);
                    break;
                case AgentMessage.BodyOneofCase.StateChanges:
                    await TellAsync(session, message.StateChanges, peer, cancellation);
                    break;
                case AgentMessage.BodyOneofCase.OrderAnswer:
                    session.Orders.Answer(message.OrderAnswer.Id, OrderMapping.FromMessage(message.OrderAnswer));
                    break;
                default:
                    Refuse(session, peer, "The agent sent a message that this controller does not know after its hello.");
                    break;
            }
        }

        await LoseAsync(session, "the agent ended the stream without a goodbye");
    }

    private async Task ChangeAsync(AgentSession session, AgentMessage message, string peer, CancellationToken cancellation)
    {
        if (ObservationMapping.FromMessage(message.Changed, session.Node, out var rejection) is not { } observation)
        {
            Refuse(session, peer, rejection!);
            return;
        }

        await fleet.PostAsync(
            (machine, now) =>
            {
                if (machine.Changed(session.Id, session.Node, observation, now) is { } refusal)
                {
                    Refuse(session, peer, refusal);
                }
            },
            cancellation);
    }

    private async Task TellAsync(AgentSession session, StateChanges told, string peer, CancellationToken cancellation)
    {
        if (StateChangeMapping.FromMessage(told, out var rejection) is { } report)
        {
            await fleet.PostAsync((machine, now) => machine.Told(session.Id, session.Node, report, now), cancellation);
        }
        else
        {
            Refuse(session, peer, rejection!);
        }
    }

    private void Refuse(AgentSession session, string peer, string reason)
    {
        Log.AgentRejected(logger, peer, reason);
        session.Reject(reason);
    }

    private async Task RejectAsync(
        IServerStreamWriter<ControllerMessage> stream, string peer, string reason, CancellationToken cancellation)
    {
        Log.AgentRejected(logger, peer, reason);
        await stream.WriteAsync(new ControllerMessage { Rejected = new Rejected { Reason = reason } }, cancellation);
    }

    private async Task LoseAsync(AgentSession session, string reason)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return; // it is not the agent that leaves
        }

        var line = ForeignText.Line(reason).TrimEnd('.');
        Log.AgentDisconnected(logger, session.Node, line, AgentLiveness.DeadAfter.TotalSeconds);
        await fleet.PostAsync((machine, _) => machine.Broken(session.Id, session.Node), CancellationToken.None);
    }
}
