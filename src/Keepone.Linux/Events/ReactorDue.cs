using System.Collections.Concurrent;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>What the reactor's thread does besides waiting for descriptors: timers, and steps that other threads post to it.</summary>
public sealed partial class Reactor
{
    /// <summary>
    /// How many posted steps may wait: some for each of the 4096 replicas that a node may have. More wait only when the thread hangs.
    /// </summary>
    public const int MostPosted = 65_536;

    // A step may write some files: an agent that starts posts a thousand, and packets must not wait for all of them.
    private const int MostStepsPerRound = 16;

    private readonly TimerQueue _due = new();
    private readonly ConcurrentQueue<Action> _posted = new();
    private int _postedCount;
    private int _woken;

    /// <summary>Makes a timer. It is not set yet.</summary>
    /// <param name="name">A name for error reports.</param>
    /// <param name="onDue">Called on the reactor's thread when it is due. A timer whose call threw is set again by its owner, or never.</param>
    /// <returns>The timer.</returns>
    public ReactorTimer AddTimer(string name, Action onDue)
    {
        ArgumentNullException.ThrowIfNull(onDue);
        return new ReactorTimer(_due, () => IsCurrent, name, onDue);
    }

    /// <summary>Lets the reactor's thread do something. Steps of one poster come one after the other, in order.</summary>
    /// <param name="step">What.</param>
    /// <returns>False when it will not be done: the reactor ends, or too many wait.</returns>
    public bool Post(Action step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (Interlocked.Increment(ref _postedCount) > MostPosted)
        {
            Interlocked.Decrement(ref _postedCount);
            return false;
        }

        _posted.Enqueue(step);
        if (Interlocked.Exchange(ref _woken, 1) == 0)
        {
            lock (_gate)
            {
                if (_stopping)
                {
                    return false;
                }

                Wake();
            }
        }

        return !_stopping;
    }

    private unsafe void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(_wake, (byte*)&one, sizeof(ulong));
    }

    // Some of those that are there now: a step that posts another has its turn, and so have the descriptors.
    private unsafe void RunPosted()
    {
        ulong ignored;
        _ = Libc.Read(_wake, (byte*)&ignored, sizeof(ulong));
        Volatile.Write(ref _woken, 0);
        Interlocked.MemoryBarrier();
        for (var left = Math.Min(_posted.Count, MostStepsPerRound); left > 0 && !_stopping && _posted.TryDequeue(out var step); left--)
        {
            Interlocked.Decrement(ref _postedCount);
            Guarded("a step", step);
            RunDueTimers();
        }

        if (!_posted.IsEmpty && Interlocked.Exchange(ref _woken, 1) == 0)
        {
            Wake();
        }
    }

    // Gives how many: as many as are set now at most, because one that is set again to the past must not keep the thread.
    private int RunDueTimers()
    {
        var done = 0;
        for (var left = _due.Count; left > 0 && !_stopping; left--)
        {
            var now = BootClock.Now;
            if (_due.TakeDue(now) is not { } timer)
            {
                break;
            }

            done++;

            try
            {
                timer.Call(now - timer.DueAt);
            }
#pragma warning disable CA1031 // As with descriptors: one owner's mistake is not another's.
            catch (Exception error)
#pragma warning restore CA1031
            {
                _onFault(timer.Name, error);
            }
        }

        return done;
    }

    private void Guarded(string name, Action step)
    {
        try
        {
            step();
        }
#pragma warning disable CA1031 // As with descriptors: one owner's mistake is not another's.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _onFault(name, error);
        }
    }
}
