using System.Globalization;
using Keepone.Lab.Results;
using Spectre.Console;

namespace Keepone.Cli.Lab;

/// <summary>Results for people.</summary>
internal static class RunTables
{
    /// <summary>Writes one run: its figures, its timeline, what was wrong.</summary>
    /// <param name="result">The result.</param>
    public static void Write(RunResult result)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"[bold]{result.Scenario}[/], run {result.Run}: [{Colour(result.Verdict)}]{Word(result.Verdict)}[/]");
        var figures = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(2)).AddColumn(new GridColumn().NoWrap().RightAligned()).AddColumn();
        Row(figures, "most masters at one time", result.Masters.ToString(CultureInfo.InvariantCulture), "");
        Row(figures, "two or more masters", Ms(result.DualMasterMs), $"of it {Ms(result.BlipMs)} in overlaps shorter than the hold");
        Row(figures, "two or more heard", Ms(result.HeardDualMs), "by the adverts that left their HA interfaces");
        Row(figures, "no master", Ms(result.NoMasterMs), "after the first election");
        Row(figures, "detection", result.DetectionMs is { } detection ? Ms(detection) : "-", "from the end of the hold to the controller's log line");
        Row(figures, "status", result.Status ?? "-", result.Cause is null ? "" : $"cause: {result.Cause}");
        Row(figures, "client", $"{result.LostPackets} lost", $"of {result.SentPackets} packets; longest gap {Ms(result.LongestGapMs)}");
        Row(figures, "error of times", Ms(result.ErrorMs), $"lateness of the lab {Ms(result.LatenessMs)}; the backups' timers are {Ms(result.StaggerMs)} apart");
        AnsiConsole.Write(figures);
        if (!result.Timeline.IsEmpty)
        {
            var start = result.Timeline[0].Time;
            var timeline = new Grid()
                .AddColumn(new GridColumn().NoWrap().PadLeft(2)).AddColumn(new GridColumn().NoWrap().RightAligned()).AddColumn().AddColumn();
            foreach (var entry in result.Timeline)
            {
                timeline.AddRow(
                    new Text(entry.Time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)),
                    new Text("+" + Ms((entry.Time - start).TotalMilliseconds)),
                    new Text(entry.Node), new Text($"{entry.From} -> {entry.To}", entry.To == "master" ? new Style(Color.Green) : Style.Plain));
            }

            AnsiConsole.Write(timeline);
        }

        foreach (var failure in result.Failures)
        {
            AnsiConsole.MarkupLineInterpolated($"  [{Colour(result.Verdict)}]{failure}[/]");
        }
    }

    /// <summary>Writes one line for each of several runs.</summary>
    /// <param name="results">The results.</param>
    public static void WriteSummary(IReadOnlyCollection<RunResult> results)
    {
        var table = OutputOption.NewTable("run", "scenario", "verdict", "masters", "two", "none", "detected", "lost", "late");
        foreach (var result in results)
        {
            table.AddRow(
                new Text(result.Run.ToString(CultureInfo.InvariantCulture)), new Text(result.Scenario),
                Markup.FromInterpolated($"[{Colour(result.Verdict)}]{Word(result.Verdict)}[/]"),
                new Text(result.Masters.ToString(CultureInfo.InvariantCulture)),
                new Text(Ms(result.DualMasterMs)), new Text(Ms(result.NoMasterMs)), new Text(result.DetectionMs is { } detection ? Ms(detection) : "-"),
                new Text(result.LostPackets.ToString(CultureInfo.InvariantCulture)), new Text(Ms(result.LatenessMs)));
        }

        AnsiConsole.Write(table);
    }

    private static void Row(Grid grid, string name, string value, string note) =>
        grid.AddRow(new Text(name), new Text(value, new Style(decoration: Decoration.Bold)), new Text(note, new Style(decoration: Decoration.Dim)));

    private static string Word(Verdict verdict) => verdict switch { Verdict.Pass => "pass", Verdict.Fail => "fail", _ => "disturbed" };

    private static string Colour(Verdict verdict) => verdict switch { Verdict.Pass => "green", Verdict.Fail => "red", _ => "yellow" };

    private static string Ms(double milliseconds) => milliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms";
}
