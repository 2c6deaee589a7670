using System.Globalization;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Keepone.Cli.Checks;

/// <summary>A replay for people.</summary>
internal static class ReplayText
{
    /// <summary>Draws what all settings came to for one router, and what that rests on.</summary>
    /// <param name="replay">The replay.</param>
    /// <param name="real">How long a real outage lasts at least; null: by the recorded settings.</param>
    /// <param name="zone">The time zone of the reader.</param>
    public static Rows Draw(RouterReplay replay, TimeSpan? real, TimeZoneInfo zone)
    {
        var table = OutputOption.NewTable("Fall", "Rise", "Interval", "Failovers", "False", "Outages", "Missed", "Detected after", "At worst");
        foreach (var result in replay.Results)
        {
            table.AddRow(new[]
            {
                Text(result.Settings.Fall), Text(result.Settings.Rise),
                result.Settings.Interval is { } interval ? Duration.Format(interval) + (result.IsGuess ? " *" : "") : "recorded",
                Text(result.Failovers), Text(result.FalseFailovers), Text(result.Outages), Text(result.Missed),
                Seconds(result.MeanDelay), Seconds(result.WorstDelay),
            }.Select(text => (IRenderable)new Markup(Markup.Escape(text))));
        }

        return new Rows([Head(replay, zone), table, .. Notes(replay, real).Select(note => new Markup(Markup.Escape(note)))]);
    }

    private static Markup Head(RouterReplay replay, TimeZoneInfo zone) => new(
        $"[bold]{Markup.Escape(replay.Name)}[/]: {Markup.Escape(string.Join(", ", replay.Checks))} on "
        + $"{Markup.Escape(string.Join(", ", replay.Nodes))}; {replay.Outcomes.ToString("#,0", CultureInfo.InvariantCulture)} outcomes from "
        + $"{TimeZoneInfo.ConvertTime(replay.From, zone):yyyy-MM-dd HH:mm:ss} to {TimeZoneInfo.ConvertTime(replay.To, zone):yyyy-MM-dd HH:mm:ss}");

    private static IEnumerable<string> Notes(RouterReplay replay, TimeSpan? real)
    {
        var least = real is { } time ? $"at least {Duration.Format(time)}" : "at least 2 x interval x fall, as recorded,";
        yield return $"An outage counts that lasts {least} and is not seen on all nodes at once; a failover without one behind it is false.";
        yield return replay.Nodes.Length == 1
            ? $"Only {replay.Nodes[0]} is recorded: it is taken for the master whenever it is healthy, and the others for healthy."
            : $"{replay.Nodes[0]} is taken for the first master, and a verdict moves the master at once.";
        if (replay.Results.Any(result => result.IsGuess))
        {
            yield return "* Shorter than recorded: what happened between two runs is not known, so each outcome is held until the next. "
                + "One that failed once counts several times.";
        }
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "recorded";

    private static string Seconds(TimeSpan? delay) => delay?.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture) ?? "-";
}
