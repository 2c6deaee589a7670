using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Keepone.Cli.Checks;
using Keepone.Core.Model;
using Keepone.Core.Vrrp;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Keepone.Cli.Config;

/// <summary><c>keepone config timing</c>: the arithmetic of a router.</summary>
internal static class TimingCommand
{
    // Sentences hold apostrophes, which need no escape outside of HTML.
    private static readonly TimingJson Json = new(
        new JsonSerializerOptions(TimingJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    // A node that is later than this is no node to run anything on.
    private static readonly TimeSpan MostMeasured = TimeSpan.FromMinutes(1);

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "A file of router specifications, or keepalived configurations; - for standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var group = new Option<bool>("--group") { Description = "The files are keepalived configurations of one group's nodes: what they do together." };
        var configId = ConfigurationFile.ConfigIdOption();
        var router = SpecificationFile.RouterOption();
        var output = OutputOption.Create();
        var allow = new Option<bool>("--allow-overlap")
        {
            Description = "Warn, and do not refuse, when an inequality is broken; guard.allowOverlap does the same for the agent.",
        };
        var write = Measured("--write-latency", "From the write of a track file to keepalived's FAULT, as bench/run write-latency measured it.");
        var late = Measured("--scheduling-delay", "How late a node's agent is at worst, as its status says.");
        var command = new Command("timing",
            """
            Show a router's priorities and timers, what each failure does at worst, and the inequalities that keep it
            to one master. Of keepalived configurations, whoever wrote them: timers, how fast each check is, and with
            --group the succession over the nodes and what each failure does at worst.
            Exit code 5 when an inequality is broken on which the guard rests, with what to change.
            With measured times instead of those that the preset takes for granted it says whether a node keeps up.

            Examples:
              keepone config timing edge-1.yaml
              keepone config timing edge-1.yaml --output json | jq '.[].inequalities[] | select(.holds | not)'
              keepone config timing edge-1.yaml --scheduling-delay 35ms
              keepone config timing /etc/keepalived/keepalived.conf
              keepone config timing --group a.conf b.conf c.conf
            """) { files, group, configId, router, output, allow, write, late };
        command.SetAction(async (parsed, stop) =>
        {
            var (writer, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var input = await TimingInput.ReadAsync(parsed.GetValue(files)!, parsed.GetValue(group), parsed.GetValue(router), parsed.GetValue(configId), errors, stop);
            if (input is null)
            {
                return ExitCode.BadInput;
            }

            if (!input.Configurations.IsEmpty)
            {
                await KeepalivedTimingTable.WriteAsync(writer, input.Timings(parsed.GetValue(group)), parsed.GetValue(output));
                return ExitCode.Ok;
            }

            var routers = input.Routers;

            var reports = routers.Select(found => TimingReport.For(found, With(found, parsed.GetValue(write), parsed.GetValue(late)))).ToArray();
            if (parsed.GetValue(output) == Output.Json)
            {
                await writer.WriteLineAsync(JsonSerializer.Serialize([.. reports], Json.ImmutableArrayTimingReport));
            }
            else
            {
                var console = CheckTables.ConsoleOn(writer);
                foreach (var report in reports)
                {
                    console.Write(Draw(report));
                }
            }

            var refused = false;
            foreach (var report in reports)
            {
                if (TimingRefusal.Sentence(report) is { } broken)
                {
                    var allowed = parsed.GetValue(allow) || report.AllowOverlap;
                    refused |= !allowed;
                    await errors.WriteLineAsync(allowed
                        ? $"Warning: router {report.Router} is allowed although it does not hold: {broken}."
                        : $"Router {report.Router} is refused: {broken}.");
                }
            }

            return refused ? ExitCode.Refused : ExitCode.Ok;
        });
        return command;
    }

    private static Option<TimeSpan?> Measured(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result =>
        {
            if (Duration.TryParse(result.Tokens[0].Value, out var duration) && duration > TimeSpan.Zero && duration <= MostMeasured)
            {
                return duration;
            }

            result.AddError($"{name}: found '{result.Tokens[0].Value}', expected a duration such as 35ms, at most {Duration.Format(MostMeasured)}");
            return null;
        },
    };

    private static TimingAssumptions? With(RouterSpecification router, TimeSpan? write, TimeSpan? late)
    {
        if (write is null && late is null)
        {
            return null;
        }

        var assumed = PresetTiming.Of(router.Timing).Assumptions;
        return assumed with { WriteLatency = write ?? assumed.WriteLatency, SchedulingDelay = late ?? assumed.SchedulingDelay };
    }

    private static Rows Draw(TimingReport report) => new(
        new Markup(
            $"[bold]{Markup.Escape(report.Router)}[/]: timing {report.Preset.ToString().ToLowerInvariant()}, adverts every {Time(report.AdvertInterval)}, "
            + $"step {report.Step}, spread {report.Spread}, bonus {report.Bonus}, least penalty {report.LeastPenalty}, "
            + $"penalties capped at {report.Cap}"),
        new Markup(Markup.Escape(
            $"Guard asked for: {Mode(report.GuardAskedFor)}; in force: {Mode(report.GuardInForce)}: {report.GuardSentence}")),
        new Markup(
            $"Taken for granted of a node: keepalived acts within {Time(report.Assumptions.WriteLatency)}, "
            + $"the agent is late by at most {Time(report.Assumptions.SchedulingDelay)}"),
        Replicas(report),
        Causes(report),
        Version2(report),
        Inequalities(report));

    private static Table Replicas(TimingReport report)
    {
        var table = OutputOption.NewTable("In order of succession", "Priority", "As master", "Takes over after a crash or cut",
            "After a clean stop");
        foreach (var replica in report.Replicas)
        {
            table.AddRow(
                Cell(replica.Node ?? "this side of the pair"),
                Cell(replica.BasePriority.ToString(CultureInfo.InvariantCulture)),
                Cell(replica.MasterPriority.ToString(CultureInfo.InvariantCulture)),
                Cell($"{Time(replica.EarliestTakeover)} to {Time(replica.LatestTakeover)}"),
                Cell(Time(replica.Skew)));
        }

        return table;
    }

    private static Table Causes(TimingReport report)
    {
        var table = OutputOption.NewTable("At worst, when", "Steps down", "Taken over", "No master", "Two masters", "What happens");
        foreach (var cause in report.Causes)
        {
            table.AddRow(
                Cell(cause.CountedFrom == "the failure" ? cause.Cause : $"{cause.Cause} (from {cause.CountedFrom})"),
                Cell(TimingCells.When(cause.StepDown)),
                Cell(TimingCells.When(cause.TakeOver)),
                new Markup(TimingCells.Bound(cause.NoMaster)),
                new Markup(TimingCells.Bound(cause.TwoMasters)),
                Cell(cause.Sentence));
        }

        return table;
    }

    // The agent's own keepalived speaks version 3; one of a pair, and Neutron's, may speak version 2, whose adverts are whole seconds.
    private static IRenderable Version2(TimingReport report)
    {
        var other = report.Causes.Where(cause => cause.Version2 is { } figures && figures != cause.Figures).ToArray();
        if (other.Length == 0)
        {
            return new Markup("With VRRP version 2 all of these are the same.");
        }

        var table = OutputOption.NewTable("With VRRP version 2 (whole seconds)", "Steps down", "Taken over", "No master", "Two masters");
        foreach (var cause in other)
        {
            var figures = cause.Version2!;
            table.AddRow(Cell(cause.Cause), Cell(TimingCells.When(figures.StepDown)), Cell(TimingCells.When(figures.TakeOver)),
                new Markup(TimingCells.Bound(figures.NoMaster)), new Markup(TimingCells.Bound(figures.TwoMasters)));
        }

        return table;
    }

    private static Table Inequalities(TimingReport report)
    {
        var table = OutputOption.NewTable("Must hold", "This", "Is less than", "Margin", "", "Why");
        foreach (var inequality in report.Inequalities)
        {
            table.AddRow(
                Cell(inequality.Name),
                Cell(Side(inequality.Left, inequality.Unit)),
                Cell(Side(inequality.Right, inequality.Unit)),
                Cell(string.Create(CultureInfo.InvariantCulture, $"{inequality.Margin:0.#} {inequality.Unit}")),
                new Markup(inequality switch
                {
                    { Holds: true } => "[green]holds[/]",
                    { Severity: Severity.Error } => "[red]broken[/]",
                    _ => "[yellow]warning[/]",
                }),
                Cell(inequality.Sentence));
        }

        return table;
    }

    private static Markup Cell(string text) => new Markup(Markup.Escape(text));

    private static string Side(double value, string unit) =>
        unit == "ms" ? Time(TimeSpan.FromMilliseconds(value)) : value.ToString("0", CultureInfo.InvariantCulture);

    private static string Time(TimeSpan time) => Inequality.Text(time);

    private static string Mode(GuardMode mode) => mode == GuardMode.Off ? "none" : mode.ToString().ToLowerInvariant();
}
