namespace Keepone.Node.Tests.Linux;

/// <summary>What a callback delivered, in order; a test waits until what it expects is among it.</summary>
internal sealed class Collected<T>
{
    /// <summary>Generous: a machine that is busy with other tests is slow, and a passing test never waits for it.</summary>
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly List<T> _items = [];
    private readonly List<(Func<IReadOnlyList<T>, bool> Condition, TaskCompletionSource Done)> _waiting = [];

    internal T[] Items
    {
        get
        {
            lock (_gate)
            {
                return [.. _items];
            }
        }
    }

    internal void Add(T item)
    {
        lock (_gate)
        {
            _items.Add(item);
            foreach (var (condition, done) in _waiting)
            {
                if (condition(_items))
                {
                    _ = done.TrySetResult();
                }
            }
        }
    }

    internal async Task<T> FirstAsync(Func<T, bool> condition)
    {
        await UntilAsync(items => items.Any(condition));
        return Items.First(condition);
    }

    internal async Task UntilAsync(Func<IReadOnlyList<T>, bool> condition)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (condition(_items))
            {
                return;
            }

            _waiting.Add((condition, done));
        }

        try
        {
            await done.Task.WaitAsync(Deadline, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"not seen within {Deadline.TotalSeconds} s; seen: {string.Join("; ", Items)}");
        }
    }
}
