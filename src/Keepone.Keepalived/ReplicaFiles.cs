using System.Buffers;
using Keepone.Core.Model;

namespace Keepone.Keepalived;

/// <summary>
/// The files of a replica on its node (DESIGN §5): all under one directory on a tmpfs, none shared with another replica.
/// </summary>
public sealed record ReplicaFiles
{
    /// <summary>Where they live unless told otherwise.</summary>
    public const string DefaultRunDirectory = "/run/keepone";

    // What keepalived's configuration can name without a thought about quoting.
    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-");

    private ReplicaFiles(string directory) => Directory = directory;

    /// <summary>The replica's own directory.</summary>
    public string Directory { get; }

    /// <summary>keepalived's configuration.</summary>
    public string Configuration => $"{Directory}/keepalived.conf";

    /// <summary>A configuration that keepalived is asked about and does not run yet.</summary>
    public string Candidate => $"{Configuration}.next";

    /// <summary>The track file of weight -1: what to take off the priority.</summary>
    public string Health => $"{Directory}/health";

    /// <summary>The track file of weight 0: 1 keeps the replica from being master.</summary>
    public string Quorum => $"{Directory}/quorum";

    /// <summary>
    /// The FIFO on which keepalived tells its states. Make it before keepalived does, with mode 0600: keepalived would let
    /// everybody read it, and who reads an event takes it away from the agent; it also keeps a FIFO that it finds.
    /// </summary>
    public string NotifyFifo => $"{Directory}/notify.fifo";

    /// <summary>
    /// The directory for keepalived's dumps (TMPDIR), which all carry the same name (reference/keepalived.md B.5).
    /// </summary>
    public string TemporaryDirectory => $"{Directory}/tmp";

    /// <summary>The dump that <see cref="KeepalivedCommand.DumpSignal"/> asks for.</summary>
    public string Dump => $"{TemporaryDirectory}/keepalived.json";

    /// <summary>The process id of keepalived's parent process.</summary>
    public string ParentPid => $"{Directory}/keepalived.pid";

    /// <summary>The process id of its VRRP process.</summary>
    public string VrrpPid => $"{Directory}/vrrp.pid";

    /// <summary>keepalived's log, where it does not log to syslog.</summary>
    public string Log => $"{Directory}/keepalived.log";

    /// <summary>The files of a router's replica.</summary>
    /// <param name="runDirectory">The directory of all replicas' files, such as <see cref="DefaultRunDirectory"/>.</param>
    /// <param name="router">The router.</param>
    /// <returns>The files.</returns>
    /// <exception cref="ArgumentException">The directory fails <see cref="IsUsable"/>.</exception>
    public static ReplicaFiles For(string runDirectory, RouterId router) =>
        IsUsable(runDirectory)
            ? new ReplicaFiles($"{runDirectory.TrimEnd('/')}/routers/{router}")
            : throw new ArgumentException($"'{runDirectory}' is no absolute path of letters, digits, '.', '_' and '-'.",
                nameof(runDirectory));

    /// <summary>
    /// Whether keepalived's configuration can name files under a directory: it has no escape for blanks or quotes.
    /// </summary>
    /// <param name="runDirectory">The directory.</param>
    /// <returns>True for an absolute path of letters, digits, '.', '_' and '-' of at most 200 characters.</returns>
    public static bool IsUsable(string? runDirectory) =>
        runDirectory is ['/', .., not '/'] and { Length: <= 200 } && !runDirectory.AsSpan().ContainsAnyExcept(PlainCharacters);
}
