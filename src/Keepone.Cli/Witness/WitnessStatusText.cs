using System.Globalization;
using Keepone.Agent.Witness;
using Keepone.Cli.Node;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Keepone.Cli.Witness;

/// <summary>A witness's status, drawn for people.</summary>
internal static class WitnessStatusText
{
    /// <summary>Draws it.</summary>
    /// <param name="status">The status.</param>
    /// <param name="zone">The time zone of who reads it.</param>
    /// <param name="withRouter">Whether it is about its one router, which is shown with all that is known.</param>
    public static IRenderable Draw(WitnessStatus status, TimeZoneInfo zone, bool withRouter = false) =>
        withRouter ? new Rows(Router(status, status.Routers[0], zone)) : All(status, zone);

    private static Rows All(WitnessStatus status, TimeZoneInfo zone)
    {
        var health = status.Health;
        var lines = new List<IRenderable>
        {
            new Markup($"[bold]{Markup.Escape(status.Name)}[/]: witness {Markup.Escape(status.Version)} (process {status.Pid}) runs since {NodeStatus.Since(status.StartedAt, status.At, zone)}."),
            new Text(string.Create(
                CultureInfo.InvariantCulture,
                $"It was {health.WorstLatenessMilliseconds:0.#} ms late at worst within the last minute; it uses {health.ResidentBytes / 1024 / 1024} MB of memory.")),
        };
        lines.AddRange(health.Stuck.Select(stuck => new Markup($"[red]Hangs:[/] {Markup.Escape(stuck)}.")));
        lines.AddRange(health.Warnings.Select(warning => new Markup($"[yellow]The witness itself:[/] {Markup.Escape(warning)}.")));
        lines.AddRange(status.Problems.Select(problem => new Markup($"[red]Problem:[/] {Markup.Escape(problem)}")));
        lines.Add(new Text($"{WitnessSentences.Routers(status.Name, WitnessSentences.Tally(status))}."));
        if (status.Routers.IsEmpty)
        {
            return new Rows(lines);
        }

        var table = OutputOption.NewTable("Router", "Promised to", "Since", "Others");
        foreach (var router in status.Routers)
        {
            table.AddRow(
                new Text(router.Name),
                router.Guard.Holder is { } holder ? new Markup($"[green]{Markup.Escape(holder)}[/]") : new Text("nobody"),
                new Text(NodeStatus.Time(router.PromiseSince, zone)),
                new Rows(Others(router)));
        }

        lines.Add(table);
        return new Rows(lines);
    }

    private static IEnumerable<IRenderable> Router(WitnessStatus status, WitnessedRouter router, TimeZoneInfo zone)
    {
        yield return new Markup($"[bold]{Markup.Escape(router.Name)}[/] ({router.Router}): witness {Markup.Escape(status.Name)} votes on {Markup.Escape(router.Endpoint)}.");
        yield return new Text($"It is {WitnessSentences.Promise(router, NodeStatus.Since(router.PromiseSince, status.At, zone))}.");
        yield return new Text($"What it did last: {router.Guard.Reason}");
        yield return new Text($"Beacons: {router.Figures.Received} heard, {router.Figures.Sent} sent.");
        foreach (var line in Others(router))
        {
            yield return line;
        }
    }

    private static IEnumerable<IRenderable> Others(WitnessedRouter router)
    {
        if (router.Trouble is { } trouble)
        {
            yield return new Markup($"[red]cannot vote:[/] {Markup.Escape(trouble)}");
        }

        if (WitnessSentences.Heard(router) is { Length: > 0 } heard)
        {
            yield return WitnessSentences.IsFine(router) ? new Text(heard) : new Markup($"[yellow]{Markup.Escape(heard)}[/]");
        }

        if (WitnessSentences.Rejected(router) is { } rejected)
        {
            yield return new Text(rejected);
        }
    }
}
