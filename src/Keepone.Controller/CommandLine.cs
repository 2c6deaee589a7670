namespace Keepone.Controller;

/// <summary>The controller's few arguments.</summary>
internal sealed record CommandLine(string Config, bool Json, bool Help, bool Version)
{
    internal const string DefaultConfig = "/etc/keepone/controller.yaml";

    internal const string Usage =
        """
        Usage: keepone-controller [--config FILE] [--log text|json]

        Receives what agents observe, says when a router has two masters or none, and keeps the incidents.

        Options:
          --config FILE      the configuration [default: /etc/keepone/controller.yaml]
          --log text|json    the form of the log on standard output [default: text]
          --version          prints the version
          --help             prints this

        Examples:
          keepone-controller --config ./controller.yaml
          keepone-controller --log json

        Exit codes: 0 stopped, 2 bad usage or configuration, 3 a port, file or privilege is missing or taken, 70 bug.
        """;

    /// <summary>Reads the arguments.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="error">What is wrong with them, in one sentence.</param>
    /// <returns>What they say; null when something is wrong.</returns>
    internal static CommandLine? Parse(IReadOnlyList<string> args, out string? error)
    {
        var line = new CommandLine(DefaultConfig, Json: false, Help: false, Version: false);
        error = null;
        for (var i = 0; i < args.Count; i++)
        {
            var next = i + 1 < args.Count ? args[i + 1] : null;
            switch (args[i])
            {
                case "--help" or "-h":
                    line = line with { Help = true };
                    break;
                case "--version":
                    line = line with { Version = true };
                    break;
                case "--config" when next is not null:
                    line = line with { Config = next };
                    i++;
                    break;
                case "--log" when next is "text" or "json":
                    line = line with { Json = next == "json" };
                    i++;
                    break;
                case "--log":
                    error = $"--log is followed by {next ?? "nothing"}, expected text or json.";
                    return null;
                default:
                    error = $"The argument {args[i]} is unknown or lacks its value; see keepone-controller --help.";
                    return null;
            }
        }

        return line;
    }
}
