using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Systemd;

/// <summary>
/// Sends the log to the journal with its fields. It never waits: when the journal does not take a record, the record is lost and
/// counted, because an agent that waits for its log guards nobody.
/// </summary>
internal sealed class JournalLoggerProvider : ILoggerProvider
{
    /// <summary>Where the journal listens.</summary>
    public const string DefaultSocket = "/run/systemd/journal/socket";

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    private readonly UnixDomainSocketEndPoint _journal;
    private long _lost;

    /// <summary>A provider; it sends to a socket that may come later.</summary>
    /// <param name="path">The journal's socket.</param>
    public JournalLoggerProvider(string path) => _journal = new UnixDomainSocketEndPoint(path);

    /// <summary>How many records were lost since the last that was sent.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new JournalLogger(this);

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Send(LogLevel level, EventId id, string message, IEnumerable<KeyValuePair<string, object?>> values, Exception? exception)
    {
        var lost = Interlocked.Exchange(ref _lost, 0);
        try
        {
            _socket.SendTo(JournalRecord.Write(level, id, message, values, exception, lost), _journal);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            Interlocked.Add(ref _lost, lost + 1);
        }
    }

    private sealed class JournalLogger(JournalLoggerProvider owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => owner.Send(
                logLevel, eventId, formatter(state, exception), state as IEnumerable<KeyValuePair<string, object?>> ?? [], exception);
    }
}
