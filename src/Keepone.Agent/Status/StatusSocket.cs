using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Keepone.Protocol;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Status;

/// <summary>
/// The local status socket: whoever may connect is sent the status as one JSON document, and the connection is closed. It answers
/// also without a controller.
/// </summary>
public sealed class StatusSocket : IDisposable
{
    /// <summary>How many requests are answered at one time; others wait in the kernel's queue.</summary>
    public const int MostRequests = 8;

    /// <summary>How long a request may take to be read by its sender.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The longest status that is read: ten thousand replicas.</summary>
    public const int LongestStatus = 64 * 1024 * 1024;

    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private readonly Socket _listener;
    private readonly string _path;

    private StatusSocket(Socket listener, string path) => (_listener, _path) = (listener, path);

    /// <summary>Opens the socket. A path left by a daemon that is gone is taken over; one that answers is not.</summary>
    /// <param name="path">The path.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>The socket; null when another daemon answers there.</returns>
    /// <exception cref="SocketException">It cannot be opened.</exception>
    public static async Task<StatusSocket?> TryOpenAsync(string path, CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path))
        {
            try
            {
                using var probe = await UnixSocket.ConnectAsync(path, stop);
                return null;
            }
            catch (SocketException)
            {
                File.Delete(path);
            }
        }

        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, Mode);
            listener.Listen(MostRequests);
            return new StatusSocket(listener, path);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Asks an agent for its status.</summary>
    /// <param name="path">The agent's socket.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>The status.</returns>
    /// <exception cref="SocketException">No agent answers; the message says why.</exception>
    /// <exception cref="JsonException">What answered is no agent, or one of another version.</exception>
    public static Task<AgentStatus> AskAsync(string path, CancellationToken stop) => AskAsync(path, AgentJson.Default.AgentStatus, stop);

    /// <summary>Asks a daemon for its status.</summary>
    /// <typeparam name="T">The status.</typeparam>
    /// <param name="path">The daemon's socket.</param>
    /// <param name="json">The status's JSON form.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>The status.</returns>
    /// <exception cref="SocketException">Nobody answers; the message says why.</exception>
    /// <exception cref="JsonException">What answered is another daemon, or one of another version.</exception>
    public static async Task<T> AskAsync<T>(string path, JsonTypeInfo<T> json, CancellationToken stop)
        where T : class
    {
        using var socket = await UnixSocket.ConnectAsync(path, stop);
        await using var stream = new NetworkStream(socket);
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int length;
        while ((length = await stream.ReadAsync(buffer, stop)) > 0)
        {
            content.Write(buffer, 0, length);
            if (content.Length > LongestStatus)
            {
                throw new JsonException($"the status is longer than {LongestStatus} bytes");
            }
        }

        return JsonSerializer.Deserialize(content.GetBuffer().AsSpan(0, (int)content.Length), json)
            ?? throw new JsonException("the status is empty");
    }

    /// <summary>Answers requests until it is cancelled.</summary>
    /// <typeparam name="T">The status.</typeparam>
    /// <param name="status">Makes the status; cancelled with the request.</param>
    /// <param name="json">Its JSON form.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="stop">Cancelled when the agent stops.</param>
    /// <returns>A task that ends with the cancellation.</returns>
    public async Task RunAsync<T>(
        Func<CancellationToken, Task<T>> status, JsonTypeInfo<T> json, TimeProvider time, ILogger logger, CancellationToken stop)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(status);
        using var places = new SemaphoreSlim(MostRequests);
        try
        {
            while (true)
            {
                await places.WaitAsync(stop);
                var request = await _listener.AcceptAsync(stop);
                _ = AnswerAsync(request, async cancelled => JsonSerializer.SerializeToUtf8Bytes(await status(cancelled), json), time, logger, stop)
                    .ContinueWith(_ => places.Release(), TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent stops. Requests that are being answered are cut off; wait until they have let go of the semaphore.
            for (var i = 0; i < MostRequests - 1; i++)
            {
                await places.WaitAsync(CancellationToken.None);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        File.Delete(_path);
    }

    private static async Task AnswerAsync(
        Socket request, Func<CancellationToken, Task<byte[]>> status, TimeProvider time, ILogger logger, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        try
        {
            await using var stream = new NetworkStream(request, ownsSocket: true);
            await stream.WriteAsync(await status(either.Token), either.Token);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            AgentLog.StatusRequestFailed(logger, error.Message);
        }
    }
}
