using System.CommandLine;

namespace Keepone.Cli.Checks;

/// <summary><c>keepone check</c>: the health checks of replicas.</summary>
internal static class CheckCommand
{
    public static Command Create() => new("check", "The health checks of replicas (docs/checks.md).")
    {
        HistoryCommand.Create(),
        ReplayCommand.Create(),
    };
}
