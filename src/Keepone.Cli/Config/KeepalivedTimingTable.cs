using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Keepone.Cli.Checks;
using Keepone.Core.Vrrp;
using Keepone.Keepalived.Timing;
using Spectre.Console;

namespace Keepone.Cli.Config;

/// <summary>Shows the timing of keepalived configurations.</summary>
internal static class KeepalivedTimingTable
{
    // Sentences hold apostrophes, which need no escape outside of HTML.
    private static readonly KeepalivedTimingJson Json = new(
        new JsonSerializerOptions(KeepalivedTimingJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static async Task WriteAsync(TextWriter writer, ImmutableArray<KeepalivedTiming> timings, Output output)
    {
        if (output == Output.Json)
        {
            await writer.WriteLineAsync(JsonSerializer.Serialize(timings, Json.ImmutableArrayKeepalivedTiming));
            return;
        }

        var console = CheckTables.ConsoleOn(writer);
        foreach (var timing in timings)
        {
            Draw(console, timing);
        }
    }

    private static void Draw(IAnsiConsole console, KeepalivedTiming timing)
    {
        foreach (var group in timing.Groups)
        {
            var vrid = group.Vrid is { } number ? number.ToString(CultureInfo.InvariantCulture) : "none";
            console.Write(new Markup($"[bold]VRID {vrid}[/]: {Markup.Escape(string.Join(", ", group.Members.Select(member => $"{member.Instance} in {member.File}")))}\n"));
            console.Write(Members(group));
            if (group.Members.Any(member => !member.Checks.IsEmpty))
            {
                console.Write(Checks(group));
            }

            console.Write(Causes(group));
            foreach (var sentence in group.Sentences)
            {
                console.Write(new Markup(Markup.Escape(sentence) + "\n"));
            }
        }

        if (timing.Groups.IsEmpty)
        {
            console.Write(new Markup(Markup.Escape($"{string.Join(", ", timing.Files)}: no vrrp_instance.\n")));
        }
    }

    private static Table Members(GroupTiming group)
    {
        var table = OutputOption.NewTable("In order of succession", "Version", "Priority", "Adverts every", "Takes over after a crash or cut", "After a clean stop", "From a lower one",
            "Announces its addresses");
        foreach (var member in group.Members)
        {
            table.AddRow(
                Cell(group.Members.Length == 1 ? member.Instance : member.File),
                Cell(Number(member.Version)),
                Cell(member.Priority == member.BasePriority ? Number(member.Priority) : $"{member.Priority} (base {member.BasePriority})"),
                Cell(Inequality.Text(member.AdvertInterval)),
                Cell($"{Inequality.Text(member.EarliestTakeover)} to {Inequality.Text(member.LatestTakeover)}"),
                Cell(Inequality.Text(member.Skew)),
                Cell(!member.Preempts ? "never" : member.PreemptDelay > TimeSpan.Zero ? $"{Inequality.Text(member.PreemptDelay)} later" : "yes"),
                Cell(member.Announcements));
        }

        return table;
    }

    private static Table Checks(GroupTiming group)
    {
        var table = OutputOption.NewTable("Checks", "Of", "Failure found within", "Recovery within", "Priority then", "Why");
        foreach (var member in group.Members)
        {
            foreach (var check in member.Checks)
            {
                table.AddRow(Cell(check.Check), Cell(group.Members.Length == 1 ? member.Instance : member.File), Cell(TimingCells.When(check.Found)), Cell(TimingCells.When(check.Recovered)),
                    Cell(check.PriorityThen is { } priority ? Number(priority) : "FAULT"), Cell(check.Sentence));
            }
        }

        return table;
    }

    private static Table Causes(GroupTiming group)
    {
        var table = OutputOption.NewTable("At worst, when", "Steps down", "Taken over", "No master", "Two masters", "What happens");
        foreach (var cause in group.Causes)
        {
            table.AddRow(Cell(cause.Cause), Cell(TimingCells.When(cause.StepDown)), Cell(TimingCells.When(cause.TakeOver)),
                new Markup(TimingCells.Bound(cause.NoMaster)), new Markup(TimingCells.Bound(cause.TwoMasters)), Cell(cause.Sentence));
        }

        return table;
    }

    private static Markup Cell(string text) => new(Markup.Escape(text));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
