using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Simulation.Vrrp;

namespace Keepone.Simulation;

/// <summary>
/// A router in virtual time: a model of keepalived on every replica, the guard's own code on every voter, and a network between
/// them. It decides nothing by itself: everything left to chance comes with each step as a <see cref="Fate"/>. After each step the
/// invariants are looked at.
/// </summary>
public sealed partial class World
{
    // Nodes that were up for a while when the simulation starts: their agents are new, their clocks are not.
    private static readonly TimeSpan Uptime = TimeSpan.FromMinutes(1);

    private readonly SimulatedNode[] _nodes;
    private readonly EventQueue _queue = new();
    private readonly List<WorldEvent> _waiting = [];
    private ulong _advertCuts;
    private ulong _beaconCuts;

    /// <summary>A router whose nodes run, whose keepaliveds are stopped and whose agents start now.</summary>
    /// <param name="settings">What it is made of; at most eight voters.</param>
    public World(WorldSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Voters > 8)
        {
            throw new ArgumentOutOfRangeException(nameof(settings), "At most eight voters are simulated.");
        }

        Settings = settings;
        _nodes = new SimulatedNode[settings.Voters];
        for (var i = 0; i < _nodes.Length; i++)
        {
            _nodes[i] = new SimulatedNode { BootedAt = -Uptime, IsUp = true, QuorumFile = true };
            if (i < settings.Replicas)
            {
                _nodes[i].Vrrp = VrrpReplica.Down(settings.Plan.Bases[i], settings.Timers.Advert);
                _nodes[i].Vrrp.Start(Now, stopped: true, adjustment: 0);
            }
        }
    }

    /// <summary>What it is made of.</summary>
    public WorldSettings Settings { get; }

    /// <summary>The time.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Tells what happens, when somebody wants to know: the time and a sentence.</summary>
    public Action<TimeSpan, string>? Tell { get; set; }

    /// <summary>What will happen next; the queue is never empty, because agents and masters have timers.</summary>
    public ref readonly WorldEvent Next => ref _queue.Next;

    /// <summary>Whether anything will happen at all.</summary>
    public bool HasNext => _queue.Count > 0;

    /// <summary>Works through the next event.</summary>
    /// <param name="fate">What chance or the adversary decides.</param>
    public void Step(in Fate fate)
    {
        var e = _queue.Take();
        InvalidOperation.If(e.At < Now, "time goes back");
        Now = e.At;
        Happen(e, fate);
        Check();
    }

    /// <summary>Lets time pass until then, with nothing happening that is due later.</summary>
    /// <param name="time">The time.</param>
    /// <param name="fates">The fate of each event.</param>
    public void RunUntil(TimeSpan time, FateSource fates)
    {
        ArgumentNullException.ThrowIfNull(fates);
        while (HasNext && Next.At <= time)
        {
            Step(fates(this, Next));
        }

        Now = time;
    }

    /// <summary>Becomes a copy of another world of the same settings.</summary>
    /// <param name="other">The other world.</param>
    public void CopyFrom(World other)
    {
        ArgumentNullException.ThrowIfNull(other);
        InvalidOperation.If(other._waiting.Count > 0, "a world with a paused node is not copied");
        other._nodes.AsSpan().CopyTo(_nodes);
        other._queue.CopyTo(_queue);
        _waiting.Clear();
        (Now, _advertCuts, _beaconCuts) = (other.Now, other._advertCuts, other._beaconCuts);
        CopyInvariants(other);
    }

    private static ulong Bit(int from, int to) => 1UL << ((from * 8) + to);

    private void Add(TimeSpan at, WorldEventKind kind, int node) => _queue.Add(new WorldEvent(at, kind, (byte)node));

    private void Happen(in WorldEvent e, in Fate fate)
    {
        ref var node = ref _nodes[e.Node];
        if (!e.Departs && (node.IsPaused || (node.AgentHangs && e.ConcernsAgent)))
        {
            Wait(e);
            return;
        }

        switch (e.Kind)
        {
            case WorldEventKind.BeaconDeparts or WorldEventKind.AdvertDeparts:
                Travel(e, fate);
                break;
            case WorldEventKind.BeaconArrives when node.AgentRuns:
                Apply(e.Node, Voter.HearBeacon(ref node.Voter, Settings.Groups[e.Node], Local(node), e.Peer, e.Beacon), fate);
                break;
            case WorldEventKind.AdvertArrives when e.Node < Settings.Replicas && node.Vrrp.State != VrrpState.Down:
                Keepalived(e.Node, node.Vrrp.Hear(Now, e.Priority, isHigherAddress: e.Peer > e.Node), fate);
                _queue.Add(e with { At = InOrder(e.Node, Now + fate.Late), Kind = WorldEventKind.AgentHearsAdvert });
                break;
            case WorldEventKind.AgentHearsAdvert when node.AgentRuns:
                Apply(e.Node, Voter.HearAdvert(ref node.Voter, Settings.Groups[e.Node], Local(node), e.Peer, e.Priority), fate);
                break;
            case WorldEventKind.FilesAreRead:
                Keepalived(e.Node, node.Vrrp.ReadFiles(Now, node.QuorumFile, Adjustment(node)), fate);
                break;
            case WorldEventKind.TimerEnds:
                Keepalived(e.Node, node.Vrrp.TimerEnds(Now), fate);
                break;
            case WorldEventKind.KeepalivedStarts when node.IsUp && node.Vrrp.State == VrrpState.Down:
                node.Vrrp.Start(Now, node.QuorumFile, Adjustment(node));
                Keepalived(e.Node, VrrpReplica.Silent, fate);
                break;
            case WorldEventKind.AgentStarts:
                StartAgent(e.Node, fate);
                break;
            case WorldEventKind.AgentLooks when node.AgentRuns:
                Apply(e.Node, Voter.Look(ref node.Voter, Settings.Groups[e.Node], Local(node)), fate);
                break;
            case WorldEventKind.AgentSees when node.AgentRuns:
                SeeKeepalived(e.Node, fate);
                break;
            default:
                break;
        }
    }

    // A socket keeps its packets in order, however late it is read.
    private TimeSpan InOrder(int node, TimeSpan at)
    {
        foreach (ref readonly var e in _queue.All)
        {
            at = e.Kind == WorldEventKind.AgentHearsAdvert && e.Node == node && e.At > at ? e.At : at;
        }

        return at;
    }

    private void Travel(in WorldEvent e, in Fate fate)
    {
        var isBeacon = e.Kind == WorldEventKind.BeaconDeparts;
        if (fate.Lost || IsCut(e.Node, e.Peer, isBeacon))
        {
            return;
        }

        var arrival = e with { Kind = isBeacon ? WorldEventKind.BeaconArrives : WorldEventKind.AdvertArrives, Node = e.Peer, Peer = e.Node };
        _queue.Add(arrival with { At = Now + fate.Delay });
        if (fate.CopyDelay > TimeSpan.Zero)
        {
            _queue.Add(arrival with { At = Now + fate.CopyDelay });
        }
    }

    // What keepalived did is sent, its timer is set, and its agent will see it.
    private void Keepalived(int index, int advert, in Fate fate)
    {
        ref var node = ref _nodes[index];
        _queue.Remove(WorldEventKind.TimerEnds, index);
        if (node.Vrrp.Timer < TimeSpan.MaxValue)
        {
            // A rising priority may shift the end of a timer into the past.
            Add(node.Vrrp.Timer < Now ? Now : node.Vrrp.Timer, WorldEventKind.TimerEnds, index);
        }

        for (var peer = 0; peer < _nodes.Length && advert != VrrpReplica.Silent && MaySpeak(node); peer++)
        {
            if (peer != index)
            {
                _queue.Add(new WorldEvent(Now, WorldEventKind.AdvertDeparts, (byte)index, (byte)peer, (byte)advert));
            }
        }

        Note(index);
        if (node.AgentRuns && NeedsLook(node))
        {
            Add(Now + fate.Late, WorldEventKind.AgentSees, index);
        }
    }

    private int Adjustment(in SimulatedNode node) =>
        Math.Min(node.Penalty, Settings.Plan.Cap) - (node.BonusFile ? Settings.Plan.Bonus : 0);
}

/// <summary>Says what chance decides about an event.</summary>
/// <param name="world">The world.</param>
/// <param name="next">The event.</param>
/// <returns>Its fate.</returns>
public delegate Fate FateSource(World world, in WorldEvent next);
