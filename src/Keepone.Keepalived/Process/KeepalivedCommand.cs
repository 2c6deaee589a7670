using System.Collections.Immutable;

namespace Keepone.Keepalived;

/// <summary>Where a replica's keepalived logs. Never to a pipe of the agent's: it outlives the agent.</summary>
public enum KeepalivedLog
{
    /// <summary>The system's log (facility daemon).</summary>
    Syslog = 0,

    /// <summary><see cref="ReplicaFiles.Log"/>, for machines and containers without a system log.</summary>
    File,
}

/// <summary>
/// How to start a keepalived. The program is <see cref="KeepalivedCommand.Program"/>, run inside the replica's namespace.
/// </summary>
/// <param name="Arguments">The arguments, one each: no shell.</param>
/// <param name="Environment">What to set in its environment, besides the agent's PATH.</param>
/// <param name="Foreground">
/// True: it stays the child that was started, which needs a session of its own (setsid) to outlive the agent. False: it forks
/// twice, and the started process ends at once with 0.
/// </param>
/// <param name="StandardError">The file to append standard output and error to; null: /dev/null.</param>
public sealed record KeepalivedStart(
    ImmutableArray<string> Arguments,
    ImmutableSortedDictionary<string, string> Environment,
    bool Foreground,
    string? StandardError);

/// <summary>keepalived's command line and signals.</summary>
public static class KeepalivedCommand
{
    /// <summary>The program's name.</summary>
    public const string Program = "keepalived";

    /// <summary>The option before the configuration file: on a command line it tells whose keepalived a process is.</summary>
    public const string ConfigurationOption = "--use-file";

    /// <summary>SIGTERM to the parent: releases the addresses with a priority-0 advert and ends.</summary>
    public const int StopSignal = 15;

    /// <summary>SIGKILL: to both processes, because a parent that is killed cannot kill its child.</summary>
    public const int KillSignal = 9;

    /// <summary>SIGCONT: ends a SIGSTOP.</summary>
    public const int ContinueSignal = 18;

    /// <summary>SIGHUP to the parent: reads the configuration again.</summary>
    public const int ReloadSignal = 1;

    /// <summary>
    /// SIGRTMIN+2 of glibc, to the parent: writes <see cref="ReplicaFiles.Dump"/>. Kills a keepalived built without JSON.
    /// </summary>
    public const int DumpSignal = 36;

    /// <summary>How to start a replica's keepalived.</summary>
    /// <param name="files">The replica's files.</param>
    /// <param name="version">The keepalived.</param>
    /// <param name="log">Where it logs.</param>
    /// <returns>Arguments, environment and what to expect.</returns>
    public static KeepalivedStart Start(ReplicaFiles files, KeepalivedVersion version, KeepalivedLog log)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(version);
        // No detailed log: it has a line for every gratuitous ARP. State changes are logged without it.
        // The mask: a dump may carry secrets, and nobody but root needs any of the files.
        ImmutableArray<string> arguments =
            ["--vrrp", ConfigurationOption, files.Configuration, "--pid", files.ParentPid, "--vrrp_pid", files.VrrpPid,
                "--umask", "0077"];
        // keepalived's own log file (-g) is a build option that Debian's build lacks: in the foreground it logs to
        // standard error.
        var toFile = log == KeepalivedLog.File;
        return new KeepalivedStart(
            toFile ? arguments.AddRange("--dont-fork", "--log-console", "--no-syslog") : arguments,
            ImmutableSortedDictionary<string, string>.Empty.Add("TMPDIR", files.TemporaryDirectory),
            Foreground: toFile,
            toFile ? files.Log : null);
    }

    /// <summary>
    /// The arguments that let keepalived check a configuration inside the replica's namespace, without running it.
    /// </summary>
    /// <param name="configuration">The file to check.</param>
    /// <returns>The arguments; judge the end of the process with <see cref="ConfigTestVerdict.From"/>.</returns>
    public static ImmutableArray<string> ConfigTest(string configuration) =>
        ["--config-test", "--vrrp", ConfigurationOption, configuration];

    /// <summary>The arguments that let keepalived say its version, for <see cref="KeepalivedVersion.TryParse"/>.</summary>
    public static ImmutableArray<string> Version => ["--version"];
}
