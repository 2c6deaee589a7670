using System.Collections.Concurrent;
using Keepone.Core.Model;
using Keepone.Linux;

namespace Keepone.Agent.Scripts;

/// <summary>
/// Whose script runs next: at most so many at one time on the node, routers in turn, the checks of a router in the order in which they came.
/// A router with many checks, or with scripts that hang, delays others by one turn and not by all of its own. It has no length of its own:
/// each check waits at most once. It lives on the reactor's thread.
/// </summary>
/// <param name="reactor">The reactor.</param>
/// <param name="concurrent">How many scripts run at one time, 1 or more.</param>
/// <param name="groups">Makes the control group of a slot, or null where there is none; called on the reactor's thread, once a slot.</param>
internal sealed class ScriptQueue(Reactor reactor, int concurrent, Func<int, ControlGroup?> groups) : IDisposable
{
    private readonly Dictionary<RouterId, LinkedList<ScriptTurn>> _waiting = [];
    private readonly LinkedList<RouterId> _order = [];
    private readonly Stack<ScriptSlot> _free = new();
    private readonly ConcurrentQueue<Action> _ended = new();
    private int _slots;

    /// <summary>How many scripts run.</summary>
    public int Running { get; private set; }

    /// <summary>How many wait for their turn.</summary>
    public int Waiting { get; private set; }

    /// <summary>How many checks are not run because a child of theirs hangs in the kernel.</summary>
    public int Unkillable { get; set; }

    /// <summary>Waits for a turn.</summary>
    /// <param name="router">Whose check it is.</param>
    /// <param name="begin">Called when it has come, perhaps within this call; whoever it is called for gives the slot back with <see cref="Return"/>.</param>
    /// <returns>The turn, to be given up.</returns>
    public ScriptTurn Wait(RouterId router, Action<ScriptSlot> begin)
    {
        Drain();
        var turn = new ScriptTurn(router, begin);
        if (!_waiting.TryGetValue(router, out var line))
        {
            _waiting[router] = line = new LinkedList<ScriptTurn>();
            _ = _order.AddLast(router);
        }

        _ = line.AddLast(turn);
        Waiting++;
        Serve();
        return turn;
    }

    /// <summary>Gives up waiting.</summary>
    /// <param name="turn">The turn.</param>
    /// <returns>False when it has come already.</returns>
    public bool GiveUp(ScriptTurn turn)
    {
        if (!_waiting.TryGetValue(turn.Router, out var line) || !line.Remove(turn))
        {
            return false;
        }

        Waiting--;
        if (line.Count == 0)
        {
            _ = _waiting.Remove(turn.Router);
            _ = _order.Remove(turn.Router);
        }

        return true;
    }

    /// <summary>Ends a turn. May be called on any thread.</summary>
    /// <param name="slot">The slot that was given.</param>
    /// <param name="after">Called on the reactor's thread once the slot is free.</param>
    public void Return(ScriptSlot slot, Action after)
    {
        // Kept here and not in the reactor, which refuses when too many steps wait: a slot that is lost is lost for ever.
        _ended.Enqueue(() =>
        {
            _free.Push(slot);
            Running--;
            after();
        });
        _ = reactor.Post(Drain);
    }

    /// <summary>Removes the control groups. Nothing runs any more.</summary>
    public void Dispose()
    {
        while (_free.TryPop(out var slot))
        {
            slot.Group?.Dispose();
        }
    }

    private void Drain()
    {
        while (_ended.TryDequeue(out var ended))
        {
            ended();
        }

        Serve();
    }

    private void Serve()
    {
        while (Running < concurrent && _order.First is { Value: var router })
        {
            _order.RemoveFirst();
            var line = _waiting[router];
            var turn = line.First!.Value;
            line.RemoveFirst();
            if (line.Count > 0)
            {
                _ = _order.AddLast(router);
            }
            else
            {
                _ = _waiting.Remove(router);
            }

            Waiting--;
            Running++;
            turn.Begin(_free.TryPop(out var slot) ? slot : new ScriptSlot(groups(_slots++)));
        }
    }
}

/// <summary>A place in the queue.</summary>
/// <param name="router">Whose.</param>
/// <param name="begin">What to do when the turn has come.</param>
internal sealed class ScriptTurn(RouterId router, Action<ScriptSlot> begin)
{
    /// <summary>Whose it is.</summary>
    public RouterId Router => router;

    /// <summary>Whether it has come.</summary>
    public bool HasCome { get; private set; }

    /// <summary>Begins.</summary>
    /// <param name="slot">The slot.</param>
    public void Begin(ScriptSlot slot)
    {
        HasCome = true;
        begin(slot);
    }
}

/// <summary>One of the scripts that may run at one time.</summary>
/// <param name="Group">Its control group; null: there is none.</param>
internal sealed record ScriptSlot(ControlGroup? Group);
