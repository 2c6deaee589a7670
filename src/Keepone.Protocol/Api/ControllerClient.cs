using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Keepone.Protocol.Api;

/// <summary>The certificate files for an https endpoint (PEM).</summary>
/// <param name="Certificate">The client's certificate.</param>
/// <param name="Key">Its private key.</param>
/// <param name="Authority">The authority that the controller's certificate must come from.</param>
public sealed record ClientCertificates(string Certificate, string Key, string Authority);

/// <summary>What a request to the controller brought.</summary>
/// <typeparam name="T">The answer's record.</typeparam>
/// <param name="Value">The answer; null when there is none.</param>
/// <param name="Status">The HTTP status; null when nobody answered.</param>
/// <param name="Trouble">Why there is no answer, in one sentence; null when there is one.</param>
public sealed record ControllerAnswer<T>(T? Value, HttpStatusCode? Status, string? Trouble)
    where T : class;

/// <summary>Reads the controller's API at <c>unix:/PATH</c>, <c>http://</c> on loopback, or <c>https://</c> with certificates.</summary>
public sealed class ControllerClient : IDisposable
{
    /// <summary>How long a request may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long an order may take: the controller waits for its agents.</summary>
    public static readonly TimeSpan OrderPatience = TimeSpan.FromSeconds(20);

    /// <summary>The longest token that is sent.</summary>
    public const int LongestToken = 1024;

    /// <summary>The longest answer that is taken: the fleet of ten thousand routers.</summary>
    public const int LongestAnswer = 64 * 1024 * 1024;

    private readonly string _endpoint;
    private readonly HttpClient _client;

