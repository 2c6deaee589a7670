using System.CommandLine;
using Spectre.Console;

namespace Keepone.Cli;

/// <summary>How a command writes its result.</summary>
internal enum Output
{
    /// <summary>For people.</summary>
    Table = 0,

    /// <summary>For programs.</summary>
    Json,
}

/// <summary>The option <c>--output table|json</c>, the same for every command that has it.</summary>
internal static class OutputOption
{
    /// <summary>The width of a table that goes to a file or a pipe: nobody knows who reads it, and wrapped lines cannot be searched.</summary>
    public const int WidthWithoutTerminal = 160;

    /// <summary>Lets tables be wide where there is no terminal.</summary>
    public static void AdaptToOutput()
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = WidthWithoutTerminal;
        }
    }

    /// <summary>Makes the option.</summary>
    public static Option<Output> Create()
    {
        var option = new Option<Output>("--output", "-o") { Description = "table for people, json for programs.", DefaultValueFactory = _ => Output.Table };
        option.AcceptOnlyFromAmong("table", "json");
        return option;
    }

    /// <summary>A table in the house's style: colour only on a terminal, and no frame that would not survive a copy.</summary>
    /// <param name="columns">The headings.</param>
    public static Table NewTable(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Markup($"[bold]{Markup.Escape(column)}[/]")));
        }

        return table;
    }
}
