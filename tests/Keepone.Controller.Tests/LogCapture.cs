using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Keepone.Controller.Tests;

/// <summary>A line of the log.</summary>
internal sealed record LogLine(int Id, LogLevel Level, string Message, IReadOnlyDictionary<string, object?> State);

/// <summary>Keeps what is logged, and lets a test wait for a line.</summary>
internal sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();
    private readonly SemaphoreSlim _added = new(0);

    internal IReadOnlyList<LogLine> Lines => [.. _lines];

    internal IEnumerable<LogLine> Of(int id) => _lines.Where(line => line.Id == id);

    /// <summary>The first line with an id, now or within some seconds.</summary>
    internal async Task<LogLine> WaitAsync(int id, Func<LogLine, bool>? match = null)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (Of(id).FirstOrDefault(match ?? (_ => true)) is { } line)
            {
                return line;
            }

            try
            {
                await _added.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"No line {id} in time; the log is:\n{string.Join('\n', _lines)}", late);
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Sink(this, categoryName);

    internal ILogger<T> For<T>() => new LoggerFactory([this]).CreateLogger<T>();

    public void Dispose()
    {
        // The lines outlive the host that logged them.
    }

    private sealed class Sink(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            category.StartsWith("Keepone", StringComparison.Ordinal) || logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = (state as IEnumerable<KeyValuePair<string, object?>> ?? []).ToDictionary(
                pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
            capture._lines.Enqueue(
                new LogLine(
                    eventId.Id, logLevel, $"{formatter(state, exception)}{(exception is null ? "" : $" {exception}")}", values));
            capture._added.Release();
        }
    }
}
