using System.Globalization;
using Keepone.Core.Health;
using Spectre.Console;

namespace Keepone.Cli.Checks;

/// <summary>How tables about checks say things.</summary>
internal static class CheckTables
{
    /// <summary>A console that draws on a writer: with colour only on a terminal.</summary>
    public static IAnsiConsole ConsoleOn(TextWriter writer)
    {
        if (ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = OutputOption.WidthWithoutTerminal;
        return console;
    }

    /// <summary>An outcome, as markup.</summary>
    public static string Outcome(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Pass => "[green]pass[/]",
        CheckOutcome.Warning => "[yellow]warning[/]",
        CheckOutcome.Fail => "[red]fail[/]",
        CheckOutcome.Timeout => "[red]timeout[/]",
        CheckOutcome.Unasked => "unasked",
        _ => "[yellow]error[/]",
    };

    /// <summary>A change of verdict, as markup.</summary>
    public static string Change(CheckChange change) => change switch
    {
        CheckChange.Sickened => "[bold red]SICK[/]",
        CheckChange.Recovered => "[bold green]HEALTHY[/]",
        CheckChange.Held => "[bold yellow]HELD[/]",
        CheckChange.Broke => "[bold yellow]BROKEN[/]",
        CheckChange.Mended => "[bold green]MENDED[/]",
        _ => "",
    };

    /// <summary>A short time, in milliseconds.</summary>
    public static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms");
}
