using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Grpc.Core;
using Grpc.Net.Client;
using Keepone.Agent.Orders;
using Keepone.Core.Model;
using Keepone.Protocol;
using Keepone.Protocol.V1;
using Observation = Keepone.Core.Model.Observation;

namespace Keepone.Agent.Reporting;

/// <summary>What a hello says of its sender.</summary>
internal sealed record LinkHello(AgentIdentity Identity, ulong Connection);

/// <summary>What a welcome says.</summary>
/// <param name="Controller">The controller's name.</param>
/// <param name="HeartbeatInterval">The time between two heartbeats.</param>
/// <param name="TakesStateChanges">Whether it takes the history of states.</param>
/// <param name="LastStateChange">The last change of this agent process that it has.</param>
/// <param name="TakesCheckChanges">Whether it takes changes of checks' verdicts too.</param>
internal sealed record LinkWelcome(
    string Controller, TimeSpan HeartbeatInterval, bool TakesStateChanges, ulong LastStateChange, bool TakesCheckChanges);

/// <summary>
/// One connection to one controller, from hello to goodbye. Everything that goes wrong is a <see cref="LinkException"/>.
/// </summary>
internal sealed class LinkSession : IAsyncDisposable
{
    /// <summary>
    /// The most changes that are sent before history and heartbeat have their turn: as many as a message of history has. Without a limit
    /// replicas that change as fast as the link takes it would leave no room for either, however alive the agent is.
    /// </summary>
    internal const int MostChangesPerTurn = ProtocolLimits.MostStateChanges;

    private readonly ControllerEndpoint _endpoint;
    private readonly SteadyClock _clock;
    private readonly LinkCredentials? _credentials;
    private readonly GrpcChannel _channel;
    private readonly CancellationTokenSource _end = new();
    private readonly AsyncDuplexStreamingCall<AgentMessage, ControllerMessage> _call;
    private readonly LinkInbox _inbox;
    private readonly OrderIntake? _orders;
    private ulong _heartbeats;

    private LinkSession(ControllerEndpoint endpoint, LinkCredentials? credentials, SteadyClock clock, OrderIntake? orders)
    {
        (_endpoint, _credentials, _clock, _orders) = (endpoint, credentials, clock, orders);
        _channel = GrpcChannel.ForAddress(endpoint.Address, new GrpcChannelOptions
        {
            HttpHandler = LinkHandler.Create(endpoint, credentials),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = 64 * 1024,
            MaxSendMessageSize = ProtocolLimits.LongestMessage,
        });
        _call = new AgentLink.AgentLinkClient(_channel).Connect(cancellationToken: _end.Token);
        _inbox = new LinkInbox(
            _call.ResponseStream, (error, welcomed) => LinkFailure.Explain(_endpoint, error, welcomed), clock.Time, _end.Token);
    }

    internal static LinkSession Open(ControllerEndpoint endpoint, ControllerLinkOptions options, SteadyClock clock, OrderIntake? orders)
    {
        var credentials = endpoint.IsTls ? LinkCredentials.Load(options) : null;
        return new LinkSession(endpoint, credentials, clock, orders);
    }

