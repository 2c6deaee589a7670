using System.CommandLine;
using Keepone.Cli.Config.Lint;

namespace Keepone.Cli.Config;

/// <summary><c>keepone config</c>: what follows from a specification or a configuration, without running anything.</summary>
internal static class ConfigCommand
{
    public static Command Create() => new("config",
        """
        Show what follows from a router specification or a keepalived configuration; nothing is started or changed.

        Examples:
          keepone config render edge-1.yaml --node net-1
          keepone config timing edge-1.yaml
          keepone config timing --group a.conf b.conf
          keepone config diff keepalived.conf keepalived.conf.new
          keepone config import net-1.conf net-2.conf
          keepone config schema > router.schema.json
          keepone config lint /etc/keepalived/keepalived.conf
        """)
    {
        RenderCommand.Create(),
        TimingCommand.Create(),
        DiffCommand.Create(),
        ImportCommand.Create(),
        SchemaCommand.Create(),
        LintCommand.Create(),
    };
}
