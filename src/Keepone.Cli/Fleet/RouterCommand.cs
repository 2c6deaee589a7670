using System.CommandLine;
using System.Text.Json;
using Keepone.Cli.Node;
using Keepone.Core.Diagnosis;
using Keepone.Core.Guard;
using Keepone.Core.Health;
using Keepone.Core.Model;
using Keepone.Protocol.Api;
using Spectre.Console;

namespace Keepone.Cli.Fleet;

/// <summary><c>keepone router</c>: the routers, as the controller sees them.</summary>
internal static class RouterCommand
{
    public static Command Create() => new("router", "The routers, as the controller sees them.") { List(), Show(), FailoverCommand.Create() };

    private static Command List()
    {
        var controller = new ControllerOptions();
        var output = OutputOption.Create();
        var command = new Command("list",
            """
            List the routers with their status.
            Exit code 1 when one of them is not Ok.

            Examples:
              keepone router list
              keepone router list --controller http://127.0.0.1:3114 --output json
            """) { output };
        controller.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var (routers, code) = await controller.AskAsync(parsed, client => client.RoutersAsync(stop));
            if (routers is null)
            {
                return code;
            }

            if (parsed.GetValue(output) == Output.Json)
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(routers, ApiJson.Default.RouterResponseArray));
            }
            else if (routers.Length == 0)
            {
                await Console.Out.WriteLineAsync("No agent has reported a router.");
            }
            else
            {
                var table = OutputOption.NewTable("Router", "Status", "Masters", "Why");
                foreach (var router in routers)
                {
                    table.AddRow(
                        new Markup(Markup.Escape(router.Name)),
                        new Markup(Status(router)),
                        new Markup(Markup.Escape(string.Join(", ", router.Masters.Select(master => master.Node)))),
                        new Markup(Markup.Escape(router.Reason)));
                }

                AnsiConsole.Write(table);
            }

            return routers.All(router => router.Status == RouterStatus.Ok) ? ExitCode.Ok : ExitCode.Finding;
        });
        return command;
    }

    private static Command Show()
    {
        var name = new Argument<string>("router") { Description = "The router's name or id." };
        var controller = new ControllerOptions();
        var output = OutputOption.Create();
        var command = new Command("show",
            """
            Show a router: its status, what each replica's evidence says, and what changed lately.
            Exit code 1 when it is not Ok.

            Examples:
              keepone router show edge-1
            """) { name, output };
        controller.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var (router, code) = await controller.AskAsync(parsed, client => client.RouterAsync(parsed.GetValue(name)!, stop));
            if (router is null)
            {
                return code;
            }

            if (parsed.GetValue(output) == Output.Json)
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(router, ApiJson.Default.RouterDetailResponse));
            }
            else
            {
                Draw(router);
            }

            return router.Status == RouterStatus.Ok ? ExitCode.Ok : ExitCode.Finding;
        });
        return command;
    }

    private static void Draw(RouterDetailResponse router)
    {
        AnsiConsole.MarkupLine($"[bold]{Markup.Escape(router.Name)}[/] ({router.Id}): {Status(router)}. {Markup.Escape(router.Reason)}");
        var replicas = OutputOption.NewTable("Node", "Agent", "State", "Priority", "Why");
        foreach (var replica in router.Replicas)
        {
            var seen = replica.Observation;
            replicas.AddRow(
                new Markup(Markup.Escape(replica.Node)),
                new Markup(replica.Agent == AgentState.Alive ? "Alive" : $"[yellow]{replica.Agent}[/]"),
                new Markup(NodeStatus.State(seen.State)),
                new Markup($"{seen.Keepalived.Priority}"),
                new Rows([new Markup(Markup.Escape(seen.Reason)), new Markup(Markup.Escape(GuardSentences.Summary(seen.Guard))), .. seen.Disagreements.Select(sentence => new Markup($"[yellow]{Markup.Escape(sentence)}[/]"))]));
        }

        AnsiConsole.Write(replicas);
        DrawChecks(router);
        foreach (var (node, order) in router.Orders)
        {
            AnsiConsole.MarkupLine($"[yellow]{Markup.Escape($"{node}: {OrderText.Of(order)}")}[/]");
        }

        if (router.KeptMaster is { } kept)
        {
            AnsiConsole.MarkupLine($"[yellow]{Markup.Escape(kept)}[/]");
        }

        if (Next(router) is { } next)
        {
            AnsiConsole.MarkupLine(Markup.Escape(next));
        }

        var history = OutputOption.NewTable("When", "Node", "From", "To", "Why");
        foreach (var change in router.History.Take(20))
        {
            history.AddRow(
                new Markup($"{change.At.ToLocalTime():yyyy-MM-dd HH:mm:ss.fff}"),
                new Markup(Markup.Escape(change.Node)),
                new Markup(change.Check is { } check ? Markup.Escape($"check {check}") : change.OrderedBy is not null ? "order" : $"{change.From}"),
                new Markup(change.Check is null ? $"{change.To}" : ""),
                new Markup(Markup.Escape(change.Reason) + (change.Late ? $" [grey](told {ElapsedText.Of(change.ReceivedAt - change.At)} later)[/]" : "")));
        }

        if (!router.History.IsEmpty)
        {
            AnsiConsole.Write(history);
        }
    }

    private static void DrawChecks(RouterDetailResponse router)
    {
        var checks = OutputOption.NewTable("Node", "Check", "Verdict", "Since", "Found");
        foreach (var (node, check) in router.Replicas.SelectMany(replica => replica.Observation.Health.Checks.Select(check => (replica.Node, check))))
        {
            var verdict = Markup.Escape(OrderText.Verdict(check));
            checks.AddRow(
                new Markup(Markup.Escape(node)),
                new Markup(Markup.Escape(check.Name)),
                new Markup(check is { Verdict: CheckVerdict.Healthy, Broken: false } ? verdict : $"[yellow]{verdict}[/]"),
                new Markup($"{check.Since.ToLocalTime():yyyy-MM-dd HH:mm:ss}"),
                new Markup(Markup.Escape(check.Message)));
        }

        if (checks.Rows.Count > 0)
        {
            AnsiConsole.Write(checks);
        }
    }

    // As the master's voter knows it, which all others hear; without a master as anybody knows it.
    private static string? Next(RouterDetailResponse router) => router.Replicas
        .Where(replica => replica.Agent == AgentState.Alive && replica.Observation.Guard.View is { Standing: GuardStanding.InForce })
        .OrderByDescending(replica => replica.Observation.State == VrrpState.Master)
        .Select(replica => GuardSentences.Next(replica.Observation.Guard.View!)).FirstOrDefault(sentence => sentence is not null);

    private static string Status(RouterResponse router) => router.Status switch
    {
        RouterStatus.Ok => "[green]Ok[/]",
        RouterStatus.MultipleMasters or RouterStatus.NoMaster => $"[red]{router.Status}[/] ({router.Certainty})",
        _ => $"[yellow]{router.Status}[/] ({router.Certainty})",
    };
}
