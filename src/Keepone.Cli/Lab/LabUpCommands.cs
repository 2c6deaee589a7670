using System.CommandLine;
using Keepone.Lab.Processes;
using Keepone.Lab.Running;

namespace Keepone.Cli.Lab;

/// <summary><c>lab up</c>, <c>lab exec</c>, <c>lab down</c>: a lab to play with.</summary>
internal static class LabUpCommands
{
    private static readonly Argument<string> Scenario = new("NAME")
    {
        Description = "The scenario whose router is brought up.",
        DefaultValueFactory = _ => "steady",
    };

    private static readonly Argument<string> Node = new("NODE")
    {
        Description = "net-1, net-2, net-3, controller, inside, outside, or lab: where the fabrics' bridges are.",
    };

    private static readonly Argument<string[]> CommandLine = new("CMD")
    {
        Description = "The program and its arguments, after --.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command CreateUp()
    {
        var command = new Command("up", "Bring a lab up in the background, with agents and controller, and say what to try.") { Scenario };
        command.SetAction((result, _) => LabCommand.GuardAsync(() => StandingLab.UpAsync(
            Programs.Find(), result.GetValue(Scenario)!, Console.Out, TimeProvider.System)));
        return command;
    }

    public static Command CreateExec()
    {
        var command = new Command("exec", """
            Run a command in a node of the lab that is up.

            Examples:
              keepone lab exec net-1 -- ip netns exec keepone-edge-1 ip address
              keepone lab exec net-1 -- keepone status
              keepone lab exec lab -- ip link set tunnel-1 down
            """)
        {
            Node,
            CommandLine,
        };
        command.SetAction((result, _) => LabCommand.GuardAsync(() => StandingLab.ExecAsync(result.GetValue(Node)!, result.GetValue(CommandLine)!)));
        return command;
    }

    public static Command CreateDown()
    {
        var command = new Command("down", "Take the lab down.");
        command.SetAction((_, _) => LabCommand.GuardAsync(() => StandingLab.DownAsync(Console.Out, TimeProvider.System)));
        return command;
    }
}
