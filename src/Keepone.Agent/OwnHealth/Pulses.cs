using System.Collections.Concurrent;

namespace Keepone.Agent.OwnHealth;

/// <summary>
/// The loops that must come round again and again, and when each last did. The watchdog rests on it: a timer that fires proves that
/// timers fire, not that a replica is looked after.
/// </summary>
internal sealed class Pulses(TimeProvider time)
{
    private readonly ConcurrentDictionary<Pulse, bool> _pulses = new();

    /// <summary>A loop begins.</summary>
    /// <param name="name">Its name, for sentences.</param>
    /// <param name="limit">How long it may take to come round; then it counts as stuck.</param>
    /// <returns>Its pulse; disposed when the loop ends.</returns>
    public Pulse Add(string name, TimeSpan limit)
    {
        var pulse = new Pulse(this, name, limit);
        _pulses[pulse] = true;
        return pulse;
    }

    /// <summary>The loops that have not come round for longer than they may.</summary>
    /// <returns>Their names and for how long, the longest first.</returns>
    public IReadOnlyList<(string Name, TimeSpan Silent)> Stuck() =>
        [.. _pulses.Keys.Where(pulse => pulse.Silent > pulse.Limit).Select(pulse => (pulse.Name, pulse.Silent)).OrderByDescending(pulse => pulse.Silent)];

    /// <summary>The pulse of one loop.</summary>
    internal sealed class Pulse(Pulses owner, string name, TimeSpan limit) : IDisposable
    {
        private long _last = owner.Time.GetTimestamp();

        /// <summary>The loop's name.</summary>
        public string Name => name;

        /// <summary>How long it may take to come round.</summary>
        public TimeSpan Limit => limit;

        /// <summary>How long ago it came round.</summary>
        public TimeSpan Silent => owner.Time.GetElapsedTime(Interlocked.Read(ref _last));

        /// <summary>The loop came round.</summary>
        public void Beat() => Interlocked.Exchange(ref _last, owner.Time.GetTimestamp());

        /// <inheritdoc/>
        public void Dispose() => owner._pulses.TryRemove(this, out _);
    }

    private TimeProvider Time => time;
}
