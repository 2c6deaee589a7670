using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Keepone.Agent.Checks;
using Keepone.Core.Health;

namespace Keepone.Cli.Checks;

/// <summary><c>keepone check run</c>: runs checks once, as the agent would, or for keepalived.</summary>
internal static class CheckRunCommand
{
    public static Command Create()
    {
        var target = new CheckTarget();
        var check = new Argument<string?>("CHECK") { Description = "One check; all of them unless given.", Arity = ArgumentArity.ZeroOrOne };
        var explain = new Option<bool>("--explain") { Description = "Show how it was run, what it wrote, and why that is the verdict." };
        var output = OutputOption.Create();
        var command = new Command("run",
            """
            Run the checks of a router once, exactly as the agent would: same user, sandbox, namespace, environment and rules.
            One run is an outcome, not a verdict: 'fall' and 'rise' are not counted.

            Exit code 0: passed, also with a warning, and also when the check itself is broken, which is said on standard error: a broken
            check says nothing of the router. 1: failed or timed out. As another user than root it is a vrrp_script of keepalived's
            (checkRunner: keepalived), for which whatever is wrong but the router itself ends with 0.

            Examples:
              keepone check run edge-1
              keepone check run edge-1 site --explain
              keepone check run edge-1 --spec edge-1.yaml --node net-1 --output json
            """) { output, explain };
        target.AddTo(command);
        command.Arguments.Add(check);
        command.SetAction((parsed, stop) => RunAsync(parsed, target, parsed.GetValue(check), parsed.GetValue(explain), parsed.GetValue(output), stop));
        return command;
    }

    /// <summary>Says what keeps the command from its work.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="trouble">The sentences.</param>
    /// <param name="code">The exit code for people.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RefuseAsync(ParseResult parsed, ImmutableArray<string> trouble, int code)
    {
        foreach (var sentence in trouble)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(sentence);
        }

        return code;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CheckTarget target, string? name, bool explain, Output form, CancellationToken stop)
    {
        // keepalived counts any code but 0 as a failure of the router: a mistake in a file that is rolled out everywhere must be none.
        var (badInput, missing) = Environment.IsPrivilegedProcess ? (ExitCode.BadInput, ExitCode.Missing) : (ExitCode.Ok, ExitCode.Ok);
        var (replica, scripts, trouble) = target.Find(parsed);
        if (replica is null)
        {
            return await RefuseAsync(parsed, trouble, badInput);
        }

        var router = replica.Router;
        var checks = router.Checks.Where(check => name is null || check.Name == name).ToImmutableArray();
        if (checks.IsEmpty)
        {
            var none = name is null
                ? $"Router {router.Name} has no checks."
                : $"Router {router.Name} has no check {name}; it has {string.Join(", ", router.Checks.Select(check => check.Name))}.";
            return await RefuseAsync(parsed, [none], badInput);
        }

        if (checks.Any(check => check.Script is not null) && CheckTrial.Missing(scripts) is { } absent)
        {
            return await RefuseAsync(parsed, [absent], missing);
        }

        var reports = new List<CheckTrialReport>();
        foreach (var check in checks)
        {
            var report = await CheckTrial.RunAsync(replica, check, scripts, stop);
            reports.Add(report);
            if (report.Result.Outcome == CheckOutcome.Error)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(
                    $"Check {check.Name} of router {router.Name} is broken and says nothing of the router: {report.Result.Message}.");
            }
        }

        var output = parsed.InvocationConfiguration.Output;
        if (form == Output.Json)
        {
            CheckRunRow[] rows = [.. reports.Select(report => CheckRunText.Row(report, explain))];
            await output.WriteLineAsync(JsonSerializer.Serialize(rows, CheckJson.Default.CheckRunRowArray));
        }
        else
        {
            foreach (var line in reports.SelectMany(report => explain ? CheckRunText.Explain(report) : [CheckRunText.Line(report)]))
            {
                await output.WriteLineAsync(line);
            }
        }

        return reports.Exists(report => report.Result.CountsAsFailure) ? ExitCode.Finding : ExitCode.Ok;
    }
}
