using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Keepone.Keepalived.Changes;

namespace Keepone.Cli.Config;

/// <summary><c>keepone config diff</c>: what a reload from one keepalived.conf to another does, and in which order to do it.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var old = new Argument<string>("OLD") { Description = "The keepalived.conf in force." };
        var wanted = new Argument<string>("NEW") { Description = "The wanted one." };
        var configId = ConfigurationFile.ConfigIdOption();
        var output = OutputOption.Create();
        var command = new Command("diff",
            """
            Compare what two keepalived configurations mean and say what each difference does when keepalived reloads:
            hot (the state stays), state-resetting (a master resigns) or two-phase (replicas that differ drop each
            other's adverts: two masters, unless the order prevents it); and in which order to put it on the nodes.
            Comments, blanks and the order of lines do not count. The agent reloads by the same code.
            Exit code 1 when something differs.

            Examples:
              keepone config diff /etc/keepalived/keepalived.conf keepalived.conf.new
              keepone config diff old.conf new.conf --output json | jq -r .class
            """) { old, wanted, configId, output };
        command.SetAction(async (parsed, _) =>
        {
            var (writer, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var id = parsed.GetValue(configId);
            var before = ConfigurationFile.Read(parsed.GetValue(old)!, id, out var oldTrouble);
            var after = ConfigurationFile.Read(parsed.GetValue(wanted)!, id, out var newTrouble);
            foreach (var trouble in new[] { oldTrouble, newTrouble }.OfType<string>())
            {
                await errors.WriteLineAsync(trouble);
            }

            if (before is null || after is null)
            {
                return ExitCode.BadInput;
            }

            // What keepalived cannot read it leaves out, and so does the comparison: that must be seen.
            foreach (var error in before.Errors.Concat(after.Errors))
            {
                await errors.WriteLineAsync(error.ToString());
            }

            var plan = ChangePlanner.Compare(before.Entries, after.Entries);
            await WriteAsync(plan, parsed.GetValue(output), writer);
            return plan.IsEmpty ? ExitCode.Ok : ExitCode.Finding;
        });
        return command;
    }

    private static async Task WriteAsync(ChangePlan plan, Output output, TextWriter writer)
    {
        var steps = RollOutOrder.For(plan);
        if (output == Output.Json)
        {
            var report = new DiffReport(
                plan.IsEmpty ? null : NameOf(plan.Class),
                [.. plan.Changes.Select(change => new DiffChange(NameOf(change.Class), change.Block, change.Before, change.After, change.Effect))], steps);
            await writer.WriteLineAsync(JsonSerializer.Serialize(report, DiffJson.Default.DiffReport));
            return;
        }

        if (plan.IsEmpty)
        {
            await writer.WriteLineAsync("Both mean the same.");
            return;
        }

        foreach (var group in plan.Changes.GroupBy(change => change.Class).OrderByDescending(group => group.Key))
        {
            await writer.WriteLineAsync($"{NameOf(group.Key)}:");
            foreach (var change in group)
            {
                await writer.WriteLineAsync($"  {change.Sentence}");
            }
        }

        await writer.WriteLineAsync("How to put it in force:");
        foreach (var (index, step) in steps.Index())
        {
            await writer.WriteLineAsync($"  {index + 1}. {step}");
        }
    }

    private static string NameOf(ChangeClass change) => change switch
    {
        ChangeClass.TwoPhase => "two-phase",
        ChangeClass.StateResetting => "state-resetting",
        _ => "hot",
    };
}

/// <summary>What <c>config diff --output json</c> writes.</summary>
/// <param name="Class">The gravest class; null when nothing differs.</param>
/// <param name="Changes">The differences.</param>
/// <param name="Steps">In which order to put them in force.</param>
internal sealed record DiffReport(string? Class, ImmutableArray<DiffChange> Changes, ImmutableArray<string> Steps);

/// <summary>A difference.</summary>
internal sealed record DiffChange(string Class, string Block, string? Before, string? After, string Effect);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DiffReport))]
internal sealed partial class DiffJson : JsonSerializerContext;
