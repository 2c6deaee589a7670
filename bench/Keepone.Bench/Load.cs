using System.Globalization;
using Keepone.Linux;

namespace Keepone.Bench;

/// <summary>Two busy loops for each core, until it is disposed.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int LoopsPerCore = 2;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private readonly CancellationTokenSource _stop;
    private readonly Task[] _loops;

    private Load(CancellationTokenSource stop, IEnumerable<Task> loops) => (_stop, _loops) = (stop, [.. loops]);

    /// <summary>Starts it.</summary>
    /// <param name="nice">The loops' niceness; null: no load.</param>
    /// <param name="stop">Ends it too.</param>
    /// <returns>The load.</returns>
    internal static Load Start(int? nice, CancellationToken stop)
    {
        var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        string[] arguments = ["-n", $"{(nice ?? 0).ToString(CultureInfo.InvariantCulture)}", "sh", "-c", "while :; do :; done"];
        return new Load(ending, Enumerable.Range(0, nice is null ? 0 : LoopsPerCore * Environment.ProcessorCount)
            .Select(_ => (Task)ChildProcess.RunAsync(null, "nice", arguments, null, Longest, 1024, ending.Token, ChildOutput.Discard)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
