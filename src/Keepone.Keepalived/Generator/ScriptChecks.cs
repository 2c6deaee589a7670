using System.Globalization;
using Keepone.Core.Model;
using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Generator;

/// <summary>
/// <c>checkRunner: keepalived</c>: the checks of a replica as scripts that keepalived runs, each of which runs a check once with Keepone
/// (DESIGN §6, last bullet). keepalived's script user is the sandbox, and an error of the check ends with 0.
/// </summary>
public static class ScriptChecks
{
    /// <summary>
    /// The program that the scripts call. keepalived looks at neither owner nor mode of what an unprivileged user runs, and drops a script
    /// that the user cannot execute with a line in its log and exit code 0 of its test (reference/keepalived.md B.3).
    /// </summary>
    public const string Program = "/usr/bin/keepone";

    /// <summary>The user of the scripts unless told otherwise.</summary>
    public const string DefaultUser = "keepone-check";

    /// <summary>The largest penalty that a script can take off (vrrp_track.h).</summary>
    public const int LargestPenalty = 253;

    /// <summary>What keepalived is told of a check's times.</summary>
    /// <param name="Interval">Seconds between the starts of runs.</param>
    /// <param name="Timeout">
    /// Seconds after which keepalived ends the script: more than the check's own timeout, so that Keepone says what happened, and less than
    /// the interval, because 2.2.7 lets overlapping runs pile up (94d40e3b).
    /// </param>
    public readonly record struct Times(decimal Interval, decimal Timeout);

    /// <summary>The times of a check.</summary>
    /// <param name="check">The check.</param>
    /// <param name="version">The keepalived: before 2.3.2 it reads whole seconds only, and anything else as an error.</param>
    /// <returns>The times.</returns>
    public static Times TimesOf(CheckSpecification check, KeepalivedVersion version)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(version);
        var (interval, timeout) = (Seconds(check.Interval), Seconds(check.Timeout));
        if (version.KnowsFractionsInScripts)
        {
            return new Times(interval, decimal.Round((interval + timeout) / 2, 3));
        }

        var whole = Math.Floor(timeout) + 1;
        return new Times(Math.Max(Math.Ceiling(interval), whole + 1), whole);
    }

    /// <summary>
    /// What of a rendered configuration keepalived can be asked about. Before 2.2.8 its test ends itself when there are script security and an
    /// unprivileged script user, with everything else in its session's process group (keepalived #2617); without its scripts the rest is tested.
    /// </summary>
    /// <param name="text">The configuration.</param>
    /// <param name="version">The keepalived.</param>
    /// <returns>The configuration, without its scripts where that is needed.</returns>
    public static string ForConfigTest(string text, KeepalivedVersion version)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(version);
        if (version.AtLeast(2, 2, 8) || !text.Contains("\nvrrp_script ", StringComparison.Ordinal))
        {
            return text;
        }

        string? end = null;
        var kept = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            var word = line.TrimStart();
            if (end is not null)
            {
                end = line == end ? null : end;
            }
            else if (word.StartsWith("vrrp_script ", StringComparison.Ordinal) || word.StartsWith("track_script ", StringComparison.Ordinal))
            {
                end = line[..(line.Length - word.Length)] + "}";
            }
            else if (word != "enable_script_security" && !word.StartsWith("script_user ", StringComparison.Ordinal))
            {
                kept.Add(line);
            }
        }

        return string.Join('\n', kept);
    }

    /// <summary>The checks that keepalived runs: those that look at the host need the agent, because keepalived lives in the namespace.</summary>
    internal static IEnumerable<CheckSpecification> Of(Replica replica) => replica.Router.CheckRunner == CheckRunner.Keepalived
        ? replica.Router.Checks.Where(check => check.Where == CheckPlace.Replica || replica.Router.Namespace is null)
        : [];

    internal static void Global(ConfigurationWriter writer, Replica replica, string user)
    {
        if (Of(replica).Any())
        {
            writer.Comment("Check scripts are run by a user without rights, and not at all if there is none.")
                .Comment($"Check that 'sudo -u {user} {Program} --version' works: keepalived drops silently what that user cannot execute.")
                .Line("enable_script_security")
                .Line($"script_user {user}");
        }
    }

    internal static void Blocks(ConfigurationWriter writer, Replica replica, KeepalivedVersion version, string user)
    {
        foreach (var check in Of(replica))
        {
            var times = TimesOf(check, version);
            var (interval, timeout) = (times.Interval, times.Timeout);
            if (interval != Seconds(check.Interval))
            {
                writer.Comment($"keepalived {version} takes whole seconds only: the check's interval is {Duration.Format(check.Interval)}.");
            }

            if (check.OnFailure == CheckFailure.Fault)
            {
                // A weight of 0 means FAULT, of every replica when the script is broken everywhere: nobody is electable (B.8).
                writer.Comment("It yields: only the agent takes a replica out of the election.");
            }

            writer.Block($"vrrp_script {check.Name}", block => block
                .Quoted("script", $"{Program} check run {replica.Router.Name} {check.Name} --node {replica.Node}")
                .Line($"interval {Text(interval)}")
                .Line($"timeout {Text(timeout)}")
                .Line($"fall {check.Fall}")
                .Line($"rise {check.Rise}")
                .Line($"weight -{Math.Min(check.Penalty ?? replica.Priorities.LeastPenalty, LargestPenalty)}")
                .Line($"user {user}")).Blank();
        }

        foreach (var check in replica.Router.CheckRunner == CheckRunner.Keepalived ? replica.Router.Checks.Except(Of(replica)) : [])
        {
            writer.Comment($"Check {check.Name} looks at the host, which keepalived does not see from the router's namespace: nobody runs it.").Blank();
        }
    }

    internal static IReadOnlyCollection<string> Tracked(Replica replica) => [.. Of(replica).Select(check => check.Name)];

    private static decimal Seconds(TimeSpan time) => time.Ticks / (decimal)TimeSpan.TicksPerSecond;

    private static string Text(decimal seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);
}
