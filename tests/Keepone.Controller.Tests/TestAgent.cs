using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Keepone.Protocol;
using Keepone.Protocol.V1;
using Observation = Keepone.Core.Model.Observation;
using VrrpState = Keepone.Core.Model.VrrpState;

namespace Keepone.Controller.Tests;

/// <summary>An agent made of the generated client: it says exactly what a test wants said.</summary>
internal sealed class TestAgent : IAsyncDisposable
{
    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<AgentMessage, ControllerMessage> _call;
    private ulong _heartbeats;

    internal TestAgent(string socketPath, string node)
    {
        Node = node;
        _channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            DisposeHttpClient = true,
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellation) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            },
        });
        _call = new AgentLink.AgentLinkClient(_channel).Connect(cancellationToken: ControllerFixture.Cancellation);
    }

    internal string Node { get; }

    /// <summary>Whether its hello says that it takes orders.</summary>
    internal bool TakesOrders { get; init; } = true;

    /// <summary>Connects and waits for the welcome.</summary>
    internal static async Task<TestAgent> ConnectAsync(
        ControllerFixture controller, string node, params Observation[] observations)
    {
        var agent = new TestAgent(controller.AgentSocket, node);
        var answer = await agent.HelloAsync(observations);
        Assert.True(answer.BodyCase == ControllerMessage.BodyOneofCase.Welcome, answer.ToString());
        return agent;
    }

    internal async Task<ControllerMessage> HelloAsync(params Observation[] observations)
    {
        var hello = new Hello { Node = Node, AgentVersion = "0.1.0", ProtocolVersion = 1, BootId = "boot", AgentStartId = "start", Connection = 1, TakesOrders = TakesOrders };
        hello.Observations.AddRange(observations.Select(ObservationMapping.ToMessage));
        await SendAsync(new AgentMessage { Hello = hello });
        return (await ReadAsync())!;
    }

    internal Task SendAsync(AgentMessage message) => _call.RequestStream.WriteAsync(message, ControllerFixture.Cancellation);

    internal Task ReportAsync(Observation observation) =>
        SendAsync(new AgentMessage { Changed = ObservationMapping.ToMessage(observation) });

    internal Task ReportAsync(string router, VrrpState state, DateTimeOffset since, params string[] hears) =>
        ReportAsync(Samples.Observation(router, Node, state, since, hears));

    internal Task HeartbeatAsync(double lateness = 1.5) =>
        SendAsync(new AgentMessage { Heartbeat = new Heartbeat { Sequence = ++_heartbeats, LatenessMilliseconds = lateness } });

    /// <summary>The next order; other messages are passed over.</summary>
    internal async Task<Order> OrderAsync()
    {
        while (true)
        {
            var message = await ReadAsync();
            Assert.NotNull(message);
            if (message.BodyCase == ControllerMessage.BodyOneofCase.Order)
            {
                return message.Order;
            }
        }
    }

    /// <summary>Takes the next order, or refuses it, as a real agent answers.</summary>
    internal async Task<Order> AnswerAsync(string refusal = "")
    {
        var order = await OrderAsync();
        var answer = new OrderAnswer { Id = order.Id, Refusal = refusal };
        if (refusal.Length == 0 && !order.TakeBack)
        {
            answer.Until = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Samples.Noon);
        }

        await SendAsync(new AgentMessage { OrderAnswer = answer });
        return order;
    }

    internal Task GoodbyeAsync() =>
        SendAsync(new AgentMessage { Goodbye = new Goodbye { Reason = "The node is being upgraded." } });

    /// <summary>The next message of the controller; null when it ended the stream.</summary>
    internal async Task<ControllerMessage?> ReadAsync() =>
        await _call.ResponseStream.MoveNext(ControllerFixture.Cancellation).WaitAsync(
            TimeSpan.FromSeconds(20), ControllerFixture.Cancellation)
            ? _call.ResponseStream.Current
            : null;

    /// <summary>The connection breaks, without a goodbye.</summary>
    internal void Break() => _call.Dispose();

    public ValueTask DisposeAsync()
    {
        _call.Dispose();
        _channel.Dispose();
        return ValueTask.CompletedTask;
    }
}
