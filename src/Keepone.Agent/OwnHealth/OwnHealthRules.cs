using System.Collections.Immutable;
using System.Globalization;

namespace Keepone.Agent.OwnHealth;

/// <summary>How the agent itself is.</summary>
public sealed record OwnHealthReport
{
    /// <summary>How late its timers ran when last measured, in milliseconds.</summary>
    public required double LatenessMilliseconds { get; init; }

    /// <summary>How late they ran at worst within the last minute, in milliseconds.</summary>
    public required double WorstLatenessMilliseconds { get; init; }

    /// <summary>Its resident memory, in bytes.</summary>
    public required long ResidentBytes { get; init; }

    /// <summary>How many descriptors it has open.</summary>
    public required int Descriptors { get; init; }

    /// <summary>How many it may have.</summary>
    public required long DescriptorLimit { get; init; }

    /// <summary>What of this is not as it should be, one sentence each.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>The loops that hang, one sentence each; while there is one, the watchdog is not fed.</summary>
    public ImmutableArray<string> Stuck { get; init; } = [];
}

/// <summary>Judges how the agent itself is. Pure.</summary>
internal static class OwnHealthRules
{
    /// <summary>
    /// The lateness that is worth a warning: a quarter of the usual advertisement interval, well above what a busy machine shows
    /// (5 to 8 ms at p99.9) and well below what moves a router.
    /// </summary>
    public static readonly TimeSpan LatenessLimit = TimeSpan.FromMilliseconds(250);

    /// <summary>The share of its descriptors that an agent may use before it says so.</summary>
    public const double DescriptorShare = 0.8;

    /// <summary>The memory of an agent without replicas, runtime included; what a start needs for a moment has room in it.</summary>
    public const long BaseMemory = 128L * 1024 * 1024;

    /// <summary>The memory of a replica (DESIGN §7).</summary>
    public const long MemoryPerReplica = 64L * 1024;

    /// <summary>The inotify instances that are left to everything else that runs as root: an ordinary node has about 30 in use.</summary>
    public const int OtherInotifyInstances = 64;

    /// <summary>What is not as it should be.</summary>
    /// <param name="worstLateness">The worst lateness of the last minute.</param>
    /// <param name="residentBytes">The resident memory.</param>
    /// <param name="descriptors">The open descriptors.</param>
    /// <param name="descriptorLimit">Their limit.</param>
    /// <param name="inotifyLimit">How many inotify instances root may have.</param>
    /// <param name="replicas">How many replicas are looked after.</param>
    /// <returns>A kind and a sentence each; a kind is there at most once.</returns>
    public static ImmutableArray<(OwnTrouble Kind, string Sentence)> Judge(
        TimeSpan worstLateness, long residentBytes, int descriptors, long descriptorLimit, long inotifyLimit, int replicas)
    {
        var troubles = ImmutableArray.CreateBuilder<(OwnTrouble, string)>();
        if (worstLateness > LatenessLimit)
        {
            troubles.Add((OwnTrouble.Late, Text(
                $"it was {worstLateness.TotalMilliseconds:0} ms late within the last minute, more than {LatenessLimit.TotalMilliseconds:0} ms: the node is overloaded or was paused")));
        }

        if (descriptors > descriptorLimit * DescriptorShare)
        {
            troubles.Add((OwnTrouble.Descriptors, Text($"it has {descriptors} of {descriptorLimit} descriptors open: raise LimitNOFILE of its service")));
        }

        // Seen on 2.2.7: without an instance it runs, logs "Unable to monitor track files", and a 1 in its quorum file stops nothing.
        if (replicas > 0 && replicas + OtherInotifyInstances > inotifyLimit)
        {
            troubles.Add((OwnTrouble.Inotify, Text(
                $"every keepalived needs an inotify instance or does not obey its track files, and {inotifyLimit} are too few for {replicas} replicas and what else runs as root: set fs.inotify.max_user_instances to {replicas + OtherInotifyInstances} or more")));
        }

        var memory = BaseMemory + (replicas * MemoryPerReplica);
        if (residentBytes > memory)
        {
            troubles.Add((OwnTrouble.Memory, Text(
                $"it uses {Megabytes(residentBytes)} MB of memory, more than the {Megabytes(memory)} MB that {replicas} replicas should need: please report it")));
        }

        return troubles.ToImmutable();
    }

    /// <summary>The sentence of a loop that hangs.</summary>
    /// <param name="name">The loop.</param>
    /// <param name="silent">For how long.</param>
    public static string Stuck(string name, TimeSpan silent) => Text($"{name} has not come round for {silent.TotalSeconds:0} s");

    private static string Megabytes(long bytes) => (bytes / 1024 / 1024).ToString(CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What may be wrong with the agent itself.</summary>
internal enum OwnTrouble
{
    /// <summary>Its timers run late.</summary>
    Late,

    /// <summary>Its descriptors run out.</summary>
    Descriptors,

    /// <summary>The kernel gives out too few inotify instances.</summary>
    Inotify,

    /// <summary>It uses more memory than it should.</summary>
    Memory,
}
