using System.Buffers;
using System.Threading.Channels;
using Keepone.Core.Health.History;
using Keepone.Core.Model;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Checks;

/// <summary>
/// What the checks of this node came to, kept in a file that <c>keepone check history</c> and <c>replay</c> read. A slow or full disk costs
/// history, never a check: records wait in a bounded queue for one writer, and those that do not fit are counted and forgotten.
/// </summary>
internal sealed class CheckHistory : IAsyncDisposable
{
    /// <summary>The most records that wait: a thousand routers whose two checks all change at once; some 2 MB.</summary>
    public const int LongestQueue = 4096;

    /// <summary>How long equal outcomes are gathered before they are written.</summary>
    public static readonly TimeSpan Flush = TimeSpan.FromMinutes(1);

    /// <summary>The same for passes that go on: an operator who looks sees that the check runs, and a quiet node's history lasts for days.</summary>
    public static readonly TimeSpan QuietFlush = TimeSpan.FromMinutes(10);

    /// <summary>How long the agent waits at its end for a disk that is slow.</summary>
    public static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    // As many records as make one write of some 100 kB.
    private const int MostAtOnce = 256;

    private readonly Channel<CheckRecord> _queue = Channel.CreateBounded<CheckRecord>(new BoundedChannelOptions(LongestQueue) { SingleReader = true });
    private readonly Action<ReadOnlySpan<byte>> _append;
    private readonly TimeProvider _time;
    private readonly string _file;
    private readonly ILogger _logger;
    private readonly Task _writing;
    private long _lost;

    /// <summary>The history in a directory that is there.</summary>
    /// <param name="directory">The agent's state directory.</param>
    /// <param name="time">The clock for <see cref="LastPatience"/>.</param>
    /// <param name="logger">Takes what happens to the file.</param>
    public CheckHistory(string directory, TimeProvider time, ILogger logger)
        : this(new CheckHistoryFile(directory), time, logger)
    {
    }

    /// <summary>The history in a file.</summary>
    internal CheckHistory(CheckHistoryFile file, TimeProvider time, ILogger logger)
        : this(file.Append, file.FullName, time, logger)
    {
    }

    /// <summary>The history with a writer of its own.</summary>
    internal CheckHistory(Action<ReadOnlySpan<byte>> append, string file, TimeProvider time, ILogger logger)
    {
        (_append, _file, _time, _logger) = (append, file, time, logger);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>How many records were forgotten: the queue was full, or the file could not be written.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Begins the history of a check. To be disposed with the check, on the same thread, before this history is.</summary>
    /// <param name="router">Its router.</param>
    /// <param name="node">This node.</param>
    /// <param name="check">The check.</param>
    /// <returns>What takes its outcomes.</returns>
    public CheckTrack Track(RouterSpecification router, string node, CheckSpecification check) => new(this, router, node, check);

    /// <summary>Writes what waits, within <see cref="LastPatience"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        try
        {
            await _writing.WaitAsync(LastPatience, _time);
        }
        catch (TimeoutException)
        {
            CheckHistoryLog.NotWritten(_logger, _file, $"the disk takes longer than {LastPatience.TotalSeconds} s", _queue.Reader.Count);
        }
    }

    internal void Add(CheckRecord record)
    {
        if (!_queue.Writer.TryWrite(record))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    private async Task WriteAsync()
    {
        var (lines, failing, told) = (new ArrayBufferWriter<byte>(), false, 0L);
        while (await _queue.Reader.WaitToReadAsync())
        {
            var count = 0;
            for (; count < MostAtOnce && _queue.Reader.TryRead(out var record); count++)
            {
                CheckHistoryLine.Write(record, lines);
            }

            try
            {
                _append(lines.WrittenSpan);

                // When there was a moment without more to write: not with each write while more comes than the disk takes.
                if (count < MostAtOnce && Lost is var lost && lost > told)
                {
                    CheckHistoryLog.WrittenAgain(_logger, _file, lost - told);
                    told = lost;
                }

                failing = false;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Interlocked.Add(ref _lost, count);
                if (!failing)
                {
                    CheckHistoryLog.NotWritten(_logger, _file, error.Message, count);
                }

                failing = true;
            }

            lines.ResetWrittenCount();
        }
    }
}
