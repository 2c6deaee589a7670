using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>
/// The timers of a reactor: a binary heap with one descriptor, a timerfd on CLOCK_BOOTTIME with absolute times, so that a suspended node
/// wakes to timers that are overdue. Used on the reactor's thread only.
/// </summary>
internal sealed class TimerQueue : IDisposable
{
    internal const int NoSlot = -1;
    private static readonly TimeSpan NotArmed = TimeSpan.MaxValue;
    private readonly Descriptor _descriptor;
    private ReactorTimer[] _heap = new ReactorTimer[16];
    private int _count;
    private TimeSpan _armed = NotArmed;

    /// <summary>Makes the queue.</summary>
    /// <exception cref="LinuxException">No timer can be had.</exception>
    internal TimerQueue() => _descriptor =
        Libc.TimerfdCreate(Polling.ClockBootTime, Polling.CloseOnExec | Polling.NonBlocking).OrThrow("make a timer descriptor");

    /// <summary>Readable when something is due, after <see cref="Arm"/>.</summary>
    internal Descriptor Handle => _descriptor;

    /// <summary>How many timers are set.</summary>
    internal int Count => _count;

    internal void Set(ReactorTimer timer, TimeSpan due)
    {
        timer.DueAt = due;
        if (timer.Slot == NoSlot)
        {
            if (_count == _heap.Length)
            {
                Array.Resize(ref _heap, _count * 2);
            }

            Place(timer, _count++);
        }

        Settle(timer);
    }

    internal void Remove(ReactorTimer timer)
    {
        var slot = timer.Slot;
        if (slot == NoSlot)
        {
            return;
        }

        timer.Slot = NoSlot;
        var last = _heap[--_count];
        _heap[_count] = null!;
        if (last != timer)
        {
            Place(last, slot);
            Settle(last);
        }
    }

    /// <summary>Takes the earliest timer out when it is due.</summary>
    /// <param name="now">The time.</param>
    /// <returns>The timer, or null.</returns>
    internal ReactorTimer? TakeDue(TimeSpan now)
    {
        if (_count == 0 || _heap[0].DueAt > now)
        {
            return null;
        }

        var timer = _heap[0];
        Remove(timer);
        return timer;
    }

    /// <summary>
    /// Sees to it that <see cref="Handle"/> becomes readable no later than the earliest timer is due: before each wait. Being woken for
    /// a timer that was moved since costs less than to arm again with every move.
    /// </summary>
    /// <param name="now">The time.</param>
    internal unsafe void Arm(TimeSpan now)
    {
        var fired = _armed <= now;
        if (_count == 0 ? !fired : !fired && _armed <= _heap[0].DueAt)
        {
            return;
        }

        // Setting it also makes it unreadable again. Zero would disarm it instead of firing at once.
        _armed = _count == 0 ? NotArmed : _heap[0].DueAt;
        var ticks = _count == 0 ? 0 : Math.Max(1, _armed.Ticks);
        var specification = stackalloc long[4] { 0, 0, ticks / TimeSpan.TicksPerSecond, ticks % TimeSpan.TicksPerSecond * 100 };
        if (Libc.TimerfdSet(_descriptor, Polling.AbsoluteTime, specification, null) != 0)
        {
            throw LinuxException.Last("set a timer");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _descriptor.Dispose();

    private void Settle(ReactorTimer timer)
    {
        var slot = timer.Slot;
        while (slot > 0 && timer.DueAt < _heap[(slot - 1) / 2].DueAt)
        {
            Place(_heap[(slot - 1) / 2], slot);
            slot = (slot - 1) / 2;
        }

        while (true)
        {
            var child = (2 * slot) + 1;
            if (child + 1 < _count && _heap[child + 1].DueAt < _heap[child].DueAt)
            {
                child++;
            }

            if (child >= _count || _heap[child].DueAt >= timer.DueAt)
            {
                break;
            }

            Place(_heap[child], slot);
            slot = child;
        }

        Place(timer, slot);
    }

    private void Place(ReactorTimer timer, int slot)
    {
        _heap[slot] = timer;
        timer.Slot = slot;
    }
}
