using System.Text.Json;
using Keepone.Lab.Processes;
using Keepone.Lab.Results;
using Keepone.Lab.Scenarios;

namespace Keepone.Lab.Running;

/// <summary>Plays scenarios, each run in a lab of its own, and repeats disturbed runs within the bound of DESIGN §10.</summary>
public sealed class LabRuns(Programs programs, TimeProvider time)
{
    private readonly DisturbanceBudget _budget = new();
    private int _number;

    /// <summary>Plays a scenario until a run counts.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="options">What else is asked for.</param>
    /// <param name="show">Is given every result, disturbed ones too.</param>
    /// <returns>0 pass, 1 fail or too many disturbed runs, else the exit code of a lab that did not come to a result.</returns>
    public async Task<int> PlayAsync(string scenario, RunOptions options, Action<RunResult> show)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(show);
        _ = ScenarioCatalog.Get(scenario);
        while (true)
        {
            var number = ++_number;
            RunResult? result = null;
            var code = await LabLauncher.RunAsync(programs, Arguments(scenario, number, options), line => result = Parse(line) ?? result, time);
            if (code != 0 || result is null)
            {
                return code == 0 ? 70 : code;
            }

            show(result);
            if (_budget.Count(result.Verdict))
            {
                continue;
            }

            return result.Verdict == Verdict.Pass ? 0 : 1;
        }
    }

    private static List<string> Arguments(string scenario, int number, RunOptions options)
    {
        List<string> arguments = ["lab", "inside", "run", scenario, "--run", number.ToString()];
        if (options.Keep is { } keep)
        {
            arguments.AddRange(["--keep", Path.Combine(Path.GetFullPath(keep), $"{number}-{scenario}")]);
        }

        if (options.FakeSecondHolder)
        {
            arguments.Add("--fake-second-holder");
        }

        return arguments;
    }

    private static RunResult? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, LabJson.Default.RunResult);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
