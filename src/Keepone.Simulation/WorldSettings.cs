using System.Collections.Immutable;
using Keepone.Core.Guard;
using Keepone.Core.Vrrp;

namespace Keepone.Simulation;

/// <summary>What a simulated router is made of.</summary>
public sealed record WorldSettings
{
    /// <summary>A router.</summary>
    /// <param name="replicas">How many replicas it has.</param>
    /// <param name="witnesses">How many witnesses.</param>
    /// <param name="timers">The guard's timers.</param>
    public WorldSettings(int replicas, int witnesses, GuardTimers timers)
    {
        ArgumentNullException.ThrowIfNull(timers);
        var plan = PriorityPlan.For(replicas);
        (Replicas, Plan, Timers) = (replicas, plan, timers);
        ImmutableArray<string> names =
            [.. Enumerable.Range(1, replicas).Select(i => $"net-{i}"), .. Enumerable.Range(1, witnesses).Select(i => $"w{i}")];
        Groups = [.. names.Select((_, i) => new VoterGroup(i, names, replicas, plan.Bonus, timers))];
    }

    /// <summary>How many replicas it has.</summary>
    public int Replicas { get; }

    /// <summary>Its priorities.</summary>
    public PriorityPlan Plan { get; }

    /// <summary>The guard's timers.</summary>
    public GuardTimers Timers { get; }

    /// <summary>The voters as each of them knows them.</summary>
    public ImmutableArray<VoterGroup> Groups { get; internal init; }

    /// <summary>How long a killed keepalived stays away while its agent runs.</summary>
    public TimeSpan KeepalivedRestart { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether the kernel silences replicas without a lease (docs/guard.md, "Kernel lease").</summary>
    public bool KernelLease { get; init; }

    /// <summary>How many voters there are.</summary>
    public int Voters => Groups.Length;
}
