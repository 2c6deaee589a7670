using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Protocol.Api;
using Spectre.Console;

namespace Keepone.Cli.Fleet;

/// <summary>What every order has: a reason, a duration, and who gives it; and how its answer is drawn.</summary>
internal static class OrderOptions
{
    /// <summary>Makes the option <c>--why</c>.</summary>
    public static Option<string?> Why()
    {
        var option = new Option<string?>("--why") { Description = "Why, for those who read the log and the history." };
        option.Validators.Add(result => Check(result, text => text.Length > OperatorOrder.LongestText
            ? $"--why has {text.Length} characters, expected at most {OperatorOrder.LongestText}." : null));
        return option;
    }

    /// <summary>Makes the option <c>--for</c>.</summary>
    /// <param name="description">What lasts, and for how long unless it is given.</param>
    public static Option<string?> For(string description)
    {
        var option = new Option<string?>("--for") { Description = description };
        option.Validators.Add(result => Check(result, text => Seconds(text) is null
            ? $"--for is '{text}', expected whole seconds as a duration such as 90s, 30m or 2h, "
                + $"from {Duration.Format(OperatorOrder.ShortestOrder)} to {OperatorOrder.LongestMaintenance.TotalDays:0} days." : null));
        return option;
    }

    /// <summary>Reads a duration of whole seconds.</summary>
    /// <param name="text">The text; null: none was given.</param>
    /// <returns>The seconds; null when there are none, or too few or many.</returns>
    public static int? Seconds(string? text) =>
        Duration.TryParse(text, out var span) && span >= OperatorOrder.ShortestOrder && span <= OperatorOrder.LongestMaintenance
            && span.Ticks % TimeSpan.TicksPerSecond == 0
            ? (int)span.TotalSeconds
            : null;

    /// <summary>Who gives the order: the person behind sudo, not root.</summary>
    /// <param name="variable">Reads a variable of the environment.</param>
    /// <returns>The login name.</returns>
    public static string By(Func<string, string?> variable)
    {
        string?[] candidates = [variable("SUDO_USER"), variable("LOGNAME"), variable("USER"), Environment.UserName];
        return candidates.FirstOrDefault(name => !string.IsNullOrWhiteSpace(name)) ?? "unknown";
    }

    /// <summary>Writes what was ordered and what the agents said.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="output">How.</param>
    public static async Task WriteAsync(OrderResponse response, Output output)
    {
        if (output == Output.Json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(response, ApiJson.Default.OrderResponse));
            return;
        }

        await Console.Out.WriteLineAsync(response.Sentence);
        foreach (var warning in response.Warnings)
        {
            AnsiConsole.MarkupLine($"[yellow]{Markup.Escape(warning)}[/]");
        }

        var table = OutputOption.NewTable("Node", "Answer");
        foreach (var answer in response.Answers)
        {
            table.AddRow(new Markup(Markup.Escape(answer.Node)), new Markup(Markup.Escape(answer.Sentence)));
        }

        AnsiConsole.Write(table);
    }

    private static void Check(OptionResult result, Func<string, string?> check)
    {
        if (result.GetValueOrDefault<string?>() is { } text && check(text) is { } error)
        {
            result.AddError(error);
        }
    }
}
