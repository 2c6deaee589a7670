using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Keepone.Protocol.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Keepone.Bench;

/// <summary>A controller that only listens: it takes the agent's stream, and notes when each observation was received.</summary>
internal sealed class ControllerEar : AgentLink.AgentLinkBase
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Observation> _latest = [];
    private Func<IReadOnlyDictionary<string, Observation>, bool>? _condition;
    private TaskCompletionSource<long>? _met;

    /// <summary>Listens on a unix socket until it is cancelled.</summary>
    internal static async Task<ControllerEar> ListenAsync(string path, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.ListenUnixSocket(Path.GetFullPath(path), options => options.Protocols = HttpProtocols.Http2));
        var ear = new ControllerEar();
        builder.Services.AddSingleton(ear);
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = 64 * 1024 * 1024);
        var application = builder.Build();
        application.MapGrpcService<ControllerEar>();
        await application.StartAsync(stop);
        return ear;
    }

    /// <summary>Forgets what it heard: the next agent says everything anew.</summary>
    internal void Forget()
    {
        lock (_gate)
        {
            _latest.Clear();
        }
    }

    /// <summary>Waits until what was heard last of all routers is as expected.</summary>
    /// <returns>When the observation was received that made it so.</returns>
    internal Task<long> UntilAsync(Func<IReadOnlyDictionary<string, Observation>, bool> condition, TimeSpan deadline, CancellationToken stop)
    {
        lock (_gate)
        {
            if (condition(_latest))
            {
                return Task.FromResult(TimeProvider.System.GetTimestamp());
            }

            (_condition, _met) = (condition, new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
            return _met.Task.WaitAsync(deadline, TimeProvider.System, stop);
        }
    }

    /// <summary>How many routers are in each state, for messages.</summary>
    internal string Describe()
    {
        lock (_gate)
        {
            return string.Join(", ", _latest.Values.GroupBy(observation => observation.State).Select(group => $"{group.Count()} {group.Key}"));
        }
    }

    public override async Task Connect(
        IAsyncStreamReader<AgentMessage> requestStream, IServerStreamWriter<ControllerMessage> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var at = TimeProvider.System.GetTimestamp();
            switch (requestStream.Current.BodyCase)
            {
                case AgentMessage.BodyOneofCase.Hello:
                    var welcome = new Welcome { Controller = "bench", HeartbeatInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(2)) };
                    await responseStream.WriteAsync(new ControllerMessage { Welcome = welcome }, context.CancellationToken);
                    Take(requestStream.Current.Hello.Observations, at);
                    break;
                case AgentMessage.BodyOneofCase.Changed:
                    Take([requestStream.Current.Changed], at);
                    break;
                default:
                    break;
            }
        }
    }

    private void Take(IEnumerable<Observation> observations, long at)
    {
        lock (_gate)
        {
            foreach (var observation in observations)
            {
                _latest[observation.RouterName] = observation;
            }

            if (_condition is { } condition && condition(_latest))
            {
                _condition = null;
                _met!.TrySetResult(at);
            }
        }
    }
}
