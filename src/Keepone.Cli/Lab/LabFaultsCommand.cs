using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Keepone.Lab.Faults;
using Keepone.Lab.Processes;
using Keepone.Lab.Results;
using Keepone.Lab.Running;
using Spectre.Console;

namespace Keepone.Cli.Lab;

/// <summary><c>lab faults</c>: fault after fault in one lab, chosen by a seed.</summary>
internal static class LabFaultsCommand
{
    private const int MostFaults = 10_000;

    private static readonly Option<int> Count = new("--count") { Description = "How many faults.", DefaultValueFactory = _ => 20 };

    private static readonly Option<int?> Seed = new("--seed")
    {
        Description = "The seed: the same gives the same faults. Without it one is chosen, and printed.",
    };

    private static readonly Option<Output> Format = OutputOption.Create();

    private static readonly Option<string?> Keep = new("--keep")
    {
        Description = "Keep logs and configurations in this directory.",
        HelpName = "DIR",
    };

    public static Command Create()
    {
        Count.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var number) && number is < 1 or > MostFaults)
            {
                result.AddError($"--count: expected a number from 1 to {MostFaults}");
            }
        });
        var command = new Command("faults", """
            Do fault after fault to one lab: kill, stop, delete and restart what it is made of. After each, every audit must hold within
            the bound of its kind, and nothing may leak. The first failure ends the loop.

            Examples:
              keepone lab faults --count 200
              keepone lab faults --count 14 --seed 7 --keep ./lab-logs
              keepone lab faults --output json | jq -c 'select(.recoveryMs > 5000)'
            """)
        {
            Count,
            Seed,
            Format,
            Keep,
        };
        command.SetAction((result, _) => LabCommand.GuardAsync(() => RunAsync(
            new FaultOptions(
                result.GetValue(Count), result.GetValue(Seed) ?? RandomNumberGenerator.GetInt32(int.MaxValue),
                result.GetValue(Keep) is { } keep ? Path.GetFullPath(keep) : null),
            result.GetValue(Format) == Output.Json)));
        return command;
    }

    private static async Task<int> RunAsync(FaultOptions options, bool json)
    {
        FaultSummary? summary = null;
        if (!json)
        {
            Console.Out.WriteLine($"seed {options.Seed}");
        }

        List<string> arguments = ["lab", "inside", "faults", "--count", Text(options.Count), "--seed", Text(options.Seed)];
        if (options.Keep is { } keep)
        {
            arguments.AddRange(["--keep", keep]);
        }

        var code = await LabLauncher.RunAsync(Programs.Find(), arguments, Show, TimeProvider.System);
        return code != 0 ? code : summary switch { null => ExitCode.Bug, { Verdict: Verdict.Pass } => ExitCode.Ok, _ => ExitCode.Finding };

        void Show(string line)
        {
            // The summary has a verdict, a fault has none.
            if (line.Contains("\"verdict\":", StringComparison.Ordinal))
            {
                summary = JsonSerializer.Deserialize(line, LabJson.Default.FaultSummary)!;
            }

            if (json)
            {
                Console.Out.WriteLine(line);
            }
            else if (summary is not null)
            {
                Write(summary);
            }
            else
            {
                Write(JsonSerializer.Deserialize(line, LabJson.Default.FaultResult)!);
            }
        }
    }

    private static void Write(FaultResult result)
    {
        var recovery = result.RecoveryMs is { } time ? Seconds(time) : "-";
        Console.Out.WriteLine(
            $"{result.Number,4}  {result.Fault,-22}  {result.Node,-10}  held {Seconds(result.HoldMs),6}  "
            + $"well after {recovery,6} of {Seconds(result.BoundMs),6}");
        foreach (var failure in result.Failures)
        {
            Console.Out.WriteLine($"      {failure}");
        }
    }

    private static void Write(FaultSummary summary)
    {
        var table = OutputOption.NewTable("program", "descriptors first", "last", "memory first", "last");
        foreach (var row in summary.Usage)
        {
            table.AddRow(row.Name, Text(row.DescriptorsFirst), Text(row.DescriptorsLast), $"{row.PssFirstKb} kB", $"{row.PssLastKb} kB");
        }

        AnsiConsole.Write(table);
        Console.Out.WriteLine($"processes {summary.ProcessesFirst}, at last {summary.ProcessesLast}; "
            + $"network namespaces {summary.NamespacesFirst}, at last {summary.NamespacesLast}");
        Console.Out.WriteLine($"{summary.Faults} faults, seed {summary.Seed}: {(summary.Verdict == Verdict.Pass ? "pass" : "fail")}");
        foreach (var failure in summary.Failures)
        {
            Console.Out.WriteLine($"  {failure}");
        }
    }

    private static string Seconds(double milliseconds) => (milliseconds / 1000).ToString("0.0", CultureInfo.InvariantCulture) + " s";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
