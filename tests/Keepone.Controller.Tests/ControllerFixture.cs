using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Keepone.Controller.Configuration;
using Keepone.Controller.Hosting;
using Keepone.Protocol.Api;
using Microsoft.Extensions.Logging;

namespace Keepone.Controller.Tests;

/// <summary>
/// A real controller in this process: real Kestrel on unix sockets, a real database file, in a directory of its own.
/// </summary>
internal sealed class ControllerFixture : IAsyncDisposable
{
    private ControllerHost? _host;

    internal ControllerFixture()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("keepone-controller-").FullName;
        Options = new ControllerOptions
        {
            Name = "controller-1",
            Agents = [ListenAddress.Parse($"unix:{AgentSocket}", out _)!],
            Api = [ListenAddress.Parse($"unix:{ApiSocket}", out _)!],
            Database = Path.Combine(Directory, "controller.db"),
        };
    }

    internal string Directory { get; }

    internal string AgentSocket => Path.Combine(Directory, "agents.sock");

    internal string ApiSocket => Path.Combine(Directory, "api.sock");

    internal ControllerOptions Options { get; set; }

    internal LogCapture Log { get; private set; } = new();

    internal ControllerHost Host => _host ?? throw new InvalidOperationException("not started");

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static async Task<ControllerFixture> StartAsync(TimeProvider? time = null)
    {
        var fixture = new ControllerFixture();
        await fixture.RestartAsync(time);
        return fixture;
    }

    /// <summary>Starts the controller, or stops it and starts another on the same database.</summary>
    internal async Task RestartAsync(TimeProvider? time = null)
    {
        await StopAsync();
        Log = new LogCapture();
        _host = await ControllerHost.StartAsync(
            Options, time ?? TimeProvider.System, logging => logging.AddProvider(Log), Cancellation);
    }

    internal async Task StopAsync()
    {
        if (_host is { } host)
        {
            _host = null;
            await host.StopAsync(CancellationToken.None);
            await host.DisposeAsync();
        }
    }

    internal HttpClient Http() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(ApiSocket), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://localhost"),
    };

    internal async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type)
    {
        using var http = Http();
        var text = await http.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation);
        return JsonSerializer.Deserialize(text, type)!;
    }

    /// <summary>Posts an order; the answer is a response or a problem.</summary>
    internal async Task<(HttpStatusCode Status, OrderResponse? Response, string Problem)> OrderAsync<T>(string path, T order, JsonTypeInfo<T> type)
    {
        using var http = Http();
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(order, type));
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        return answer.IsSuccessStatusCode
            ? (answer.StatusCode, JsonSerializer.Deserialize(text, ApiJson.Default.OrderResponse), "")
            : (answer.StatusCode, null, JsonSerializer.Deserialize(text, ApiJson.Default.ProblemResponse)!.Detail);
    }

    /// <summary>Waits until everything that was told to the loop before is worked on.</summary>
    internal Task SettleAsync() => Host.Fleet.AskAsync((_, _) => true, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
