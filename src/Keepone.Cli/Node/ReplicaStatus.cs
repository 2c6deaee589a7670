using Keepone.Agent.Status;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Keepone.Cli.Node;

/// <summary>Everything that this node's agent knows of one router, in sentences.</summary>
internal static class ReplicaStatus
{
    /// <summary>Draws it.</summary>
    /// <param name="status">The agent's status.</param>
    /// <param name="replica">The replica.</param>
    /// <param name="zone">The time zone of who reads it.</param>
    public static IRenderable Draw(AgentStatus status, Observation replica, TimeZoneInfo zone)
    {
        List<IRenderable> lines =
        [
            new Markup($"[bold]{Markup.Escape(replica.RouterName)}[/] ({replica.Router}) on {Markup.Escape(replica.Node)} is {NodeStatus.State(replica.State)} since {NodeStatus.Since(replica.Since, status.At, zone)}: {Markup.Escape(Sentence(replica.Reason))}"),
            Line("Agent", replica.Supervision),
            Line($"Priority {NodeStatus.Priority(replica)}", replica.Health.Sentence),
            .. replica.Health.Checks.Select(check => Line($"Check {check.Name}", CheckSentences.Of(check, status.At))),
            .. GuardSentences.Of(replica.Guard, Figures(status, replica.Router), status.At)
                .Select((sentence, index) => new Markup(Markup.Escape($"{(index == 0 ? "Guard: " : "  ")}{sentence}"))),
            Line("Kernel", Kernel(replica.Kernel)),
            Line("keepalived", Keepalived(replica.Keepalived)),
            Line("Wire", Wire(replica, status.At)),
        ];
        lines.AddRange(replica.Disagreements.Select(sentence => new Markup($"[yellow]The evidence disagrees:[/] {Markup.Escape(Sentence(sentence))}")));
        var changes = status.Changes.Where(change => change.Router == replica.Router).Reverse().ToList();
        if (changes.Count == 0)
        {
            return new Rows(lines);
        }

        lines.Add(new Markup("What happened to it lately:"));
        var table = OutputOption.NewTable("When", "From", "To", "Why");
        foreach (var change in changes)
        {
            table.AddRow(
                new Markup(NodeStatus.Time(change.At, zone)), new Markup($"{change.From?.ToString() ?? "-"}"), new Markup(NodeStatus.State(change.To)), new Markup(Markup.Escape(change.Reason)));
        }

        lines.Add(table);
        return new Rows(lines);
    }

    private static GuardFigures? Figures(AgentStatus status, RouterId router) =>
        status.Guards.FirstOrDefault(guard => guard.Router == router)?.Figures;

    private static Markup Line(string what, string text) => new(Markup.Escape($"{what}: {Sentence(text)}"));

    private static string Sentence(string text) => text.EndsWith('.') ? text : $"{text}.";

    private static string Kernel(KernelEvidence kernel) => kernel switch
    {
        { NamespacePresent: false } => "the namespace does not exist",
        { HaInterfacePresent: false } => "the HA interface does not exist in the namespace",
        _ => $"the HA interface is {(kernel.HaInterfaceUp ? "up" : "down")}, and {(kernel.VipPresent ? "has" : "does not have")} the VIP",
    };

    private static string Keepalived(KeepalivedEvidence keepalived) => keepalived.Pid is { } pid
        ? $"process {pid} says {keepalived.Reported}{(keepalived.Priority is { } priority ? $" with priority {priority}" : "")}"
        : "it does not run";

    private static string Wire(Observation replica, DateTimeOffset now)
    {
        var heard = replica.Wire.Heard.Select(sender =>
            $"{sender.Node ?? "a stranger"} ({sender.Source}) with priority {sender.Priority}, {ElapsedText.Of(now - sender.LastHeard)} ago");
        var said = replica.Wire.Heard.IsEmpty ? "no other replica is heard" : string.Join("; ", heard);
        return replica.Wire.Rejected > 0 ? $"{said}; {replica.Wire.Rejected} packets were rejected" : said;
    }
}
