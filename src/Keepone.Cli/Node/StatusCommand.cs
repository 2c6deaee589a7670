using System.CommandLine;
using System.Text.Json;
using Keepone.Agent.Status;
using Keepone.Core.Model;
using Spectre.Console;

namespace Keepone.Cli.Node;

/// <summary><c>keepone status</c>: what the agent of this node is doing.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var router = new Argument<string?>("router") { Description = "One router, by name or id; all of them unless given.", Arity = ArgumentArity.ZeroOrOne };
        var socket = NodeStatus.SocketOption();
        var output = OutputOption.Create();
        var command = new Command("status",
            """
            Show what the agent of this node is doing, since when, and why.
            It needs no controller. Exit code 1 when something is wrong here: a specification has a problem, the agent itself has one (it
            hangs, is late, or runs out of descriptors), or a replica is neither master nor backup, its evidence disagrees, or its guard is not
            in force. For one router only the last counts. A controller that is away is shown and not counted.

            Examples:
              keepone status
              keepone status edge-1
              keepone status --output json | jq '.replicas[] | {routerName, state}'
            """) { router, socket, output };
        command.SetAction(async (parsed, stop) =>
        {
            var (status, trouble) = await NodeStatus.AskAsync(parsed.GetValue(socket)!, stop);
            if (status is null)
            {
                await Console.Error.WriteLineAsync(trouble);
                return ExitCode.Unreachable;
            }

            var name = parsed.GetValue(router);
            var replica = name is null ? null : Find(status, name);
            if (name is not null && replica is null)
            {
                await Console.Error.WriteLineAsync($"Router '{name}' is not specified for this node; 'keepone status' shows those that are.");
                return ExitCode.BadInput;
            }

            if (parsed.GetValue(output) == Output.Json)
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(Only(status, replica), AgentJson.Default.AgentStatus));
            }
            else
            {
                AnsiConsole.Write(replica is null ? NodeStatus.Draw(status, TimeZoneInfo.Local) : ReplicaStatus.Draw(status, replica, TimeZoneInfo.Local));
            }

            return StatusSentences.IsFine(status, replica?.Router) ? ExitCode.Ok : ExitCode.Finding;
        });
        return command;
    }

    private static Observation? Find(AgentStatus status, string name) =>
        status.Replicas.FirstOrDefault(replica => RouterId.TryParse(name, out var id) && replica.Router == id)
        ?? status.Replicas.FirstOrDefault(replica => replica.RouterName == name);

    private static AgentStatus Only(AgentStatus status, Observation? replica) => replica is null
        ? status
        : status with
        {
            Replicas = [replica],
            Guards = [.. status.Guards.Where(guard => guard.Router == replica.Router)],
            Changes = [.. status.Changes.Where(change => change.Router == replica.Router)],
        };
}
