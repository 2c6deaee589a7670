using System.CommandLine;
using Keepone.Lab.Processes;

namespace Keepone.Cli.Lab;

/// <summary><c>keepone lab</c>: real keepalived in network namespaces on this machine (docs/lab.md).</summary>
internal static class LabCommand
{
    /// <summary>The command with its subcommands.</summary>
    /// <returns>The command.</returns>
    public static Command Create() => new("lab", "Play failures with real keepalived, agents and controller in network namespaces of this machine.")
    {
        LabListCommand.Create(),
        LabRunCommand.Create(),
        LabFaultsCommand.Create(),
        LabSelfTestCommand.Create(),
        LabUpCommands.CreateUp(),
        LabUpCommands.CreateExec(),
        LabUpCommands.CreateDown(),
        LabInsideCommand.Create(),
    };

    /// <summary>Runs an action; what keeps the lab from running is one sentence on standard error and an exit code (DESIGN §5).</summary>
    /// <param name="action">The action.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> GuardAsync(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (LabException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return exception.ExitCode;
        }
        catch (IOException exception)
        {
            // The kernel's refusals and the file system's: sentences already.
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCode.Finding;
        }
    }
}
