using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Simulation;

/// <summary>The thin shell that an agent is: it sees, asks the voter, and does what it says.</summary>
public sealed partial class World
{
    private TimeSpan Local(in SimulatedNode node)
    {
        var time = Now - node.BootedAt;
        return time + TimeSpan.FromTicks(time.Ticks * node.ClockRate / 1_000_000);
    }

    // The world's time at which a clock shows a time: never before it.
    private static TimeSpan WorldTime(in SimulatedNode node, TimeSpan local) =>
        node.BootedAt + TimeSpan.FromTicks(
            (long)Math.Ceiling(local.Ticks / (1 + (node.ClockRate / 1_000_000d))) + (node.ClockRate == 0 ? 0 : 1));

    private static ReplicaView View(in SimulatedNode node) => new(node.Vrrp.State, node.Vrrp.HoldsVip);

    private static bool NeedsLook(in SimulatedNode node) => node.Voter.View != View(node);

    private int BasePriority(int index) =>
        index < Settings.Replicas ? Settings.Plan.Bases[index] - Math.Min(_nodes[index].Penalty, Settings.Plan.Cap) : 0;

    private void Apply(int index, in VoterVerdict verdict, in Fate fate)
    {
        ref var node = ref _nodes[index];
        var group = Settings.Groups[index];
        (node.Kept, node.HasKept) = (verdict.Memory, true);
        node.LeaseUntil = verdict.LeaseUntil;
        if (node.HasKernelLease && KernelLease.After(node.Voter, verdict, Settings.Timers, Local(node)) is { } until)
        {
            (node.OpenUntil, node.HasKernelLease) = (until, until != KernelLease.Forever);
            Note(index);
        }

        if (verdict.Reason != GuardReason.Unchanged)
        {
            Tell?.Invoke(Now, $"{group.Names[index]} {verdict.Sentence(group)}");
        }

        if (index < Settings.Replicas && (node.QuorumFile != verdict.Stop || node.BonusFile != verdict.Bonus))
        {
            QuorumWrites += node.QuorumFile != verdict.Stop ? 1 : 0;
            (node.QuorumFile, node.BonusFile) = (verdict.Stop, verdict.Bonus);
            Add(Now + fate.Write, WorldEventKind.FilesAreRead, index);
        }

        for (var peer = 0; peer < _nodes.Length && verdict.Send; peer++)
        {
            if (peer != index)
            {
                _queue.Add(new WorldEvent(Now, WorldEventKind.BeaconDeparts, (byte)index, (byte)peer, 0, verdict.Beacon));
            }
        }

        _queue.Remove(WorldEventKind.AgentLooks, index);
        if (verdict.MayGo)
        {
            EndAgent(index, "left");
            if (node.AgentReturns)
            {
                Add(Now, WorldEventKind.AgentStarts, index);
            }

            return;
        }

        var wake = WorldTime(node, verdict.WakeAt);
        Add((wake < Now ? Now : wake) + fate.Late, WorldEventKind.AgentLooks, index);
    }

    private void SeeKeepalived(int index, in Fate fate)
    {
        ref var node = ref _nodes[index];
        if (node.Vrrp is { State: VrrpState.Down, HoldsVip: true })
        {
            // Leftover addresses are removed at once, and keepalived is started again.
            node.Vrrp.RemoveVip();
            Note(index);
        }

        if (node.Vrrp.State == VrrpState.Down)
        {
            _queue.Remove(WorldEventKind.KeepalivedStarts, index);
            Add(Now + Settings.KeepalivedRestart, WorldEventKind.KeepalivedStarts, index);
        }

        Apply(index, Voter.Observe(ref node.Voter, Settings.Groups[index], Local(node), View(node)), fate);
    }
}
