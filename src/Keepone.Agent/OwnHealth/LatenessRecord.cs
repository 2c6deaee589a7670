namespace Keepone.Agent.OwnHealth;

/// <summary>
/// How late the agent was within the last minute. Lateness is doubt: a check that seems to have timed out may only have been looked at
/// late. One writer; any thread may read.
/// </summary>
internal sealed class LatenessRecord(TimeProvider time)
{
    /// <summary>What is looked back on.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private const int Buckets = 60;
    private readonly Lock _lock = new();
    private readonly (long Second, TimeSpan Worst)[] _worst = new (long, TimeSpan)[Buckets];
    private readonly long _start = time.GetTimestamp();

    /// <summary>The worst of the last minute.</summary>
    public TimeSpan Worst
    {
        get
        {
            lock (_lock)
            {
                var now = Second;
                return _worst.Where(bucket => now - bucket.Second < Buckets).Select(bucket => bucket.Worst).DefaultIfEmpty().Max();
            }
        }
    }

    /// <summary>What was measured last.</summary>
    public TimeSpan Last { get; private set; }

    private long Second => (long)time.GetElapsedTime(_start).TotalSeconds;

    /// <summary>Takes a measurement.</summary>
    /// <param name="lateness">The lateness; less than nothing is none.</param>
    public void Note(TimeSpan lateness)
    {
        lock (_lock)
        {
            var second = Second;
            ref var bucket = ref _worst[second % Buckets];
            Last = lateness > TimeSpan.Zero ? lateness : TimeSpan.Zero;
            bucket = (second, bucket.Second == second && bucket.Worst > Last ? bucket.Worst : Last);
        }
    }
}
