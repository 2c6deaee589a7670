using System.Globalization;
using Keepone.Agent.Checks;
using Keepone.Core.Health;
using Keepone.Core.Model;

namespace Keepone.Cli.Checks;

/// <summary>What <c>keepone check run</c> says of a run. Pure.</summary>
internal static class CheckRunText
{
    /// <summary>The most lines of each output stream that are shown; JSON has all that was kept.</summary>
    public const int MostLines = 20;

    /// <summary>A run in a line.</summary>
    /// <param name="report">The run.</param>
    public static string Line(CheckTrialReport report)
    {
        var (name, result) = (report.Check.Name, report.Result);
        return string.Create(
            CultureInfo.InvariantCulture, $"{name}: {Word(result.Outcome)} ({result.Message}; {result.Duration.TotalMilliseconds:0} ms)");
    }

    /// <summary>Everything that is known of a run.</summary>
    /// <param name="report">The run.</param>
    public static IEnumerable<string> Explain(CheckTrialReport report)
    {
        var (check, result) = (report.Check, report.Result);
        yield return Line(report);
        if (check.Script is null)
        {
            yield return Field("probe", check.Target is null ? check.Probe! : $"{check.Probe} {check.Target}");
        }
        else
        {
            yield return Field("script", check.Script);
            yield return Field("user", report.User ?? "none: it was not started");
        }

        yield return Field("namespace", report.Namespace ?? (check.Where == CheckPlace.Host ? "the host's (where: host)" : "that of this command"));
        if (check.Script is not null)
        {
            yield return Field("arguments", string.Join(' ', report.Arguments.Select(Quote)));
            yield return Field("command", string.Join(' ', report.Command.Select(Quote)));
            foreach (var (name, value) in report.Environment)
            {
                yield return Field("environment", $"{name}={Quote(value)}");
            }

            yield return Field("exit status", report.Child?.Describe() ?? "none: it was not started");
        }

        yield return Field("time", string.Create(
            CultureInfo.InvariantCulture, $"{result.Duration.TotalMilliseconds:0.0} ms of at most {Duration.Format(check.Timeout)}"));
        foreach (var line in Lines("output", report.Child?.Output).Concat(Lines("standard error", report.Child?.Error)))
        {
            yield return line;
        }

        if (result.PerformanceData is { } data)
        {
            yield return Field("performance", data);
        }

        yield return Field("outcome", $"{Word(result.Outcome)}: {result.Message}");
        yield return Field("why", Why(report));
    }

    /// <summary>A run for programs.</summary>
    /// <param name="report">The run.</param>
    /// <param name="explain">Whether with everything that is known of it.</param>
    public static CheckRunRow Row(CheckTrialReport report, bool explain)
    {
        var row = new CheckRunRow(report.Check.Name, report.Result.Outcome, report.Result.Message, report.Result.Duration.TotalMilliseconds)
        {
            PerformanceData = report.Result.PerformanceData,
        };
        return !explain ? row : row with
        {
            User = report.User,
            Namespace = report.Namespace,
            Arguments = report.Arguments,
            Environment = report.Environment,
            ExitCode = report.Child?.ExitCode,
            Output = report.Child?.Output,
            Error = report.Child?.Error,
        };
    }

    private static string Why(CheckTrialReport report) => (report.Result.Outcome, report.Check.Contract) switch
    {
        (CheckOutcome.Pass, _) => $"exit code 0 is a pass; {report.Check.Rise} in a row make a failing check pass again",
        (CheckOutcome.Warning, _) => "exit code 1 of a monitoring plugin is a warning, which counts as a pass",
        (CheckOutcome.Fail, _) when report.Check.Script is null => $"the probe found a fault; {report.Check.Fall} in a row make the check fail",
        (CheckOutcome.Fail, ScriptContract.ExitCode) =>
            $"with contract exit-code any code but 0 is a failure; {report.Check.Fall} in a row make the check fail",
        (CheckOutcome.Fail, _) => $"exit code 2 of a monitoring plugin is a failure; {report.Check.Fall} in a row make the check fail",
        (CheckOutcome.Timeout, _) => $"a check that hangs is a symptom and counts as a failure; {report.Check.Fall} in a row make the check fail",
        _ => "a check that is broken says nothing of the router: its last verdict stays",
    };

    private static IEnumerable<string> Lines(string label, string? text)
    {
        var lines = (text ?? "").TrimEnd().Split('\n');
        foreach (var line in lines.Take(MostLines))
        {
            if (line.Length > 0)
            {
                yield return Field(label, string.Concat(line.Select(sign => char.IsControl(sign) ? ' ' : sign)));
            }
        }

        if (lines.Length > MostLines)
        {
            yield return Field(label, $"and {lines.Length - MostLines} more lines");
        }
    }

    private static string Field(string label, string value) => $"  {label + ":",-16}{value}";

    private static string Quote(string word) => word.Length > 0 && !word.Any(sign => char.IsWhiteSpace(sign) || sign is '\'' or '"') ? word : $"'{word}'";

    private static string Word(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Pass => "pass",
        CheckOutcome.Warning => "pass with a warning",
        CheckOutcome.Fail => "fail",
        CheckOutcome.Timeout => "timeout",
        CheckOutcome.Unasked => "unasked",
        _ => "error",
    };
}
