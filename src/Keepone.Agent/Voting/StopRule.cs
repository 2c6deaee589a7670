using Keepone.Core.Guard;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;

namespace Keepone.Agent.Voting;

/// <summary>What is done when keepalived does not show that it read its quorum file.</summary>
internal enum StopMeans
{
    /// <summary>Nothing, or nothing yet.</summary>
    Wait = 0,

    /// <summary>It is asked what it is: its word may have been lost.</summary>
    Ask,

    /// <summary>It is told to end: it says goodbye, and gives its addresses up.</summary>
    End,

    /// <summary>It is told to read its configuration, and with it its track files, again.</summary>
    Reload,

    /// <summary>It is looked at: whether it can hear of its track files at all.</summary>
    LookAtEar,
}

/// <summary>What is done about a stop or a return that has no effect, and why.</summary>
/// <param name="Means">What.</param>
/// <param name="At">When it is to be looked at again.</param>
/// <param name="Sentence">Why, in one sentence without a full stop; null: nothing is wrong.</param>
internal readonly record struct StopVerdict(StopMeans Means, TimeSpan At, string? Sentence);

/// <summary>
/// keepalived 2.2.7 without a free inotify instance runs and obeys no track file (docs/agent.md, "Limits of the kernel"), and a file that
/// cannot be written says nothing. A master whose lease is gone must not wait for either of them: within the time
/// that others need to become master it is told to end (SIGTERM), which it hears on another way: it says goodbye and takes its addresses
/// off within 10 ms. An operator loses for a second a replica that was to be stopped anyhow, and not the promise of one master. A backup
/// is not ended before it holds the addresses: until then it has done no harm. Pure.
/// </summary>
/// <remarks>
/// One that has an inotify instance reads the file as soon as it comes to it, and SIGTERM no sooner: it is ended only when it surely missed
/// the sign. On a node where hundreds are late at once, ending and starting each of them is what keeps them late.
/// </remarks>
internal static class StopRule
{
    /// <summary>How many times w keepalived has to show an effect: it keeps w unless something is wrong.</summary>
    public const int Patience = 4;

    /// <summary>At least this long: below it, what keepalived did may not have been read yet.</summary>
    public static readonly TimeSpan LeastPatience = TimeSpan.FromMilliseconds(50);

    private static readonly StopVerdict Nothing = new(StopMeans.Wait, TimeSpan.MaxValue, null);

    /// <summary>How long one has that hears of its track files: longer than keepalived was seen late on the busiest node.</summary>
    public static readonly TimeSpan HearingPatience = TimeSpan.FromSeconds(5);

    /// <summary>How long until the same is tried again.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>How long a return may have no effect until it is told to reload; and how often. Nobody waits for it but its own node.</summary>
    public static readonly TimeSpan ReturnPatience = TimeSpan.FromSeconds(5);

    /// <summary>How long a replica without its address may leave open what it is.</summary>
    public static readonly TimeSpan AskPatience = TimeSpan.FromSeconds(1);

    /// <summary>Decides.</summary>
    /// <param name="wanted">Whether the voter wants keepalived stopped.</param>
    /// <param name="written">Whether the file says so.</param>
    /// <param name="since">Since when it wants that.</param>
    /// <param name="lastMeans">When something was last done about it; null: never.</param>
    /// <param name="hears">Whether it has an inotify instance, and so hears of its track files; null: it was not looked.</param>
    /// <param name="view">What is seen of keepalived.</param>
    /// <param name="timers">The timers.</param>
    /// <param name="now">The steady time.</param>
    /// <returns>The verdict.</returns>
    public static StopVerdict Decide(
        bool wanted, bool written, TimeSpan since, TimeSpan? lastMeans, bool? hears, ReplicaView view, GuardTimers timers, TimeSpan now)
    {
        if (!wanted)
        {
            // Once: an interface that is down keeps it in FAULT as well, and rightly.
            return view is not { State: VrrpState.Fault, HoldsVip: false } || lastMeans is not null ? Nothing
                : now < since + ReturnPatience ? new(StopMeans.Wait, since + ReturnPatience, null)
                : new(StopMeans.Reload, TimeSpan.MaxValue,
                    $"keepalived stays in FAULT {Inequality.Text(now - since)} after its quorum file said 0: it has no inotify instance, or an "
                    + "interface of it is down; it is told to reload");
        }

        if (view.State == VrrpState.Down || view is { State: VrrpState.Fault, HoldsVip: false } || (!written && !view.HoldsVip))
        {
            return Nothing;
        }

        var patience = timers.WriteLatency * Patience > LeastPatience ? timers.WriteLatency * Patience : LeastPatience;
        if (hears is true)
        {
            patience = HearingPatience;
        }

        var due = lastMeans is { } last ? last + Again : since + (!view.HoldsVip ? AskPatience : written ? patience : TimeSpan.Zero);
        if (now < due)
        {
            return new(StopMeans.Wait, due, null);
        }

        return (view.HoldsVip, written, hears) switch
        {
            (false, _, _) => new(StopMeans.Ask, now + Again, null),
            (_, true, null) => new(StopMeans.LookAtEar, now, null),
            (_, true, _) => new(StopMeans.End, now + Again,
                $"keepalived holds the addresses {Inequality.Text(now - since)} after its quorum file said 1: "
                + (hears is true ? "it hangs, or the node is overloaded" : "it obeys no track file (has it an inotify instance?)") + "; it is told to end"),
            _ => new(StopMeans.End, now + Again, "its quorum file cannot be written, and it is master without a majority: keepalived is told to end"),
        };
    }
}
