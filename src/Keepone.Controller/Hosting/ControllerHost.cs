using System.Net.Sockets;
using Keepone.Controller.Api;
using Keepone.Controller.Configuration;
using Keepone.Controller.Fleet;
using Keepone.Controller.Gateway;
using Keepone.Controller.Logging;
using Keepone.Controller.Orders;
using Keepone.Controller.Store;
using Keepone.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Keepone.Controller.Hosting;

/// <summary>Puts a controller together and runs it: the same for the program and for tests.</summary>
internal sealed class ControllerHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ControllerOptions _options;

    private ControllerHost(WebApplication app, ControllerOptions options) => (_app, _options) = (app, options);

    internal IServiceProvider Services => _app.Services;

    internal FleetLoop Fleet => _app.Services.GetRequiredService<FleetLoop>();

    /// <summary>Starts a controller: reads the database, opens its addresses.</summary>
    /// <param name="options">Its configuration.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logging">Where its log goes.</param>
    /// <param name="cancellation">Stops the start.</param>
    /// <exception cref="StartupException">It cannot start; the message is for people.</exception>
    internal static async Task<ControllerHost> StartAsync(
        ControllerOptions options, TimeProvider time, Action<ILoggingBuilder> logging, CancellationToken cancellation)
    {
        var database = new ControllerDatabase(options.Database);
        var snapshot = await database.StartAsync(cancellation);

        // The empty builder reads no configuration files, so nothing watches a working directory that may be '/'.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        logging(builder.Logging);
        builder.Services.AddSystemd();
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(new SteadyClock(time));
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(snapshot);
        builder.Services.AddSingleton<StoreQueue>();
        builder.Services.AddSingleton<FleetLoop>();
        builder.Services.AddSingleton<OrderAccess>();
        builder.Services.AddSingleton<OrderPost>();
        builder.Services.AddSingleton<OrderDesk>();

        // Started first and stopped last: what the loop did last is still written.
        builder.Services.AddHostedService<StoreWriter>();
        builder.Services.AddHostedService(services => services.GetRequiredService<FleetLoop>());
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = ProtocolLimits.LongestMessage;
            grpc.IgnoreUnknownServices = true; // the fallback below answers
        });
        if (options.Tls is { } files)
        {
            builder.Services.AddSingleton(files);
            builder.Services.AddSingleton<CertificateFiles>();
        }

        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddOptions<KestrelServerOptions>()
            .Configure<IServiceProvider>((kestrel, services) => Listeners.Configure(kestrel, options, services.GetService<CertificateFiles>()));

        var app = builder.Build();
        var host = new ControllerHost(app, options);
        try
        {
            host.Map();
            await host.OpenAsync(cancellation);
            return host;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    internal Task WaitForShutdownAsync(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    internal async Task StopAsync(CancellationToken cancellation)
    {
        await _app.StopAsync(cancellation);
        Listeners.RemoveSockets(_options);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        _app.Use(async (http, next) =>
        {
            var isAgents = http.Request.Path.StartsWithSegments("/keepone.v1.AgentLink", StringComparison.Ordinal);
            if (isAgents == (Listeners.RoleOf(http) == ListenerRole.Agents))
            {
                await next(http);
                return;
            }

            await ApiEndpoints.ProblemAsync(
                http, StatusCodes.Status404NotFound, "Wrong door",
                isAgents ? "Agents connect to an address of `agents`." : "The API is served on the addresses of `api`.");
        });
        _app.UseRouting();
        _app.MapGrpcService<AgentGateway>();
        _app.MapApi();
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        Listeners.RemoveStaleSockets(_options);
        try
        {
            await _app.StartAsync(cancellation);
            Listeners.ProtectSockets(_options);
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            throw new StartupException(
                $"An address is in use: {error.Message.TrimEnd('.')}. Another controller runs here; stop it, or give this one an address of its own.",
                ExitCodes.MissingPrivilege, error);
        }
        catch (SocketException error)
        {
            throw new StartupException(
                $"An address of the configuration cannot be listened on: {error.Message}. "
                + "It must belong to this machine, a socket's directory must exist, and ports below 1024 need a privilege.",
                ExitCodes.MissingPrivilege, error);
        }

        var logger = _app.Services.GetRequiredService<ILogger<ControllerHost>>();
        var (agents, api) = (string.Join(", ", _options.Agents), string.Join(", ", _options.Api));
        Log.Listening(logger, _options.Name, agents, api);
        _app.Lifetime.ApplicationStopping.Register(() => Log.Stopping(logger, _options.Name));
    }
}
