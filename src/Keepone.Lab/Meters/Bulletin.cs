namespace Keepone.Lab.Meters;

/// <summary>Wakes whoever waits for a condition when something that it depends on has changed: waiting is for events, with a deadline.</summary>
internal sealed class Bulletin(TimeProvider time)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = New();

    /// <summary>Says that something changed.</summary>
    public void Publish()
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            changed = _changed;
            _changed = New();
        }

        changed.SetResult();
    }

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Is asked at once and after every change.</param>
    /// <param name="within">The deadline.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Whether it held before the deadline.</returns>
    public async Task<bool> WaitAsync(Func<bool> condition, TimeSpan within, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
            }

            if (condition())
            {
                return true;
            }

            try
            {
                await changed.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return condition();
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
