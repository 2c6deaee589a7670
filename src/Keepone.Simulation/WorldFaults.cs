using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Simulation.Vrrp;

namespace Keepone.Simulation;

/// <summary>What can be done to a world.</summary>
public sealed partial class World
{
    /// <summary>Cuts or heals one direction between two nodes, from now: what is under way still arrives.</summary>
    public void SetCut(int from, int to, bool cut, bool adverts = true, bool beacons = true)
    {
        var bit = Bit(from, to);
        _advertCuts = !adverts ? _advertCuts : cut ? _advertCuts | bit : _advertCuts & ~bit;
        _beaconCuts = !beacons ? _beaconCuts : cut ? _beaconCuts | bit : _beaconCuts & ~bit;
        Tell?.Invoke(Now, $"{Settings.Groups[0].Names[from]} -> {Settings.Groups[0].Names[to]} "
            + (cut ? "cut" : "heals") + (adverts && beacons ? "" : adverts ? " (adverts)" : " (beacons)"));
    }

    /// <summary>Heals everything.</summary>
    public void HealAll() => (_advertCuts, _beaconCuts) = (0, 0);

    /// <summary>Whether a direction is cut.</summary>
    public bool IsCut(int from, int to, bool beacons) => ((beacons ? _beaconCuts : _advertCuts) & Bit(from, to)) != 0;

    /// <summary>Whether its agent runs.</summary>
    public bool AgentRuns(int index) => _nodes[index].AgentRuns;

    /// <summary>Whether the node runs.</summary>
    public bool IsUp(int index) => _nodes[index].IsUp;

    /// <summary>Sets how much faster a node's clock runs, in parts per million; before its agent starts.</summary>
    public void SetClockRate(int index, int partsPerMillion) => _nodes[index].ClockRate = partsPerMillion;

    /// <summary>The agent starts; one that is about to leave is started again when it has left.</summary>
    public void StartAgent(int index, in Fate fate)
    {
        ref var node = ref _nodes[index];
        node.AgentReturns = node.AgentRuns && node.Voter.IsLeaving;
        if (node.AgentRuns || !node.IsUp)
        {
            return;
        }

        node.AgentRuns = true;
        node.AgentHangs = false;
        node.Starts++;
        Tell?.Invoke(Now, $"{Settings.Groups[index].Names[index]} agent starts");
        if (index < Settings.Replicas && node.Vrrp is { State: VrrpState.Down, HoldsVip: true })
        {
            node.Vrrp.RemoveVip();
            Note(index);
        }

        var kept = node.HasKept ? node.Kept : (VoterMemory?)null;
        if (Settings.KernelLease && !node.HasKernelLease && index < Settings.Replicas)
        {
            node.HasKernelLease = true;
            node.OpenUntil = KernelLease.AtStart(Settings.Timers, Local(node), kept, View(node));
        }

        var verdict = Voter.Start(out node.Voter, Settings.Groups[index], Local(node), node.Starts, kept,
            node.QuorumFile, View(node), BasePriority(index));
        Apply(index, verdict, fate);
        if (index < Settings.Replicas && node.Vrrp.State == VrrpState.Down)
        {
            Add(Now + Settings.KeepalivedRestart, WorldEventKind.KeepalivedStarts, index);
        }
    }

    /// <summary>The agent is asked to leave, and ends when its voter says that it may.</summary>
    public void LeaveAgent(int index, in Fate fate)
    {
        ref var node = ref _nodes[index];
        if (node.AgentRuns && !node.AgentHangs && !node.IsPaused)
        {
            Apply(index, Voter.Leave(ref node.Voter, Settings.Groups[index], Local(node)), fate);
        }
    }

    /// <summary>The agent is killed.</summary>
    public void KillAgent(int index) => EndAgent(index, "killed");

    /// <summary>The agent hangs, or goes on with everything that waited for it.</summary>
    public void HangAgent(int index, bool hangs)
    {
        _nodes[index].AgentHangs = hangs && _nodes[index].AgentRuns;
        Tell?.Invoke(Now, $"{Settings.Groups[index].Names[index]} agent {(hangs ? "hangs" : "goes on")}");
        if (!hangs)
        {
            Resume(index, TimeSpan.Zero);
        }
    }

