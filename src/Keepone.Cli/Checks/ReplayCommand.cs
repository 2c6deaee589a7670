using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Cli.Checks;

/// <summary><c>keepone check replay</c>: what recorded outcomes would have come to with other settings.</summary>
internal static class ReplayCommand
{
    /// <summary>The most settings of one call: a table that somebody still reads.</summary>
    public const int MostSettings = 100;

    // The bounds of a specification.
    private const int MostInARow = 100;
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromHours(1);

    public static Command Create()
    {
        var from = new Option<string[]>("--from")
        {
            Description = "A node's history, /var/lib/keepone/checks.jsonl there; repeat it for the other nodes.",
            HelpName = "FILE",
            DefaultValueFactory = _ => [HistoryFiles.Default],
        };
        var router = new Option<string?>("--router", "-r") { Description = "Only this router; its name or id." };
        var check = new Option<string?>("--check") { Description = "Only this check, as if the router had no other." };
        var fall = Numbers("--fall", "Failures in a row that make a check sick, such as 2,3,5; without it, as recorded.");
        var rise = Numbers("--rise", "Passes in a row that make it healthy; without it, as recorded.");
        var interval = Durations("--interval", "Times between two runs, such as 500ms,1s; without it, as recorded.", ShortestInterval, LongestInterval);
        var real = Durations(
            "--real-outage", "How long an outage lasts at least that is worth a failover; without it, twice what the recorded settings take to see it.",
            TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        var output = OutputOption.Create();
        var command = new Command("replay",
            """
            Judge recorded outcomes of checks again with other settings, and show what these would have done: failovers,
            false ones, the delay until a real outage was detected, and outages that were missed.
            Nothing is run and nothing is changed.

            Examples:
              keepone check replay --router edge-1 --fall 2,3,5
              keepone check replay --from net-1.jsonl --from net-2.jsonl --fall 2,3,5 --interval 500ms,1s
              keepone check replay --check uplink --fall 3 --real-outage 10s --output json
            """) { from, router, check, fall, rise, interval, real, output };
        command.Validators.Add(result =>
        {
            // Only of what is right in itself: what is not, is told already.
            var count = new[] { result.GetResult(fall), result.GetResult(rise), result.GetResult(interval) }
                .Aggregate(1L, (product, option) => product * Math.Max(1, option?.Tokens.Sum(token => token.Value.Split(',').Length) ?? 1));
            if (count > MostSettings)
            {
                result.AddError($"{count} settings are more than fit one table: give at most {MostSettings} combinations of --fall, --rise and --interval");
            }

            if (result.GetResult(real) is { } option && option.Tokens.Any(token => token.Value.Contains(',', StringComparison.Ordinal)))
            {
                result.AddError("--real-outage: expected one duration");
            }
        });
        command.SetAction(async (parsed, stop) =>
        {
            var (writer, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (await HistoryFiles.ReadAsync(parsed.GetValue(from)!, errors, stop) is not { } all
                || await HistoryFiles.OnlyAsync(
                    [.. all.Where(record => record.Run is not null)], parsed.GetValue(router), parsed.GetValue(check), errors) is not { } records)
            {
                return ExitCode.BadInput;
            }

            var settings = Combinations(parsed.GetValue(fall), parsed.GetValue(rise), parsed.GetValue(interval));
            var runs = CheckReplay.RunsOf(records, settings);
            if (runs > CheckReplay.MostRuns)
            {
                await errors.WriteLineAsync(
                    $"That is {runs:#,0} runs of checks to judge, more than {CheckReplay.MostRuns:#,0}: give a --router, a --check, or fewer settings.");
                return ExitCode.BadInput;
            }

            var least = parsed.GetValue(real) is [var one, ..] ? one : (TimeSpan?)null;
            var replays = CheckReplay.Run(records, settings, least);
            if (parsed.GetValue(output) == Output.Json)
            {
                await writer.WriteLineAsync(JsonSerializer.Serialize(replays, ChecksJson.Readable.ImmutableArrayRouterReplay));
            }
            else
            {
                var console = CheckTables.ConsoleOn(writer);
                foreach (var replay in replays)
                {
                    console.Write(ReplayText.Draw(replay, least, TimeZoneInfo.Local));
                }
            }

            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>All combinations, the one that was recorded first.</summary>
    public static ImmutableArray<ReplaySettings> Combinations(
        IReadOnlyCollection<int>? falls, IReadOnlyCollection<int>? rises, IReadOnlyCollection<TimeSpan>? intervals) =>
        [
            .. new[] { ReplaySettings.AsRecorded }.Concat(
                from fall in Given(falls)
                from rise in Given(rises)
                from interval in Given(intervals)
                select new ReplaySettings(fall, rise, interval)).Distinct(),
        ];

    private static IEnumerable<T?> Given<T>(IReadOnlyCollection<T>? values)
        where T : struct => values is null or { Count: 0 } ? [null] : values.Select(value => (T?)value);

    private static Option<int[]?> Numbers(string name, string description) => Values(
        name, description, "N,N", $"a number from 1 to {MostInARow}",
        text => int.TryParse(text, out var number) && number is >= 1 and <= MostInARow ? number : (int?)null);

    private static Option<TimeSpan[]?> Durations(string name, string description, TimeSpan least, TimeSpan most) => Values(
        name, description, "DURATION", $"a duration from {Duration.Format(least)} to {Duration.Format(most)}",
        text => Duration.TryParse(text, out var duration) && duration >= least && duration <= most ? duration : (TimeSpan?)null);

    private static Option<T[]?> Values<T>(string name, string description, string help, string expected, Func<string, T?> read)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = help,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result =>
            {
                var values = new List<T>();
                foreach (var text in result.Tokens.SelectMany(token => token.Value.Split(',')))
                {
                    if (read(text.Trim()) is { } value)
                    {
                        values.Add(value);
                    }
                    else
                    {
                        result.AddError($"{name}: found '{text}', expected {expected}");
                    }
                }

                return [.. values];
            },
        };
}
