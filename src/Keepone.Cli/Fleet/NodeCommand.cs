using System.CommandLine;
using System.Text.Json;
using Keepone.Core.Diagnosis;
using Keepone.Core.Health;
using Keepone.Protocol.Api;
using Spectre.Console;

namespace Keepone.Cli.Fleet;

/// <summary><c>keepone node</c>: the nodes, as the controller sees them, and their maintenance.</summary>
internal static class NodeCommand
{
    public static Command Create() => new("node", "The nodes, as the controller sees them.") { List(), Maintenance() };

    private static Command List()
    {
        var controller = new ControllerOptions();
        var output = OutputOption.Create();
        var command = new Command("list",
            """
            List the nodes: whether their agents are there, and which are under maintenance.
            Exit code 1 when an agent is not alive.

            Examples:
              keepone node list
            """) { output };
        controller.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var (nodes, code) = await controller.AskAsync(parsed, client => client.NodesAsync(stop));
            if (nodes is null)
            {
                return code;
            }

            if (parsed.GetValue(output) == Output.Json)
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(nodes, ApiJson.Default.NodeResponseArray));
            }
            else if (nodes.Length == 0)
            {
                await Console.Out.WriteLineAsync("No agent has connected.");
            }
            else
            {
                Draw(nodes);
            }

            return nodes.All(node => node.Agent == AgentState.Alive) ? ExitCode.Ok : ExitCode.Finding;
        });
        return command;
    }

    private static void Draw(NodeResponse[] nodes)
    {
        var table = OutputOption.NewTable("Node", "Agent", "Since", "Version", "Routers", "Maintenance");
        foreach (var node in nodes)
        {
            table.AddRow(
                new Markup(Markup.Escape(node.Name)),
                new Markup(node.Agent == AgentState.Alive ? "Alive" : $"[yellow]{node.Agent}[/]"),
                new Markup($"{node.Since.ToLocalTime():yyyy-MM-dd HH:mm:ss}"),
                new Markup(Markup.Escape(node.AgentVersion)),
                new Markup($"{node.Routers}"),
                new Markup(node.Maintenance is { } order ? $"[yellow]{Markup.Escape(OrderText.Of(order))}[/]" : ""));
        }

        AnsiConsole.Write(table);
    }

    private static Command Maintenance()
    {
        var node = new Argument<string>("node") { Description = "The node's name." };
        var state = new Argument<string>("state") { Description = "on: its replicas give way; off: they no longer do." };
        state.AcceptOnlyFromAmong("on", "off");
        var lasting = OrderOptions.For($"How long it lasts; {MaintenanceRule.LastingByDefault.TotalHours:0}h unless given.");
        var why = OrderOptions.Why();
        var controller = new ControllerOptions();
        var output = OutputOption.Create();
        var command = new Command("maintenance",
            """
            Drain a node: all its replicas give way until the maintenance ends by itself or is turned off.
            It survives restarts of the agent and of the node. A router that nobody else is fit to take stays where
            it is, and is named. Given again, it replaces the former.

            Examples:
              keepone node maintenance net-1 on --for 2h --why "new kernel"
              keepone node maintenance net-1 off
            """) { node, state, lasting, why, output };
        command.Validators.Add(result =>
        {
            // By its tokens: a value that is asked for here is converted before its own validators run, and they never do then.
            if (result.GetResult(state) is { Tokens: [{ Value: "off" }] } && result.GetResult(lasting) is not null)
            {
                result.AddError("--for goes with 'on': a maintenance that is turned off has no duration.");
            }
        });
        controller.AddToOrder(command);
        command.SetAction(async (parsed, stop) =>
        {
            var request = new MaintenanceRequest
            {
                Off = parsed.GetValue(state) == "off",
                ForSeconds = OrderOptions.Seconds(parsed.GetValue(lasting)),
                By = OrderOptions.By(Environment.GetEnvironmentVariable),
                Why = parsed.GetValue(why),
            };
            var (response, code) = await controller.OrderAsync(
                parsed, (client, token) => client.MaintenanceAsync(parsed.GetValue(node)!, request, token, stop));
            if (response is not null)
            {
                await OrderOptions.WriteAsync(response, parsed.GetValue(output));
            }

            return code;
        });
        return command;
    }
}