    /// <summary>keepalived is killed and leaves its addresses behind.</summary>
    public void KillKeepalived(int index, in Fate fate)
    {
        ref var node = ref _nodes[index];
        if (index < Settings.Replicas && node.Vrrp.State != VrrpState.Down)
        {
            Tell?.Invoke(Now, $"{Settings.Groups[index].Names[index]} keepalived killed");
            node.Vrrp.Kill();
            Keepalived(index, VrrpReplica.Silent, fate);
        }
    }

    /// <summary>The node loses power.</summary>
    public void Crash(int index)
    {
        ref var node = ref _nodes[index];
        EndAgent(index, "and its node crash");
        _waiting.RemoveAll(e => e.Node == index && !e.Departs);
        _queue.RemoveWhere(e => e.Node == index && !e.Departs && e.Kind is not (WorldEventKind.BeaconArrives or WorldEventKind.AdvertArrives));
        (node.IsUp, node.IsPaused, node.HasKept, node.HasKernelLease) = (false, false, false, false);
        node.Vrrp.Kill();
        node.Vrrp.RemoveVip();
        Note(index);
    }

    /// <summary>The node boots: nothing on its tmpfs, keepalived stopped, a clock that begins at zero.</summary>
    public void Boot(int index, in Fate fate)
    {
        ref var node = ref _nodes[index];
        if (!node.IsUp)
        {
            (node.IsUp, node.BootedAt, node.QuorumFile, node.BonusFile) = (true, Now, true, false);
            StartAgent(index, fate);
            if (index < Settings.Replicas)
            {
                node.Vrrp.Start(Now, stopped: true, Adjustment(node));
                Keepalived(index, VrrpReplica.Silent, fate);
            }
        }
    }

    /// <summary>Everything on the node stops, as in a paused virtual machine, or goes on.</summary>
    /// <param name="index">The node.</param>
    /// <param name="paused">Whether it stops.</param>
    /// <param name="clockStops">Whether its clock did not count the pause: given when it goes on.</param>
    public void Pause(int index, bool paused, bool clockStops = false)
    {
        ref var node = ref _nodes[index];
        if (node.IsPaused == paused || !node.IsUp)
        {
            return;
        }

        Tell?.Invoke(Now, $"{Settings.Groups[index].Names[index]} {(paused ? "paused" : "goes on")}");
        node.IsPaused = paused;
        var length = Now - node.PausedAt;
        node.PausedAt = Now;
        if (!paused)
        {
            node.BootedAt += clockStops ? length : TimeSpan.Zero;
            Resume(index, clockStops ? length : TimeSpan.Zero);
        }

        Note(index);
    }

    /// <summary>The replica's checks fail: its priority drops by the penalty; 0: it is healthy.</summary>
    public void SetPenalty(int index, int penalty, in Fate fate)
    {
        ref var node = ref _nodes[index];
        node.Penalty = penalty;
        Add(Now + fate.Write, WorldEventKind.FilesAreRead, index);
        if (node.AgentRuns)
        {
            Apply(index, Voter.SetPriority(ref node.Voter, Settings.Groups[index], Local(node), BasePriority(index)), fate);
        }
    }

    private void EndAgent(int index, string how)
    {
        ref var node = ref _nodes[index];
        if (node.AgentRuns)
        {
            Tell?.Invoke(Now, $"{Settings.Groups[index].Names[index]} agent {how}");
            (node.AgentRuns, node.AgentHangs, node.LeaseUntil) = (false, false, TimeSpan.MinValue);
            _queue.RemoveWhere(e => e.Node == index && e.ConcernsAgent && e.Kind != WorldEventKind.BeaconArrives);
        }
    }

    private void Wait(in WorldEvent e)
    {
        // Sockets hold some packets while nobody reads them, and drop the rest.
        if (_waiting.Count < 256)
        {
            _waiting.Add(e);
        }
    }

    private void Resume(int index, TimeSpan shift)
    {
        for (var i = 0; i < _waiting.Count; i++)
        {
            var e = _waiting[i];
            if (e.Node == index)
            {
                // A timer of a clock that stopped has as long to go as before.
                var isPacket = e.Kind is WorldEventKind.BeaconArrives or WorldEventKind.AdvertArrives or WorldEventKind.AgentHearsAdvert;
                var due = isPacket ? Now : e.At + shift;
                _queue.Add(e with { At = due < Now ? Now : due });
            }
        }

        _waiting.RemoveAll(e => e.Node == index);
    }
}
