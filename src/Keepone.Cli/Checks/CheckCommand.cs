using System.CommandLine;

namespace Keepone.Cli.Checks;

/// <summary><c>keepone check</c>: the health checks of routers.</summary>
internal static class CheckCommand
{
    public static Command Create() => new("check",
        """
        Look at the health checks of a router, run them as the agent would, or begin a script of your own (docs/checks.md).

        Examples:
          keepone check list edge-1
          keepone check run edge-1 site --explain
          keepone check new /etc/keepone/checks/site.sh
        """)
    {
        CheckListCommand.Create(),
        CheckRunCommand.Create(),
        CheckNewCommand.Create(),
    };
}
