using System.Globalization;
using Keepone.Core.Vrrp;

namespace Keepone.Core.Guard;

/// <summary>
/// What a voter finds of its promise when it starts (G13), and the text form in which it was kept: on a tmpfs, a line a word, the
/// holder by its name, because an index means another voter when the list of voters changes.
/// </summary>
/// <param name="Memory">What was kept; null: nothing, because the node booted since.</param>
/// <param name="StartAt">
/// When the voter may start, steady time: later than now when a promise was found that cannot be kept by promising it to its holder
/// again. Until then it must say nothing.
/// </param>
/// <param name="Sentence">What was found, in one sentence without a full stop.</param>
public readonly record struct KeptPromise(VoterMemory? Memory, TimeSpan StartAt, string Sentence)
{
    /// <summary>The most bytes of the text: names have at most 63.</summary>
    public const int MostBytes = 512;

    private const string Version = "keepone promise 1";

    // A hundred years of uptime: sums of a few of them cannot overflow.
    private const long Latest = 36_500 * TimeSpan.TicksPerDay;

    /// <summary>The text to keep.</summary>
    /// <param name="memory">What a verdict said.</param>
    /// <param name="group">The voters.</param>
    /// <param name="nodeBoot">What tells this boot of the node from another: the kernel's boot id.</param>
    /// <returns>The text.</returns>
    public static string Write(in VoterMemory memory, VoterGroup group, string nodeBoot)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentException.ThrowIfNullOrEmpty(nodeBoot);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {Version}
            node {nodeBoot}
            holder {(memory.Holder == VoterState.Nobody ? "-" : group.Names[memory.Holder])}
            lasting {Ticks(group.Timers.Promise)}
            until {Ticks(memory.Until)}
            lease {Ticks(memory.LeaseUntil)}

            """);
    }

    /// <summary>What a kept text means for a voter that starts.</summary>
    /// <param name="text">The text; null: there is none.</param>
    /// <param name="group">The voters as they are now.</param>
    /// <param name="nodeBoot">What tells this boot of the node from another.</param>
    /// <param name="now">The steady time.</param>
    /// <returns>What it means.</returns>
    public static KeptPromise Read(string? text, VoterGroup group, string nodeBoot, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (text is null)
        {
            return new KeptPromise(null, now, "no promise was kept");
        }

        var lines = text.Split('\n');
        if (lines.Length != 7 || lines[0] != Version || Word(lines[1], "node") is not { } node || Word(lines[2], "holder") is not { } name
            || Time(lines[3], "lasting") is not { } lasting || Time(lines[4], "until") is not { } until || Time(lines[5], "lease") is not { } lease)
        {
            // Nobody knows whom it is promised to, nor for how long: as after a boot, from now on.
            return new KeptPromise(
                null, now + group.Timers.BootSilence,
                $"the kept promise cannot be read: no promise is given for {Inequality.Text(group.Timers.BootSilence)}, in case there was one");
        }

        if (node != nodeBoot)
        {
            return new KeptPromise(null, now, "the promise that was kept is from before the node booted");
        }

        // Times of steady clocks far ahead would bind a voter for ever: no promise lasts longer than a long one.
        until = Least(until, now + group.Timers.LongPromise);
        lease = Least(lease, now + group.Timers.LongPromise);
        if (name == "-")
        {
            return new KeptPromise(new VoterMemory(VoterState.Nobody, default, lease), now, "it was promised to nobody");
        }

        // The promise may have been given for longer than those of today's timers last.
        until = Most(until, now + Least(lasting, group.Timers.LongPromise));
        var holder = group.Names.IndexOf(name);
        return holder < 0
            ? new KeptPromise(
                null, until,
                $"it was promised to {name}, which is no voter any more: no promise is given for {Inequality.Text(until - now)}")
            : new KeptPromise(new VoterMemory((sbyte)holder, until, lease), now, $"it was promised to {name} and still is");
    }

    // No lease at all lies before all time, that of a single voter never ends: both must be read again.
    private static long Ticks(TimeSpan time) => Math.Clamp(time.Ticks, 0, Latest);

    private static string? Word(string line, string key) =>
        line.Length > key.Length + 1 && line.StartsWith(key, StringComparison.Ordinal) && line[key.Length] == ' ' ? line[(key.Length + 1)..] : null;

    private static TimeSpan? Time(string line, string key) =>
        long.TryParse(Word(line, key), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= Latest
            ? TimeSpan.FromTicks(ticks)
            : null;

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Most(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
