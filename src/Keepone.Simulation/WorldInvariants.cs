using System.Runtime.InteropServices;
using Keepone.Core.Guard;
using Keepone.Core.Model;

namespace Keepone.Simulation;

/// <summary>What must never happen, and what is counted.</summary>
public sealed partial class World
{
    private int _masters;
    private int _lastMaster = -1;

    /// <summary>The first moment with two masters: two replicas with the address at the same instant.</summary>
    public TimeSpan? TwoMastersAt { get; private set; }

    /// <summary>The first moment at which two voters each had a lease: the cause of two masters, seen before its effect.</summary>
    public TimeSpan? TwoLeasesAt { get; private set; }

    /// <summary>The longest time with two masters that has ended.</summary>
    public TimeSpan LongestOverlap { get; private set; }

    /// <summary>Since when there are two masters; null: there are not.</summary>
    public TimeSpan? OverlapSince { get; private set; }

    /// <summary>Since when there is no master; null: there is one.</summary>
    public TimeSpan? NoMasterSince { get; private set; } = TimeSpan.Zero;

    /// <summary>The index of the replica that became master last; -1: none did yet.</summary>
    public int LastMaster => _lastMaster;

    /// <summary>How often the mastership moved to another replica.</summary>
    public int Moves { get; private set; }

    /// <summary>How often a quorum file was written.</summary>
    public int QuorumWrites { get; private set; }

    /// <summary>Whether either safety invariant was broken.</summary>
    public bool IsBroken => TwoMastersAt is not null || TwoLeasesAt is not null;

    /// <summary>Forgets what was counted so far; what was broken stays broken.</summary>
    public void ResetCounts() => (Moves, QuorumWrites) = (0, 0);

    /// <summary>Whether the replica answers for the addresses.</summary>
    public bool IsMaster(int index) => _nodes[index].Vrrp.HoldsVip && _nodes[index] is { IsUp: true, IsPaused: false } && MaySpeak(_nodes[index]);

    /// <summary>What is seen of the replica: for tests.</summary>
    internal VrrpState State(int index) => _nodes[index].Vrrp.State;

    /// <summary>What its voter knows: for tests.</summary>
    internal VoterState VoterOf(int index) => _nodes[index].Voter;

    /// <summary>
    /// A number for everything that decides what can happen from here on, at this time: equal worlds have equal numbers. Nothing
    /// that is only counted goes in.
    /// </summary>
    /// <returns>The number.</returns>
    public ulong Digest()
    {
        var digest = Randomness.Mix((ulong)Now.Ticks + (_advertCuts * 3) + (_beaconCuts * 5));
        digest = Digest(digest, MemoryMarshal.AsBytes<SimulatedNode>(_nodes));
        return Digest(digest, MemoryMarshal.AsBytes(_queue.All));
    }

    private static ulong Digest(ulong digest, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            digest = (digest ^ word) * 0x9FB21C651E98DF25;
            digest ^= digest >> 32;
        }

        return digest;
    }

    // The end of a kernel lease is no event: who falls silent is noticed at the next one.
    private bool MaySpeak(in SimulatedNode node) => !node.HasKernelLease || Local(node) < node.OpenUntil;

    private void Note(int index)
    {
        var masters = 0;
        for (var i = 0; i < Settings.Replicas; i++)
        {
            masters += IsMaster(i) ? 1 : 0;
        }

        if (masters == _masters)
        {
            return;
        }

        Tell?.Invoke(Now, $"{Settings.Groups[index].Names[index]} is {_nodes[index].Vrrp.State}"
            + (IsMaster(index) ? " and master" : "") + (masters > 1 ? ": TWO MASTERS" : ""));
        if (masters > 1)
        {
            TwoMastersAt ??= Now;
            OverlapSince ??= Now;
        }
        else if (OverlapSince is { } since)
        {
            LongestOverlap = Now - since > LongestOverlap ? Now - since : LongestOverlap;
            OverlapSince = null;
        }

        NoMasterSince = masters == 0 ? NoMasterSince ?? Now : null;
        if (masters > _masters && IsMaster(index) && index != _lastMaster)
        {
            Moves += _lastMaster >= 0 ? 1 : 0;
            _lastMaster = index;
        }

        _masters = masters;
    }

    private void Check()
    {
        var leases = 0;
        for (var i = 0; i < Settings.Replicas; i++)
        {
            ref readonly var node = ref _nodes[i];
            leases += node.AgentRuns && node.LeaseUntil > Local(node) ? 1 : 0;
        }

        if (leases > 1)
        {
            TwoLeasesAt ??= Now;
        }
    }

    private void CopyInvariants(World other)
    {
        (_masters, _lastMaster, TwoMastersAt, TwoLeasesAt) = (other._masters, other._lastMaster, other.TwoMastersAt, other.TwoLeasesAt);
        (LongestOverlap, OverlapSince, NoMasterSince) = (other.LongestOverlap, other.OverlapSince, other.NoMasterSince);
        (Moves, QuorumWrites) = (other.Moves, other.QuorumWrites);
    }
}
