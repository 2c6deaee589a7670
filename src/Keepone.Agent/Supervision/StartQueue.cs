namespace Keepone.Agent.Supervision;

/// <summary>
/// How many keepalived are tested and started at one time. A start is some processes and a reading of the kernel's tables; those of a thousand
/// routers at once would keep everything else from the node's processors for a minute, the adverts and beacons of routers that run already among it.
/// Whoever comes first has its turn first. Every member may be called from any thread.
/// </summary>
/// <param name="places">How many at one time, 1 or more.</param>
internal sealed class StartQueue(int places)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<StartTurn> _waiting = [];
    private int _taken;

    /// <summary>How many at one time.</summary>
    public int Places => places;

    /// <summary>As many as keep a node's processors busy: most of a start is waiting.</summary>
    /// <param name="processors">How many processors the node has.</param>
    /// <returns>How many at one time.</returns>
    public static int PlacesFor(int processors) => 8 * processors;

    /// <summary>Whose turn comes when there is a place.</summary>
    /// <param name="turn">The turn.</param>
    /// <returns>Whether it has a place now.</returns>
    internal bool TryTake(StartTurn turn)
    {
        lock (_gate)
        {
            if (turn.State == StartTurnState.Idle && _taken < places)
            {
                _taken++;
                turn.State = StartTurnState.Placed;
            }
            else if (turn.State == StartTurnState.Idle)
            {
                turn.State = StartTurnState.Waiting;
                _waiting.AddLast(turn.Node);
            }

            return turn.State == StartTurnState.Placed;
        }
    }

    /// <summary>Gives the place back, or gives up waiting.</summary>
    /// <param name="turn">The turn.</param>
    internal void Return(StartTurn turn)
    {
        StartTurn? next = null;
        lock (_gate)
        {
            if (turn.State == StartTurnState.Waiting)
            {
                _waiting.Remove(turn.Node);
            }
            else if (turn.State == StartTurnState.Placed)
            {
                next = _waiting.First?.Value;
                if (next is null)
                {
                    _taken--;
                }
                else
                {
                    _waiting.RemoveFirst();
                    next.State = StartTurnState.Placed;
                }
            }

            turn.State = StartTurnState.Idle;
        }

        next?.Come();
    }
}

/// <summary>Where a turn is; written under the queue's lock.</summary>
internal enum StartTurnState
{
    /// <summary>Nothing is to be started.</summary>
    Idle = 0,

    /// <summary>It waits for a place.</summary>
    Waiting,

    /// <summary>It has one.</summary>
    Placed,
}

/// <summary>A replica's turn in the <see cref="StartQueue"/>. It belongs to the replica's loop.</summary>
internal sealed class StartTurn : IDisposable
{
    private readonly StartQueue _queue;
    private readonly Action _come;

    /// <summary>A turn that nobody waits for yet.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="come">Called once, from any thread, when a place that was waited for is there.</param>
    public StartTurn(StartQueue queue, Action come)
    {
        (_queue, _come) = (queue, come);
        Node = new LinkedListNode<StartTurn>(this);
    }

    /// <summary>Where it is.</summary>
    internal StartTurnState State { get; set; }

    /// <summary>Its node in the queue.</summary>
    internal LinkedListNode<StartTurn> Node { get; }

    /// <summary>Asks for a place, which is kept until <see cref="Return"/>.</summary>
    /// <returns>Whether it has one; otherwise it is told.</returns>
    public bool TryTake() => _queue.TryTake(this);

    /// <summary>Gives the place back, or gives up waiting; does nothing without either.</summary>
    public void Return()
    {
        if (State != StartTurnState.Idle)
        {
            _queue.Return(this);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Return();

    /// <summary>There is a place for it.</summary>
    internal void Come() => _come();
}
