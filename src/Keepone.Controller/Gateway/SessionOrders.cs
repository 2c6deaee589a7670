using System.Collections.Concurrent;
using Keepone.Protocol;

namespace Keepone.Controller.Gateway;

/// <summary>The orders on one connection that wait for the agent's answer. All members may be called on any thread.</summary>
internal sealed class SessionOrders
{
    /// <summary>The most orders that wait: people give them, a few at a time, and each waits for some seconds only.</summary>
    internal const int MostWaiting = 8;

    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<OrderReply?>> _waiting = new();
    private ulong _last;

    /// <summary>Makes room for an order.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="answering">Completes with the answer, or with null when the connection ends.</param>
    /// <returns>False when too many wait.</returns>
    internal bool TryOpen(out ulong id, out Task<OrderReply?> answering)
    {
        var answer = new TaskCompletionSource<OrderReply?>(TaskCreationOptions.RunContinuationsAsynchronously);
        (id, answering) = (Interlocked.Increment(ref _last), answer.Task);
        return _waiting.Count < MostWaiting && _waiting.TryAdd(id, answer);
    }

    /// <summary>Nobody waits for this one any more.</summary>
    internal void Close(ulong id) => _waiting.TryRemove(id, out _);

    /// <summary>The agent answered; an answer that nobody waits for is late, or made up.</summary>
    internal void Answer(ulong id, OrderReply reply)
    {
        if (_waiting.TryRemove(id, out var answer))
        {
            answer.TrySetResult(reply);
        }
    }

    /// <summary>The connection ended.</summary>
    internal void Abandon()
    {
        foreach (var id in _waiting.Keys)
        {
            if (_waiting.TryRemove(id, out var answer))
            {
                answer.TrySetResult(null);
            }
        }
    }
}
