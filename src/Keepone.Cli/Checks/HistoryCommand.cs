using System.CommandLine;
using System.Text.Json;
using Keepone.Core.Health.History;
using Spectre.Console;

namespace Keepone.Cli.Checks;

/// <summary><c>keepone check history</c>: what the checks of a router came to on this node.</summary>
internal static class HistoryCommand
{
    /// <summary>How many lines are shown unless told otherwise: two screens.</summary>
    public const int DefaultLast = 50;

    /// <summary>The most lines that are shown: more are a matter for a program, which reads the file.</summary>
    public const int MostLast = 10_000;

    public static Command Create()
    {
        var router = new Argument<string>("ROUTER") { Description = "The router's name or id." };
        var check = new Argument<string?>("CHECK") { Description = "The check; without it, all of the router's.", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<string[]>("--from")
        {
            Description = "A history to read instead of the agent's; repeat it for several nodes.",
            HelpName = "FILE",
            DefaultValueFactory = _ => [HistoryFiles.Default],
        };
        var last = new Option<int>("--last")
        {
            Description = "How many lines to show, the latest.",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultLast,
        };
        last.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var count) || count is < 1 or > MostLast))
            {
                result.AddError($"--last: found '{token.Value}', expected 1 to {MostLast}");
            }
        });
        var output = OutputOption.Create();
        var command = new Command("history",
            """
            Show what the checks of a router came to: outcomes, equal ones in a row as one line, and changes of verdict.
            A line of outcomes is there after a minute, or when another outcome or a change of verdict ends it.

            Examples:
              keepone check history edge-1
              keepone check history edge-1 uplink --last 10
              keepone check history edge-1 --from net-1.jsonl --from net-2.jsonl --output json
            """) { router, check, from, last, output };
        command.SetAction(async (parsed, stop) =>
        {
            var (writer, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (await HistoryFiles.ReadAsync(parsed.GetValue(from)!, errors, stop) is not { } all
                || await HistoryFiles.OnlyAsync(all, parsed.GetValue(router), parsed.GetValue(check), errors) is not { } records)
            {
                return ExitCode.BadInput;
            }

            var shown = CheckTimeline.Of(records).TakeLast(parsed.GetValue(last)).ToArray();
            if (parsed.GetValue(output) == Output.Json)
            {
                await writer.WriteLineAsync(JsonSerializer.Serialize(shown, ChecksJson.Readable.CheckRecordArray));
            }
            else
            {
                CheckTables.ConsoleOn(writer).Write(Draw(shown, TimeZoneInfo.Local));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Draws records.</summary>
    /// <param name="records">The records, in the order of time.</param>
    /// <param name="zone">The time zone of the reader.</param>
    public static Table Draw(IReadOnlyCollection<CheckRecord> records, TimeZoneInfo zone)
    {
        var table = OutputOption.NewTable("From", "To", "Node", "Check", "What", "Times", "Slowest", "Found");
        foreach (var record in records)
        {
            if (record.Run is { } run)
            {
                table.AddRow(
                    Cell(Time(run.First, zone)), Cell(run.Count == 1 ? "" : Time(run.Last, zone)), Cell(record.Node), Cell(record.Check),
                    new Markup(CheckTables.Outcome(run.Outcome)), Cell($"{run.Count}"), Cell(CheckTables.Milliseconds(run.Slowest)),
                    Cell(run.Starts ? $"{run.Message} (the first since the agent began)" : run.Message));
            }
            else if (record.Change is { } change)
            {
                table.AddRow(
                    Cell(Time(change.At, zone)), Cell(""), Cell(record.Node), Cell(record.Check), new Markup(CheckTables.Change(change.Change)),
                    Cell(""), Cell(""), Cell(change.Sentence));
            }
        }

        return table;
    }

    private static string Time(DateTimeOffset at, TimeZoneInfo zone) => $"{TimeZoneInfo.ConvertTime(at, zone):yyyy-MM-dd HH:mm:ss.fff}";

    private static Markup Cell(string text) => new(Markup.Escape(text));
}
