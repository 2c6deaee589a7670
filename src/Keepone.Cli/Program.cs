using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Diagnostics.CodeAnalysis;
using Keepone.Cli.Checks;
using Keepone.Cli.Config;
using Keepone.Cli.Fleet;
using Keepone.Cli.Guard;
using Keepone.Cli.Lab;
using Keepone.Cli.Node;
using Keepone.Cli.Witness;

namespace Keepone.Cli;

internal static class Program
{
    [SuppressMessage("Design", "CA1031", Justification = "What nobody expected is a bug, and says so.")]
    private static async Task<int> Main(string[] arguments)
    {
        OutputOption.AdaptToOutput();

        // One explicit list: a new command is added here.
        var root = new RootCommand(
            """
            Exactly one master for every HA router.

            Exit codes: 0 ok, 1 finding or failed check, 2 usage or bad input, 3 missing privilege or program,
            4 peer unreachable, 5 refused for safety, 70 bug.
            """)
        {
            LabCommand.Create(),
            AgentCommand.Create(),
            WitnessCommand.Create(),
            StatusCommand.Create(),
            WatchCommand.Create(),
            RouterCommand.Create(),
            CheckCommand.Create(),
            NodeCommand.Create(),
            ConfigCommand.Create(),
            GuardCommand.Create(),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new FirstLineHelp((HelpAction)help.Action!);
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("See 'keepone --help' or 'keepone COMMAND --help'.");
            return ExitCode.BadInput;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Ok;
        }
        catch (Exception error)
        {
            await Console.Error.WriteLineAsync($"This is a bug in Keepone; please report it with what follows. {error}");
            return ExitCode.Bug;
        }
    }

    // A command's own help has its whole description, with examples; in its parent's list the first line is enough.
    private sealed class FirstLineHelp(HelpAction inner) : SynchronousCommandLineAction
    {
        // Who asks for help need not give what the command requires.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            foreach (var command in parseResult.CommandResult.Command.Subcommands)
            {
                command.Description = command.Description?.Split('\n')[0];
            }

            return inner.Invoke(parseResult);
        }
    }
}
