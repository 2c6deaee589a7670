using System.CommandLine;

namespace Keepone.Cli.Checks;

/// <summary><c>keepone check</c>: the health checks of routers.</summary>
internal static class CheckCommand
{
    public static Command Create() => new("check",
        """
        Look at the health checks of a router, run them as the agent would, begin a script of your own, or judge recorded outcomes again with
        other settings (docs/checks.md).

        Examples:
          keepone check list edge-1
          keepone check run edge-1 site --explain
          keepone check new /etc/keepone/checks/site.sh
          keepone check replay --from checks.jsonl --fall 2,3,5 --interval 500ms,1s
        """)
    {
        CheckListCommand.Create(),
        CheckRunCommand.Create(),
        CheckNewCommand.Create(),
        HistoryCommand.Create(),
        ReplayCommand.Create(),
    };
}