    /// <summary>A client; it connects with the first request.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="certificates">The certificate files; needed for https.</param>
    /// <exception cref="FormatException">The endpoint is none; the message says what is expected.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A certificate file cannot be read.</exception>
    public ControllerClient(string endpoint, ClientCertificates? certificates = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _endpoint = endpoint;
        var handler = new SocketsHttpHandler();
        var address = new Uri("http://localhost");
        if (endpoint.StartsWith("unix:/", StringComparison.Ordinal))
        {
            var path = endpoint["unix:".Length..];
            handler.ConnectCallback = async (_, stop) => new NetworkStream(await UnixSocket.ConnectAsync(path, stop), ownsSocket: true);
        }
        else if (!Uri.TryCreate(endpoint, UriKind.Absolute, out address!) || address.Scheme is not ("http" or "https"))
        {
            throw new FormatException($"'{endpoint}' is no endpoint: expected unix:/PATH, http://127.0.0.1:PORT or https://HOST:PORT.");
        }
        else if (address.Scheme == "http" && !address.IsLoopback)
        {
            throw new FormatException($"'{endpoint}' would be plain text on the network: use https://, or http:// on loopback.");
        }
        else if (address.Scheme == "https")
        {
            handler.SslOptions = Tls(certificates
                ?? throw new FormatException($"'{endpoint}' needs a certificate, its key and the authority: give --certificate, --key and --authority."));
        }

        _client = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestAnswer };
    }

    /// <summary>The routers.</summary>
    /// <param name="stop">Cancels.</param>
    /// <returns>The routers, or why there is no answer.</returns>
    public Task<ControllerAnswer<RouterResponse[]>> RoutersAsync(CancellationToken stop) =>
        GetAsync("/api/v1/routers", ApiJson.Default.RouterResponseArray, stop);

    /// <summary>A router with its evidence.</summary>
    /// <param name="router">Its id or name.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>The router, or why there is no answer.</returns>
    public Task<ControllerAnswer<RouterDetailResponse>> RouterAsync(string router, CancellationToken stop) =>
        GetAsync($"/api/v1/routers/{Uri.EscapeDataString(router)}", ApiJson.Default.RouterDetailResponse, stop);

    /// <summary>The incidents, open and closed.</summary>
    /// <param name="stop">Cancels.</param>
    /// <returns>The incidents, or why there is no answer.</returns>
    public Task<ControllerAnswer<IncidentResponse[]>> IncidentsAsync(CancellationToken stop) =>
        GetAsync("/api/v1/incidents", ApiJson.Default.IncidentResponseArray, stop);

    /// <summary>The nodes.</summary>
    /// <param name="stop">Cancels.</param>
    /// <returns>The nodes, or why there is no answer.</returns>
    public Task<ControllerAnswer<NodeResponse[]>> NodesAsync(CancellationToken stop) =>
        GetAsync("/api/v1/nodes", ApiJson.Default.NodeResponseArray, stop);

    /// <summary>Orders that the mastership of a router moves.</summary>
    /// <param name="router">The router's id or name.</param>
    /// <param name="request">The order.</param>
    /// <param name="token">The token that orders over TCP need; null on a unix socket.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>What was ordered, or why nothing was.</returns>
    public Task<ControllerAnswer<OrderResponse>> FailoverAsync(string router, FailoverRequest request, string? token, CancellationToken stop) =>
        OrderAsync($"/api/v1/routers/{Uri.EscapeDataString(router)}/failover", request, ApiJson.Default.FailoverRequest, token, stop);

    /// <summary>Orders that the maintenance of a node begins, lasts longer, or ends.</summary>
    /// <param name="node">The node.</param>
    /// <param name="request">The order.</param>
    /// <param name="token">The token that orders over TCP need; null on a unix socket.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>What was ordered, or why nothing was.</returns>
    public Task<ControllerAnswer<OrderResponse>> MaintenanceAsync(string node, MaintenanceRequest request, string? token, CancellationToken stop) =>
        OrderAsync($"/api/v1/nodes/{Uri.EscapeDataString(node)}/maintenance", request, ApiJson.Default.MaintenanceRequest, token, stop);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static SslClientAuthenticationOptions Tls(ClientCertificates files)
    {
        var authority = new X509Certificate2Collection();
        authority.ImportFromPemFile(files.Authority);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authority);
        return new SslClientAuthenticationOptions
        {
            ClientCertificates = [X509Certificate2.CreateFromPemFile(files.Certificate, files.Key)],
            CertificateChainPolicy = policy,
        };
    }

    private async Task<ControllerAnswer<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken stop)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        return await SendAsync(request, type, Patience, stop);
    }

    private async Task<ControllerAnswer<OrderResponse>> OrderAsync<T>(
        string path, T order, JsonTypeInfo<T> type, string? token, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(order, type)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await SendAsync(request, ApiJson.Default.OrderResponse, OrderPatience, stop);
    }

    private async Task<ControllerAnswer<T>> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, TimeSpan patience, CancellationToken stop)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(patience);
        try
        {
            using var response = await _client.SendAsync(request, limit.Token);
            var body = await response.Content.ReadAsByteArrayAsync(limit.Token);
            if (response.IsSuccessStatusCode)
            {
                return new ControllerAnswer<T>(JsonSerializer.Deserialize(body, type), response.StatusCode, null);
            }

            var problem = JsonSerializer.Deserialize(body, ApiJson.Default.ProblemResponse);
            return new ControllerAnswer<T>(null, response.StatusCode, $"{problem?.Title}: {problem?.Detail}");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // The innermost sentence names the path or the refusal; those around it only say that sending failed.
            return new ControllerAnswer<T>(null, null, $"The controller does not answer at {_endpoint}: {(error.InnerException ?? error).Message.TrimEnd('.')}.");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new ControllerAnswer<T>(null, null, $"The controller at {_endpoint} did not answer within {patience.TotalSeconds} s.");
        }
        catch (JsonException error)
        {
            return new ControllerAnswer<T>(null, null, $"What answers at {_endpoint} is no controller of this version: {error.Message.TrimEnd('.')}.");
        }
    }
}
