using System.CommandLine;
using Keepone.Agent;
using Keepone.Agent.Configuration;

namespace Keepone.Cli.Node;

/// <summary><c>keepone agent</c>: the daemon of a node.</summary>
internal static class AgentCommand
{
    public static Command Create()
    {
        var file = new Option<string>("--config") { Description = "The agent's configuration.", DefaultValueFactory = _ => AgentConfiguration.DefaultFile };
        var log = new Option<LogFormat>("--log") { Description = "text for people and the journal, json for programs." };
        log.AcceptOnlyFromAmong("text", "json");
        var command = new Command("agent",
            """
            Run the agent of this node.
            It starts, watches and reports the keepalived of every router that is specified for the node.
            keepalived outlives it: stopping or upgrading the agent moves no router.

            Examples:
              keepone agent
              keepone agent --config /etc/keepone/agent.yaml --log json
            """) { file, log };
        command.SetAction((parsed, stop) => AgentProgram.RunAsync(parsed.GetValue(file)!, parsed.GetValue(log), Console.Error, stop));
        return command;
    }
}
