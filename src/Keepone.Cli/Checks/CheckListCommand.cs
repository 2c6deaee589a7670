using System.CommandLine;
using System.Text.Json;
using Keepone.Agent.Checks;
using Keepone.Core.Model;
using Spectre.Console;

namespace Keepone.Cli.Checks;

/// <summary><c>keepone check list</c>: the checks of a router, and whether their scripts would be run.</summary>
internal static class CheckListCommand
{
    public static Command Create()
    {
        var target = new CheckTarget();
        var output = OutputOption.Create();
        var command = new Command("list",
            """
            List the checks of a router. Exit code 1 when the agent would refuse to run one of the scripts here; it is said why.

            Examples:
              keepone check list edge-1
              keepone check list edge-1 --spec edge-1.yaml --node net-1
            """) { output };
        target.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var (replica, scripts, trouble) = target.Find(parsed);
            if (replica is null)
            {
                return await CheckRunCommand.RefuseAsync(parsed, trouble, ExitCode.BadInput);
            }

            CheckRow[] rows = [.. replica.Router.Checks.Select(check => Row(replica, check, CheckTrial.Refusal(check, scripts)))];
            if (parsed.GetValue(output) == Output.Json)
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(rows, CheckJson.Default.CheckRowArray));
            }
            else
            {
                Draw(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(parsed.InvocationConfiguration.Output) }), replica, rows);
            }

            return Array.TrueForAll(rows, row => row.Refusal is null) ? ExitCode.Ok : ExitCode.Finding;
        });
        return command;
    }

    private static CheckRow Row(Replica replica, CheckSpecification check, string? refusal) => new(
        check.Name,
        check.Script ?? (check.Target is null ? check.Probe! : $"{check.Probe} {check.Target}"),
        check.Where,
        Duration.Format(check.Interval),
        Duration.Format(check.Timeout),
        check.Fall,
        check.Rise,
        check.OnFailure == CheckFailure.Fault ? null : check.Penalty ?? replica.Priorities.LeastPenalty,
        refusal);

    private static void Draw(IAnsiConsole console, Replica replica, CheckRow[] rows)
    {
        console.Profile.Width = OutputOption.WidthWithoutTerminal;
        if (rows.Length == 0)
        {
            console.WriteLine($"Router {replica.Router.Name} has no checks.");
            return;
        }

        var table = OutputOption.NewTable("Check", "What", "Where", "Interval", "Timeout", "Fall", "Rise", "Failing");
        foreach (var row in rows)
        {
            table.AddRow(
            [
                .. new[]
                {
                    row.Name, row.What, row.Where == CheckPlace.Host ? "host" : "replica", row.Interval, row.Timeout, $"{row.Fall}", $"{row.Rise}",
                    row.Penalty is { } penalty ? $"-{penalty}" : "fault",
                }.Select(Markup.Escape),
            ]);
        }

        console.Write(table);
        foreach (var row in rows.Where(row => row.Refusal is not null))
        {
            console.WriteLine($"Check {row.Name} would not be run here: {row.Refusal}.");
        }
    }
}
