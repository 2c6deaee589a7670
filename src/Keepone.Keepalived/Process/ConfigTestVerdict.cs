using System.Collections.Immutable;

namespace Keepone.Keepalived;

/// <summary>What <c>keepalived -t</c> found.</summary>
public enum ConfigTestOutcome
{
    /// <summary>Nothing is wrong.</summary>
    Accepted = 0,

    /// <summary>Something is wrong: keepalived must not be started or reloaded with it.</summary>
    Refused,

    /// <summary>The test itself failed and says nothing of the configuration.</summary>
    Inconclusive,
}

/// <summary>The verdict of <c>keepalived -t</c>, whose exit code alone cannot be trusted (reference/keepalived.md B.4).</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Sentence">Why, in one sentence.</param>
/// <param name="Complaints">keepalived's own lines, at most <see cref="MostComplaints"/>.</param>
public sealed record ConfigTestVerdict(ConfigTestOutcome Outcome, string Sentence, ImmutableArray<string> Complaints)
{
    /// <summary>The most lines of keepalived's that are kept.</summary>
    public const int MostComplaints = 20;

    private const int LongestComplaint = 300;

    // Said with exit code 0, of a part that is then missing from the running configuration.
    private static readonly string[] Grave =
        ["unknown keyword", "unknown configuration", "disabling", "security violation", "unsafe permissions", "not executable",
            "ignoring", "invalid"];

    /// <summary>Judges the end of <c>keepalived -t</c>.</summary>
    /// <param name="exitCode">Its exit code; 128 + n or -n when signal n killed it.</param>
    /// <param name="standardError">What it wrote.</param>
    /// <param name="version">The keepalived.</param>
    /// <returns>The verdict.</returns>
    public static ConfigTestVerdict From(int exitCode, string? standardError, KeepalivedVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        ImmutableArray<string> lines =
        [
            .. (standardError ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.Contains("deprecated", StringComparison.OrdinalIgnoreCase))
                .Take(MostComplaints)
                .Select(line => line.Length <= LongestComplaint ? line : line[..LongestComplaint]),
        ];
        var grave = lines.FirstOrDefault(line => Grave.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase)));
        var said = lines.IsEmpty ? "it wrote nothing" : $"it wrote: {grave ?? lines[0]}";
        return exitCode switch
        {
            0 when grave is null => new(ConfigTestOutcome.Accepted, $"keepalived {version} accepts the configuration.", lines),
            0 => new(ConfigTestOutcome.Refused,
                $"keepalived {version} accepts the configuration but leaves out a part of it; {said}", lines),
            4 => new(ConfigTestOutcome.Refused, $"keepalived {version} cannot run with the configuration; {said}", lines),
            5 => new(ConfigTestOutcome.Refused,
                $"keepalived {version} finds errors in the configuration and would run without those parts; {said}", lines),
            6 => new(ConfigTestOutcome.Refused,
                $"keepalived {version} finds scripts in the configuration that are not secure; {said}", lines),
            // keepalived #2617: with script security and an unprivileged script user the test kills itself.
            143 or -15 when !version.AtLeast(2, 2, 8) => new(
                ConfigTestOutcome.Inconclusive,
                $"keepalived {version} ended its own test, as versions before 2.2.8 do with a script user; "
                    + "the configuration was not tested.",
                lines),
            > 128 or < 0 => new(
                ConfigTestOutcome.Inconclusive,
                $"keepalived {version} was killed by signal {(exitCode < 0 ? -exitCode : exitCode - 128)} "
                    + $"while it tested the configuration; {said}",
                lines),
            126 or 127 =>
                new(ConfigTestOutcome.Inconclusive, "keepalived could not be started to test the configuration; install it.",
                lines),
            _ => new(ConfigTestOutcome.Refused, $"keepalived {version} ended its test with exit code {exitCode}; {said}", lines),
        };
    }
}
