using Keepone.Core.Vrrp;

namespace Keepone.Cli.Config;

/// <summary>Times in the tables of timing.</summary>
internal static class TimingCells
{
    /// <summary>How long something lasts at most.</summary>
    public static string Bound(TimeSpan? bound) => bound switch
    {
        null => "[red]no bound[/]",
        { Ticks: 0 } => "none",
        { } time => Inequality.Text(time),
    };

    /// <summary>When something is.</summary>
    public static string When(TimeSpan? time) => time is { } at ? Inequality.Text(at) : "-";
}
