using System.Runtime.InteropServices;
using Keepone.Core.Guard;
using Keepone.Simulation.Vrrp;

namespace Keepone.Simulation;

/// <summary>A node: its keepalived, its agent, its track files, its clock. Plain data.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct SimulatedNode
{
    public VoterState Voter;
    public VrrpReplica Vrrp;
    public VoterMemory Kept;
    public bool HasKept;
    public bool QuorumFile;
    public bool BonusFile;
    public int Penalty;

    /// <summary>Whether the node is up at all.</summary>
    public bool IsUp;

    public bool AgentRuns;

    /// <summary>The agent is started again as soon as it has left.</summary>
    public bool AgentReturns;

    /// <summary>The agent does not run, but is not dead (SIGSTOP, a hang).</summary>
    public bool AgentHangs;

    /// <summary>Nothing on the node runs (a paused virtual machine).</summary>
    public bool IsPaused;

    public TimeSpan PausedAt;
    public ulong Starts;

    /// <summary>The world's time at which its steady clock was zero.</summary>
    public TimeSpan BootedAt;

    /// <summary>How much faster its clock runs, in parts per million.</summary>
    public int ClockRate;

    /// <summary>Until when it has a lease, by its own clock.</summary>
    public TimeSpan LeaseUntil;

    /// <summary>A kernel lease is in force.</summary>
    public bool HasKernelLease;

    /// <summary>Its end, by the node's own clock.</summary>
    public TimeSpan OpenUntil;
}
