namespace Keepone.Linux;

/// <summary>
/// Something that is due at a time of <see cref="BootClock"/>. It belongs to the thread of its <see cref="Reactor"/>: it is set, stopped
/// and disposed there only, and called there. Setting it again allocates nothing.
/// </summary>
public sealed class ReactorTimer : IDisposable
{
    private readonly TimerQueue _queue;
    private readonly Func<bool> _isCurrent;
    private readonly Action _onDue;

    internal ReactorTimer(TimerQueue queue, Func<bool> isCurrent, string name, Action onDue) =>
        (_queue, _isCurrent, Name, _onDue) = (queue, isCurrent, name, onDue);

    /// <summary>When it is due; null: it is not set.</summary>
    public TimeSpan? Due => Slot == TimerQueue.NoSlot ? null : DueAt;

    /// <summary>By how much the call that is made now, or was made last, came late.</summary>
    public TimeSpan Lateness { get; private set; }

    internal string Name { get; }

    internal TimeSpan DueAt { get; set; }

    internal int Slot { get; set; } = TimerQueue.NoSlot;

    /// <summary>Sets it, whether it was set or not. It is called once.</summary>
    /// <param name="due">When; what is past is due at once.</param>
    /// <exception cref="InvalidOperationException">The caller is not the reactor's thread.</exception>
    public void Set(TimeSpan due)
    {
        CheckThread();
        _queue.Set(this, due);
    }

    /// <summary>Takes back what it was set to.</summary>
    /// <exception cref="InvalidOperationException">The caller is not the reactor's thread.</exception>
    public void Stop()
    {
        CheckThread();
        _queue.Remove(this);
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    internal void Call(TimeSpan lateness)
    {
        Lateness = lateness;
        _onDue();
    }

    private void CheckThread()
    {
        if (!_isCurrent())
        {
            throw new InvalidOperationException($"The timer {Name} is used outside of its reactor's thread.");
        }
    }
}
