using System.Collections.Immutable;
using Keepone.Keepalived.Model;
using static Keepone.Core.Vrrp.Inequality;

namespace Keepone.Keepalived.Timing;

/// <summary>How fast a check finds a failure, and what it then does.</summary>
/// <param name="Check">What it is: <c>script NAME</c>, <c>interface NAME</c>, <c>file NAME</c>, <c>process NAME</c>, <c>bfd NAME</c>.</param>
/// <param name="Found">When a failure is found at the latest; null: nothing bounds it.</param>
/// <param name="Recovered">When it is found at the latest that all is well again; null: nothing bounds it.</param>
/// <param name="PriorityThen">The priority while it fails alone; null: it is in FAULT and no candidate.</param>
/// <param name="Sentence">Why so, and what is to be known.</param>
public sealed record CheckTiming(string Check, TimeSpan? Found, TimeSpan? Recovered, int? PriorityThen, string Sentence)
{
    internal static ImmutableArray<CheckTiming> Of(GroupMember member) =>
        [.. member.Effective.Tracks.Where(track => track.IsTracked).Select(track => Of(member, track))];

    /// <summary>What tracks add to the priority of an instance while all is well.</summary>
    internal static int Added(EffectiveInstance instance) => instance.Tracks.Sum(track =>
        !track.IsTracked || track.Kind == TrackKind.File || track.Weight > 0 == track.IsReversed ? 0 : track.Weight);

    /// <summary>A priority within what checks can make of one (reference/keepalived.md B.1): that of the owner never moves.</summary>
    internal static int Clamped(EffectiveInstance instance, int priority) =>
        instance.Priority == VrrpDefaults.OwnerPriority ? instance.Priority : Math.Clamp(priority, VrrpDefaults.LeastPriority, VrrpDefaults.MostPriority);

    /// <summary>The timing of one check.</summary>
    internal static CheckTiming Of(GroupMember member, EffectiveTrack track)
    {
        var (found, recovered, sentence) = track.Kind switch
        {
            TrackKind.Script => OfScript(track.Script!),
            TrackKind.Interface => OfInterface(member.Configuration, track.Name),
            TrackKind.Process => OfProcess(member.Configuration.TrackProcesses.First(process => process.Name == track.Name)),
            TrackKind.Bfd => OfBfd(member.Configuration.Bfds.First(bfd => bfd.Name == track.Name)),
            _ => (TimeSpan.Zero, (TimeSpan?)TimeSpan.Zero, "It is read at every write; whoever writes it decides when that is. A missing file counts as 0."),
        };
        var reversed = track.IsReversed ? " It is reversed: what is said of its failure is true of its success." : "";
        return new CheckTiming($"{track.Kind.ToString().ToLowerInvariant()} {track.Name}", found, recovered, PriorityWithout(member, track), sentence + reversed);
    }

    // Of a file, the number 1 is looked at.
    private static int? PriorityWithout(GroupMember member, EffectiveTrack track)
    {
        if (track.Weight == 0)
        {
            return null;
        }

        var all = member.Effective.Priority + Added(member.Effective);
        var moved = track.Kind == TrackKind.File ? track.Weight : -Math.Abs(track.Weight);
        return Clamped(member.Effective, all + (track.IsReversed ? -moved : moved));
    }

    // The failure comes just after a run has begun; then as many runs as must fail begin one interval apart, and the last one may take its whole time
    // (reference/keepalived.md B.1, B.2).
    private static (TimeSpan? Found, TimeSpan? Recovered, string Sentence) OfScript(VrrpScript script)
    {
        var interval = script.Interval?.Value ?? VrrpDefaults.ScriptInterval;
        var timeout = script.Timeout?.Value ?? interval;
        var (rise, fall) = (script.Rise?.Value ?? VrrpDefaults.ScriptRiseAndFall, script.Fall?.Value ?? VrrpDefaults.ScriptRiseAndFall);
        return ((fall * interval) + timeout, (rise * interval) + timeout,
            $"{Times(fall, "failure")} at {Text(interval)} and a last run of up to {Text(timeout)}"
            + $"{(script.Timeout is null ? ", since no timeout is given" : "")}; {Times(rise, "success")} to recover. "
            + $"One that ignores its end takes {Text(VrrpDefaults.ScriptKillDelay)} more, and one that the kernel cannot end gives no result at all. "
            + (script.InitFail is null ? "At start a single failure is enough." : "It starts as failed."));
    }

    private static (TimeSpan? Found, TimeSpan? Recovered, string Sentence) OfInterface(KeepalivedConfiguration configuration, string name)
    {
        var delay = configuration.InterfaceDelays.LastOrDefault(delay => delay.Interface == name);
        return (delay?.Down ?? TimeSpan.Zero, delay?.Up ?? TimeSpan.Zero,
            delay is null ? "The kernel says so at once." : "The kernel says so at once; interface_up_down_delays waits.");
    }

    private static (TimeSpan? Found, TimeSpan? Recovered, string Sentence) OfProcess(TrackProcess process) =>
        (process.TerminateDelay?.Value ?? TimeSpan.Zero, process.ForkDelay?.Value ?? TimeSpan.Zero,
            process.TerminateDelay is null ? "The kernel says so at once." : "The kernel says so at once; the delays wait.");

    // What is negotiated is not known from one side: the neighbour is taken to be configured the same (RFC 5880 6.8.4).
    private static (TimeSpan? Found, TimeSpan? Recovered, string Sentence) OfBfd(BfdInstance bfd)
    {
        var (receive, transmit) = (bfd.MinimalReceive?.Value ?? VrrpDefaults.BfdInterval, bfd.MinimalTransmit?.Value ?? VrrpDefaults.BfdInterval);
        var (pace, multiplier) = (receive > transmit ? receive : transmit, bfd.Multiplier?.Value ?? VrrpDefaults.BfdMultiplier);
        return (pace * multiplier, null, $"{multiplier} packets missed at {Text(pace)}, if the neighbour is configured the same; the session comes up again when both sides have seen each other.");
    }

    private static string Times(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}{(what.EndsWith('s') ? "es" : "s")}";
}
