using System.Text;
using System.Threading.Channels;
using Keepone.Linux;
using Microsoft.Extensions.Logging;

namespace Keepone.Agent.Sources;

/// <summary>
/// Watches a directory of router specifications. Changes are looked at as a whole and at rest: an editor writes a file in several
/// steps. What is missed (a full inotify queue, a directory that comes later) is found by looking again from time to time.
/// </summary>
/// <param name="directory">The directory.</param>
/// <param name="stateDirectory">Where the last good texts are kept over a restart.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
/// <param name="sameNode">Whether all routers are for one node; false for a witness, which serves many nodes.</param>
internal sealed class FileRouterSource(string directory, string stateDirectory, TimeProvider time, ILogger logger, bool sameNode = true)
{
    /// <summary>How long the directory must be at rest after a change: longer than an editor's steps, shorter than a person's patience.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    /// <summary>How often it is looked at without a sign of change.</summary>
    public static readonly TimeSpan Patrol = TimeSpan.FromSeconds(10);

    /// <summary>The most files: 255 VRIDs on a handful of HA networks, one router a file.</summary>
    public const int MostFiles = 4096;

    private readonly RouterFiles _files = new(sameNode);
    private bool _kept;
    private readonly string _goodDirectory = Path.Combine(stateDirectory, "last-good");

    /// <summary>Reports the routers now and whenever the files change, until it is cancelled.</summary>
    /// <param name="onChange">Takes the routers; called one at a time.</param>
    /// <param name="stop">Cancelled when the agent stops.</param>
    /// <returns>A task that ends with the cancellation.</returns>
    public async Task RunAsync(Func<RouterSet, ValueTask> onChange, CancellationToken stop)
    {
        RememberGood();
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        FileSystemWatcher? watcher = null;
        RouterSet? last = null;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                watcher ??= Watch(changes.Writer);
                var set = _files.Update(Find());
                if (last is null || !Same(last, set))
                {
                    last = set;
                    Log(set);
                    await onChange(set);
                    _kept = false;
                }

                _kept = _kept || KeepGood();
                await WaitAsync(changes.Reader, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent stops.
        }
        finally
        {
            watcher?.Dispose();
        }
    }

    private async Task WaitAsync(ChannelReader<bool> changes, CancellationToken stop)
    {
        using var patrol = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = time.CreateTimer(_ => patrol.Cancel(), null, Patrol, Timeout.InfiniteTimeSpan);
        try
        {
            await changes.ReadAsync(patrol.Token);
            await Task.Delay(Rest, time, stop);
            changes.TryRead(out _);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Time to look without a sign.
        }
    }

    private FileSystemWatcher? Watch(ChannelWriter<bool> changes)
    {
        if (!Directory.Exists(directory))
        {
            return null;
        }

        var watcher = new FileSystemWatcher(directory) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
        watcher.Changed += (_, _) => changes.TryWrite(true);
        watcher.Created += (_, _) => changes.TryWrite(true);
        watcher.Deleted += (_, _) => changes.TryWrite(true);
        watcher.Renamed += (_, _) => changes.TryWrite(true);
        watcher.Error += (_, _) => changes.TryWrite(true);
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private Dictionary<string, FoundFile> Find()
    {
        var found = new Dictionary<string, FoundFile>(StringComparer.Ordinal);
        IEnumerable<string> names;
        try
        {
            names = Directory.Exists(directory)
                ? Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path)!).Where(IsSpecification).Order(StringComparer.Ordinal).ToList()
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Not being able to look is not a reason to stop routers: keep what is known.
            AgentLog.DirectoryUnreadable(logger, directory, error.Message);
            return _files.GoodTexts.ToDictionary(pair => pair.Key, pair => new FoundFile(pair.Value, null), StringComparer.Ordinal);
        }

        foreach (var name in names.Take(MostFiles))
        {
            found[name] = Read(Path.Combine(directory, name));
        }

        return found;
    }

    private static bool IsSpecification(string name) =>
        !name.StartsWith('.') && (name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal));

    private static FoundFile Read(string path)
    {
        try
        {
            return AtomicFile.TryRead(path, Core.Specification.SchemaReader.LongestText, out var bytes)
                ? new FoundFile(Encoding.UTF8.GetString(bytes), null)
                : new FoundFile(null, "it is gone");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new FoundFile(null, $"it cannot be read: {error.Message}");
        }
    }

    private void RememberGood()
    {
        if (!Directory.Exists(_goodDirectory))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(_goodDirectory).Take(MostFiles))
        {
            if (Read(path).Text is { } text && IsSpecification(Path.GetFileName(path)))
            {
                _files.Remember(Path.GetFileName(path), text);
            }
        }
    }

    // Kept over a restart, so that a file that was broken while the agent was away does not stop a running router.
    private bool KeepGood()
    {
        try
        {
            Directory.CreateDirectory(_goodDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var good = _files.GoodTexts;
            foreach (var (name, text) in good)
            {
                var path = Path.Combine(_goodDirectory, name);
                if (Read(path).Text != text)
                {
                    AtomicFile.Write(path, Encoding.UTF8.GetBytes(text), UnixFileMode.UserRead | UnixFileMode.UserWrite, durable: true);
                }
            }

            foreach (var path in Directory.EnumerateFiles(_goodDirectory).Where(path => !good.ContainsKey(Path.GetFileName(path))).ToList())
            {
                File.Delete(path);
            }

            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            AgentLog.LastGoodNotKept(logger, _goodDirectory, error.Message);
            return false;
        }
    }

    private void Log(RouterSet set)
    {
        AgentLog.RoutersLoaded(logger, set.Routers.Length, directory);
        foreach (var problem in set.Problems)
        {
            AgentLog.SpecificationProblem(logger, problem);
        }
    }

    // Specifications are compared by what they say: their text form.
    private static bool Same(RouterSet one, RouterSet two) =>
        one.Problems.SequenceEqual(two.Problems, StringComparer.Ordinal)
        && one.Routers.Length == two.Routers.Length
        && one.Routers.Zip(two.Routers).All(pair => ReferenceEquals(pair.First, pair.Second));
}
