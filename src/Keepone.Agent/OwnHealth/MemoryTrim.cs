namespace Keepone.Agent.OwnHealth;

/// <summary>
/// Gives back what a start or a change of many replicas allocated and needs no more. What survives such a burst for some seconds is kept
/// until memory is short, which it never is at rest: it was most of what a replica cost (bench/run agent-memory). One collection of
/// a few megabytes takes milliseconds, and comes when nothing has changed for a while.
/// </summary>
internal sealed class MemoryTrim : IDisposable
{
    /// <summary>How long nothing must have changed: 1,000 replicas take 16 s to start.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(20);

    private readonly ITimer _timer;

    /// <summary>A trim that waits for a change.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="collect">Collects; the runtime's most thorough collection unless given.</param>
    public MemoryTrim(TimeProvider time, Action? collect = null) => _timer = time.CreateTimer(
        _ => (collect ?? Collect)(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Replicas came, went or changed.</summary>
    public void Changed() => _timer.Change(Quiet, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
