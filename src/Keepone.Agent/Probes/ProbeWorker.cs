using System.Collections.Concurrent;
using Keepone.Linux;

namespace Keepone.Agent.Probes;

/// <summary>
/// The one thread for what may block: sysfs and netlink wait for the kernel's network lock, which a bond that is being built or a namespace
/// that is being torn down holds for a second and more; and a socket of another namespace is opened on a thread inside it. One: if the kernel
/// hangs, so does this thread, and nothing piles up behind it but steps, at most one of each owner.
/// </summary>
internal sealed class ProbeWorker : IDisposable
{
    /// <summary>How many steps may wait: some for each of the 4096 replicas that a node may have (<see cref="Reactor.MostPosted"/>).</summary>
    public const int MostWaiting = 16_384;

    private readonly BlockingCollection<ProbeStep> _steps = new(MostWaiting);
    private readonly Reactor _reactor;

    /// <summary>Starts the thread.</summary>
    /// <param name="reactor">Where steps come back to.</param>
    public ProbeWorker(Reactor reactor)
    {
        _reactor = reactor;
        new Thread(Work) { IsBackground = true, Name = "probes" }.Start();
    }

    /// <summary>Takes a step.</summary>
    /// <param name="step">The step.</param>
    /// <returns>False when too many wait, or the agent ends.</returns>
    public bool TryTake(ProbeStep step) => !_steps.IsAddingCompleted && _steps.TryAdd(step);

    /// <summary>Ends the thread when it has done what waits. It is not waited for: the kernel may keep it.</summary>
    public void Dispose() => _steps.CompleteAdding();

    private void Work()
    {
        foreach (var step in _steps.GetConsumingEnumerable())
        {
            step.Work();
            if (!_reactor.Post(step.Return))
            {
                step.Lose();
            }
        }

        _steps.Dispose();
    }
}

/// <summary>Something that an owner on the reactor's thread has done by the worker, again and again, one time after the other.</summary>
internal sealed class ProbeStep
{
    private readonly ProbeWorker _worker;
    private readonly Action _work;
    private readonly Action<Exception?> _back;
    private Exception? _failure;
    private volatile bool _isOut;

    /// <summary>A step.</summary>
    /// <param name="worker">Who does it.</param>
    /// <param name="work">What to do, on the worker's thread.</param>
    /// <param name="back">Called on the reactor's thread when it is done, with what it threw.</param>
    public ProbeStep(ProbeWorker worker, Action work, Action<Exception?> back)
    {
        (_worker, _work, _back) = (worker, work, back);
        Return = Back;
    }

    /// <summary>Ends it, on the reactor's thread.</summary>
    public Action Return { get; }

    /// <summary>Has it done, unless it is out already: then that one's return will do.</summary>
    /// <returns>False when it cannot be done now.</returns>
    public bool TryGo()
    {
        if (_isOut)
        {
            return true;
        }

        _isOut = true;
        if (_worker.TryTake(this))
        {
            return true;
        }

        _isOut = false;
        return false;
    }

    /// <summary>Does it, on the worker's thread.</summary>
    public void Work()
    {
        _failure = null;
        try
        {
            _work();
        }
#pragma warning disable CA1031 // One owner's mistake must not end the thread of all.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _failure = error;
        }
    }

    /// <summary>It will not come back: the reactor takes nothing more.</summary>
    public void Lose() => _isOut = false;

    private void Back()
    {
        _isOut = false;
        _back(_failure);
    }
}
