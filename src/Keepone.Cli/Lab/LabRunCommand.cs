using System.CommandLine;
using Keepone.Lab.Processes;
using Keepone.Lab.Results;
using Keepone.Lab.Running;
using Keepone.Lab.Scenarios;

namespace Keepone.Cli.Lab;

internal static class LabRunCommand
{
    private const int MostRepeats = 1000;

    private static readonly Argument<string[]> Names = new("NAME")
    {
        Description = $"The scenarios, played one after the other: {string.Join(", ", ScenarioCatalog.Names)}.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<int> Repeat = new("--repeat") { Description = "How often each is played.", DefaultValueFactory = _ => 1 };

    private static readonly Option<Output> Format = OutputOption.Create();

    private static readonly Option<string?> Keep = new("--keep") { Description = "Keep logs and configurations in this directory.", HelpName = "DIR" };

    public static Command Create()
    {
        Repeat.Validators.Add(result =>
        {
            // A validator is also asked about what is no number at all; the parser has said so already.
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var number) && number is < 1 or > MostRepeats)
            {
                result.AddError($"--repeat: expected a number from 1 to {MostRepeats}");
            }
        });
        var command = new Command("run", """
            Play scenarios and measure them. Progress goes to standard error, results to standard output.

            Examples:
              keepone lab run steady tunnel-cut heal
              keepone lab run tunnel-cut --repeat 3 --output json
              keepone lab run tunnel-cut --keep ./lab-logs
            """)
        {
            Names,
            Repeat,
            Format,
            Keep,
        };
        command.SetAction((result, _) => LabCommand.GuardAsync(() => RunAsync(
            result.GetValue(Names)!, result.GetValue(Repeat), result.GetValue(Format) == Output.Json, result.GetValue(Keep))));
        return command;
    }

    private static async Task<int> RunAsync(string[] names, int repeat, bool json, string? keep)
    {
        // Every name is looked at before the first run: a typing error must not show after minutes.
        foreach (var name in names)
        {
            _ = ScenarioCatalog.Get(name);
        }

        var runs = new LabRuns(Programs.Find(), TimeProvider.System);
        var results = new List<RunResult>();
        var worst = 0;
        for (var i = 0; i < repeat; i++)
        {
            foreach (var name in names)
            {
                var code = await runs.PlayAsync(name, new RunOptions(keep, FakeSecondHolder: false), Show);
                if (code > 1)
                {
                    return code;
                }

                worst = Math.Max(worst, code);
            }
        }

        if (!json && results.Count > 1)
        {
            RunTables.WriteSummary(results);
        }

        return worst;

        void Show(RunResult result)
        {
            results.Add(result);
            if (json)
            {
                Console.Out.WriteLine(result.ToJsonLine());
            }
            else
            {
                RunTables.Write(result);
            }
        }
    }
}
