using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Keepone.Protocol;

namespace Keepone.Agent.Systemd;

/// <summary>
/// Tells systemd how the service is (sd_notify(3)): ready, stopping, a sentence for <c>systemctl status</c>, and that it lives. A manager
/// that does not read holds nothing up: what is said again and again is lost, what is said once waits for <see cref="Patience"/>.
/// </summary>
internal sealed class ServiceNotifier : IDisposable
{
    /// <summary>How long the manager may take to make room for what is said once: its queue has ten places.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Socket? _socket;

    private ServiceNotifier(Socket? socket, TimeSpan? watchdog) => (_socket, Watchdog) = (socket, watchdog);

    /// <summary>Whether anybody wants to be told.</summary>
    public bool HasListener => _socket is not null;

    /// <summary>How often systemd wants to hear that the service lives; null: it does not.</summary>
    public TimeSpan? Watchdog { get; }

    /// <summary>Connects to whoever started this process and wants to be told; to nobody when there is none.</summary>
    /// <param name="environment">Reads a variable of the environment.</param>
    /// <param name="pid">This process.</param>
    public static ServiceNotifier Open(Func<string, string?> environment, int pid)
    {
        if (environment("NOTIFY_SOCKET") is not { Length: > 1 } path)
        {
            return new ServiceNotifier(null, null);
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            // '@' stands for the zero byte of an abstract name.
            socket.Connect(new UnixDomainSocketEndPoint(path[0] == '@' ? $"\0{path.AsSpan(1)}" : path));
            socket.Blocking = false;
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            socket.Dispose();
            return new ServiceNotifier(null, null);
        }

        var mine = environment("WATCHDOG_PID") is not { } text || text == pid.ToString(CultureInfo.InvariantCulture);
        var wanted = long.TryParse(environment("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0;
        return new ServiceNotifier(socket, mine && wanted ? TimeSpan.FromMicroseconds(microseconds) : null);
    }

    /// <summary>The service does what it is there for.</summary>
    public void Ready() => Send("READY=1", Patience);

    /// <summary>The service stops.</summary>
    public void Stopping() => Send("STOPPING=1", Patience);

    /// <summary>The service lives.</summary>
    public void Alive()
    {
        if (Watchdog is not null)
        {
            Send("WATCHDOG=1", TimeSpan.Zero);
        }
    }

    /// <summary>What the service does, in one sentence.</summary>
    /// <param name="sentence">The sentence.</param>
    public void Status(string sentence) => Send($"STATUS={ForeignText.Line(sentence)}", TimeSpan.Zero);

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private void Send(string message, TimeSpan patience)
    {
        try
        {
            if (patience > TimeSpan.Zero)
            {
                _socket?.Poll(patience, SelectMode.SelectWrite);
            }

            _socket?.Send(Encoding.UTF8.GetBytes(message));
        }
        catch (SocketException)
        {
            // Its queue is full or it is gone: it will be told again, or there is nobody to tell.
        }
    }
}
