using Keepone.Keepalived.Lint;
using Spectre.Console;

namespace Keepone.Cli.Config.Lint;

/// <summary>How findings are shown to people: each with its place first, as compilers say it, so that editors find it, and what to do on the next line.</summary>
internal static class LintLines
{
    /// <summary>Writes a report. On a terminal it has colours and is wrapped; elsewhere a line is a line.</summary>
    public static async Task WriteAsync(TextWriter writer, LintReport report)
    {
        var isTerminal = ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected;
        foreach (var finding in report.Findings)
        {
            var place = $"{finding.File}:{finding.Line}:";
            if (isTerminal)
            {
                AnsiConsole.MarkupLine($"{Markup.Escape(place)} [{Colour(finding.Severity)}]{Name(finding.Severity)} {finding.Rule}[/]: {Markup.Escape(finding.Message)}");
                AnsiConsole.MarkupLine($"    [dim]->[/] {Markup.Escape(finding.Remedy)}");
            }
            else
            {
                await writer.WriteLineAsync($"{place} {Name(finding.Severity)} {finding.Rule}: {finding.Message}");
                await writer.WriteLineAsync($"    -> {finding.Remedy}");
            }
        }

        await writer.WriteLineAsync(Summary(report));
    }

    private static string Summary(LintReport report)
    {
        var counts = new[] { LintSeverity.Error, LintSeverity.Warning, LintSeverity.Info }
            .Select(severity => (severity, count: report.Findings.Count(finding => finding.Severity == severity))).Where(item => item.count > 0)
            .Select(item => $"{item.count} {Name(item.severity)}{(item.count == 1 ? "" : "s")}").ToList();
        var version = report.VersionFrom switch
        {
            "installed" => "the installed one",
            "option" => "as asked for",
            _ => "Debian 12's, as none is installed",
        };
        var compared = report.Group ? ", compared with each other" : "";
        var host = report.HostExamined ? "scripts and users of this host looked at" : "scripts and users not looked at";
        return $"{report.Files.Count} {(report.Files.Count == 1 ? "file" : "files")}{compared}: {(counts.Count == 0 ? "nothing found" : string.Join(", ", counts))}"
            + (report.Suppressed.IsEmpty ? "" : $"; {report.Suppressed.Length} ignored, as comments say") + $". For keepalived {report.KeepalivedVersion} ({version}); {host}.";
    }

    private static string Name(LintSeverity severity) => severity.ToString().ToLowerInvariant();

    private static string Colour(LintSeverity severity) => severity switch
    {
        LintSeverity.Error => "bold red",
        LintSeverity.Warning => "yellow",
        _ => "bold",
    };
}