    internal async Task<LinkWelcome> GreetAsync(LinkHello sender, IReadOnlyList<Observation> everything, CancellationToken stop)
    {
        var hello = new Hello
        {
            Node = sender.Identity.Node,
            AgentVersion = sender.Identity.Version,
            ProtocolVersion = ProtocolLimits.Version,
            BootId = sender.Identity.BootId,
            AgentStartId = sender.Identity.StartId,
            Connection = sender.Connection,
            TellsStateChanges = true,
            TakesOrders = _orders is not null,
            Maintenance = _orders?.Maintenance is { } maintenance ? OrderMapping.ToMessage(maintenance) : null,
        };
        hello.Observations.AddRange(everything.Select(ObservationMapping.ToMessage));
        await SendAsync(new AgentMessage { Hello = hello }, TimeSpan.Zero, stop);

        using var patience = new CancellationTokenSource(ControllerLinkOptions.Patience, _clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        try
        {
            var message = await _inbox.Messages.ReadAsync(either.Token);
            return message.BodyCase switch
            {
                ControllerMessage.BodyOneofCase.Welcome => Read(message.Welcome),
                ControllerMessage.BodyOneofCase.Rejected => throw Rejected(message.Rejected),
                _ => throw Lost("it answered the hello with something else than a welcome"),
            };
        }
        catch (ChannelClosedException)
        {
            throw _inbox.Trouble ?? Lost("it closed the connection");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw Lost($"it did not answer the hello within {ControllerLinkOptions.Patience.TotalSeconds:0} s");
        }
    }

    /// <summary>Sends changes, history and heartbeats until <paramref name="stop"/>, then the goodbye.</summary>
    internal async Task ReportAsync(ReportQueue queue, LinkWelcome welcome, Func<TimeSpan> lateness, CancellationToken stop)
    {
        var rhythm = new HeartbeatRhythm(welcome.HeartbeatInterval, _clock.Time);
        var told = welcome.LastStateChange;
        var inbound = _inbox.Messages.WaitToReadAsync(CancellationToken.None).AsTask();
        while (!stop.IsCancellationRequested)
        {
            for (var sent = 0; sent < MostChangesPerTurn && !rhythm.IsDue && queue.TryTake(out var router, out var observation); sent++)
            {
                await SendAsync(Change(router, observation), ControllerLinkOptions.GoodbyePatience, stop);
            }

            if (queue.Overflowed)
            {
                throw Lost("it takes changes more slowly than they happen");
            }

            // How it is comes first; what happened before is told in pieces, between which there is room for that and for a heartbeat.
            var before = told;
            told = welcome.TakesStateChanges ? await TellAsync(queue.History, told, welcome.TakesCheckChanges, stop) : told;
            if (rhythm.IsDue)
            {
                await BeatAsync(lateness(), stop);
                rhythm.Beat();
            }
            else if (told == before)
            {
                using var wake = CancellationTokenSource.CreateLinkedTokenSource(stop);
                await Task.WhenAny(queue.WaitAsync(), inbound, Task.Delay(rhythm.Remaining, _clock.Time, wake.Token));
                await wake.CancelAsync();
            }

            if (inbound.IsCompleted)
            {
                await ListenAsync(inbound, rhythm, stop);
                inbound = _inbox.Messages.WaitToReadAsync(CancellationToken.None).AsTask();
            }
        }

        await SayGoodbyeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _inbox.Reading;
        _call.Dispose();
        _channel.Dispose();
        _credentials?.Dispose();
        _end.Dispose();
    }

    private static AgentMessage Change(RouterId router, Observation? observation) => observation is null
        ? new AgentMessage { Removed = new Removed { RouterId = router.ToString() } }
        : new AgentMessage { Changed = ObservationMapping.ToMessage(observation) };

    private static LinkWelcome Read(Welcome welcome) => new(
        ForeignText.Line(welcome.Controller, ProtocolLimits.LongestName),
        HeartbeatRhythm.Sensible(welcome.HeartbeatInterval, ProtocolLimits.HeartbeatInterval),
        welcome.TakesStateChanges,
        welcome.LastStateChange,
        welcome.TakesCheckChanges);

    private async Task<ulong> TellAsync(StateHistory history, ulong told, bool checks, CancellationToken stop)
    {
        var changes = history.After(told, ProtocolLimits.MostStateChanges);
        if (changes.IsEmpty)
        {
            return told;
        }

        // An older controller would take a check's verdict for a state.
        var report = new StateChangeReport(_clock.Now, history.Forgotten, checks ? changes : changes.RemoveAll(change => change.Check is not null));
        if (!report.Changes.IsEmpty)
        {
            await SendAsync(new AgentMessage { StateChanges = StateChangeMapping.ToMessage(report) }, ControllerLinkOptions.GoodbyePatience, stop);
        }

        history.Told(changes[^1].Sequence);
        return changes[^1].Sequence;
    }

    private Task BeatAsync(TimeSpan lateness, CancellationToken stop) => SendAsync(
        new AgentMessage { Heartbeat = new Heartbeat { Sequence = ++_heartbeats, LatenessMilliseconds = lateness.TotalMilliseconds } },
        ControllerLinkOptions.GoodbyePatience,
        stop);

    private async Task ListenAsync(Task<bool> inbound, HeartbeatRhythm rhythm, CancellationToken stop)
    {
        if (!await inbound)
        {
            throw _inbox.Trouble ?? Lost("it closed the connection");
        }

        // As many as wait: orders take their time, and a controller that sends more of them must not keep the agent from reporting.
        for (var heard = 0; heard < LinkInbox.MostWaiting && _inbox.Messages.TryRead(out var message); heard++)
        {
            switch (message.BodyCase)
            {
                case ControllerMessage.BodyOneofCase.Rejected:
                    throw Rejected(message.Rejected);
                case ControllerMessage.BodyOneofCase.Ask:
                    rhythm.Ask();
                    break;
                case ControllerMessage.BodyOneofCase.Order when _orders is not null:
                    await SendAsync(new AgentMessage { OrderAnswer = _orders.Take(message.Order) }, ControllerLinkOptions.GoodbyePatience, stop);
                    break;
                default:
                    // A newer controller's word, which this agent does not know.
                    break;
            }
        }
    }

    /// <summary>Sends a message. When the agent stops meanwhile, the message has <paramref name="grace"/> left to go.</summary>
    private async Task SendAsync(AgentMessage message, TimeSpan grace, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(ControllerLinkOptions.Patience, _clock.Time);
        await using var hurry = stop.UnsafeRegister(_ => patience.CancelAfter(grace), null);
        try
        {
            await _call.RequestStream.WriteAsync(message, patience.Token);
        }
        catch (Exception error) when (
            error is RpcException or InvalidOperationException or OperationCanceledException or IOException)
        {
            stop.ThrowIfCancellationRequested();
            if (patience.IsCancellationRequested)
            {
                throw Lost($"it took no message for {ControllerLinkOptions.Patience.TotalSeconds:0} s");
            }

            // The reading side knows why, or will in a moment.
            throw await WhyAsync(error, patience.Token);
        }
    }

    private async Task<LinkException> WhyAsync(Exception error, CancellationToken patience)
    {
        try
        {
            while (await _inbox.Messages.WaitToReadAsync(patience))
            {
                if (_inbox.Messages.TryRead(out var message) && message.BodyCase == ControllerMessage.BodyOneofCase.Rejected)
                {
                    return Rejected(message.Rejected);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It goes on talking instead of saying why.
        }

        return _inbox.Trouble ?? LinkFailure.Explain(_endpoint, error, welcomed: _heartbeats > 0);
    }

    [SuppressMessage(
        "Design", "CA1031", Justification = "A goodbye that does not arrive is no trouble: the controller notices the silence.")]
    private async Task SayGoodbyeAsync()
    {
        using var patience = new CancellationTokenSource(ControllerLinkOptions.GoodbyePatience, _clock.Time);
        try
        {
            var goodbye = new AgentMessage { Goodbye = new Goodbye { Reason = "The agent was stopped." } };
            await _call.RequestStream.WriteAsync(goodbye, patience.Token);
            await _call.RequestStream.CompleteAsync().WaitAsync(patience.Token);

            // The controller ends the stream when it has read the goodbye; ending it from here could overtake it.
            await _inbox.Reading.WaitAsync(patience.Token);
        }
        catch (Exception)
        {
        }
    }

    private LinkException Lost(string what) => new(LinkTrouble.Lost, $"The controller at {_endpoint} is lost: {what}.");

    private LinkException Rejected(Rejected rejected) =>
        new(LinkTrouble.Rejected, $"The controller at {_endpoint} rejects this agent: {ForeignText.Line(rejected.Reason)}");
}
