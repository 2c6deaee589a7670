using System.Runtime.InteropServices;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Guard;

/// <summary>Why the rule did what it did last.</summary>
public enum ReachabilityReason : byte
{
    /// <summary>Nothing changed.</summary>
    Unchanged = 0,

    /// <summary>It started.</summary>
    Started,

    /// <summary>No majority is reached: keepalived is to keep out of the election.</summary>
    LostMajority,

    /// <summary>A majority is reached again, and was for long enough.</summary>
    Returned,
}

/// <summary>What is to be done after a step: write, ask, wait.</summary>
/// <param name="Stop">What the quorum file should hold: 1 when true.</param>
/// <param name="Ask">Whether an echo request is to be sent to every other replica now.</param>
/// <param name="Sequence">The sequence number of that request.</param>
/// <param name="WakeAt">When to look again at the latest, steady time.</param>
/// <param name="Reason">Why.</param>
/// <param name="Reached">A bit for each replica that is reached, this one included.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ReachabilityVerdict(
    bool Stop, bool Ask, ushort Sequence, TimeSpan WakeAt, ReachabilityReason Reason, ushort Reached)
{
    /// <summary>The reason as a sentence. Nothing is composed before somebody asks.</summary>
    /// <param name="group">The replicas.</param>
    /// <returns>The sentence.</returns>
    public string Sentence(ReachabilityGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var counts = $"reaches {ReachabilityGroup.Count(Reached)} of {group.Names.Length} replicas, itself included, {group.Needed} are needed";
        return Reason switch
        {
            ReachabilityReason.Started => $"The guard of {group.Names[group.Self]} starts, by reachability alone.",
            ReachabilityReason.LostMajority =>
                $"Keeps out of the election: {counts}; no life of {Missing(group)} for {Inequality.Text(group.Window)}.",
            ReachabilityReason.Returned => $"Returns to the election: {counts}, for {Inequality.Text(ReachabilityGroup.Rise * group.Interval)} without a gap.",
            _ => "Nothing changed.",
        };
    }

    private string Missing(ReachabilityGroup group)
    {
        var reached = Reached;
        return string.Join(", ", group.Names.Where((_, index) => (reached >> index & 1) == 0));
    }
}
