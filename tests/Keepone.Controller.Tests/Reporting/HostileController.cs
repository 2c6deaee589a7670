using Grpc.Core;
using Keepone.Protocol.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Keepone.Controller.Tests.Reporting;

/// <summary>What a hostile controller does on one connection.</summary>
internal delegate Task Misbehaviour(
    IAsyncStreamReader<AgentMessage> agent, IServerStreamWriter<ControllerMessage> answers, ServerCallContext context);

/// <summary>A real gRPC server on a unix socket that does whatever a test wants to agents.</summary>
internal sealed class HostileController : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("keepone-hostile-");
    private readonly WebApplication _host;
    private int _connections;

    private HostileController(Misbehaviour misbehaviour)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.ListenUnixSocket(Path.Combine(_directory.FullName, "s"), listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore().AddGrpc();
        builder.Services.AddSingleton<Misbehaviour>((agent, answers, context) =>
        {
            Interlocked.Increment(ref _connections);
            return misbehaviour(agent, answers, context);
        });
        _host = builder.Build();
        _host.UseRouting();
        _host.MapGrpcService<Link>();
    }

    /// <summary>How many connections were made.</summary>
    internal int Connections => Volatile.Read(ref _connections);

    internal string Endpoint => $"unix:{_directory.FullName}/s";

    internal static ControllerMessage Welcome { get; } = new() { Welcome = new Welcome { Controller = "hostile", TakesStateChanges = true } };

    internal static async Task<HostileController> StartAsync(Misbehaviour misbehaviour)
    {
        var controller = new HostileController(misbehaviour);
        await controller._host.StartAsync(ControllerFixture.Cancellation);
        return controller;
    }

    /// <summary>Waits until the agent is gone.</summary>
    internal static Task ForeverAsync(ServerCallContext context) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _host.StopAsync(now.Token);
        await _host.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private sealed class Link(Misbehaviour misbehaviour) : AgentLink.AgentLinkBase
    {
        public override Task Connect(
            IAsyncStreamReader<AgentMessage> requestStream, IServerStreamWriter<ControllerMessage> responseStream, ServerCallContext context) =>
            misbehaviour(requestStream, responseStream, context);
    }
}
