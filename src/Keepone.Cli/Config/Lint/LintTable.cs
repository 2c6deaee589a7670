using Keepone.Keepalived.Lint;
using Spectre.Console;

namespace Keepone.Cli.Config.Lint;

/// <summary>How findings are shown to people.</summary>
internal static class LintTable
{
    /// <summary>Draws findings, file by file.</summary>
    public static void Draw(IAnsiConsole console, LintReport report)
    {
        foreach (var file in report.Findings.GroupBy(finding => finding.File, StringComparer.Ordinal))
        {
            var table = new Table { Border = TableBorder.None, ShowHeaders = false };
            table.AddColumns(new TableColumn("place") { NoWrap = true }, new TableColumn("severity") { NoWrap = true }, new TableColumn("rule") { NoWrap = true }, new TableColumn("message"));
            foreach (var finding in file)
            {
                table.AddRow(
                    new Markup(Markup.Escape($"{finding.File}:{finding.Line}")), new Markup(Severity(finding.Severity)), new Markup(finding.Rule),
                    new Rows(new Markup(Markup.Escape(finding.Message)), new Markup($"[dim]-> {Markup.Escape(finding.Remedy)}[/]")));
            }

            console.Write(table);
            console.WriteLine();
        }

        console.MarkupLine(Markup.Escape(Summary(report)));
    }

    private static string Summary(LintReport report)
    {
        var counts = new[] { LintSeverity.Error, LintSeverity.Warning, LintSeverity.Info }
            .Select(severity => (severity, count: report.Findings.Count(finding => finding.Severity == severity))).Where(item => item.count > 0)
            .Select(item => $"{item.count} {Name(item.severity)}{(item.count == 1 || item.severity == LintSeverity.Info ? "" : "s")}").ToList();
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

    private static string Severity(LintSeverity severity) => severity switch
    {
        LintSeverity.Error => "[bold red]error[/]",
        LintSeverity.Warning => "[yellow]warning[/]",
        _ => "info",
    };
}
