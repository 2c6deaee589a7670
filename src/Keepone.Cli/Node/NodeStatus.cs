using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Keepone.Agent.Configuration;
using Keepone.Agent.Status;
using Keepone.Core.Guard;
using Keepone.Core.Model;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Keepone.Cli.Node;

/// <summary>The status of this node's agent: asked over its socket, drawn for people.</summary>
internal static class NodeStatus
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The option <c>--socket</c>.</summary>
    public static Option<string> SocketOption() =>
        new("--socket") { Description = "The agent's status socket.", DefaultValueFactory = _ => AgentConfiguration.DefaultSocket };

    /// <summary>Asks the agent; when it does not answer, says so in one sentence.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>The status, or null and the sentence.</returns>
    public static async Task<(AgentStatus? Status, string? Trouble)> AskAsync(string socket, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            return (await StatusSocket.AskAsync(socket, patience.Token), null);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (null, $"The agent on {socket} did not answer within {Patience.TotalSeconds} s.");
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return (null, $"No agent answers: {error.Message}. Is 'keepone agent' running? Its socket is named in agent.yaml; give it with --socket.");
        }
        catch (JsonException error)
        {
            return (null, $"What answers on {socket} is no agent of this version: {error.Message}.");
        }
    }

    /// <summary>Draws the status of the agent and of all its replicas.</summary>
    /// <param name="status">The status.</param>
    /// <param name="zone">The time zone of who reads it.</param>
    public static IRenderable Draw(AgentStatus status, TimeZoneInfo zone)
    {
        var lines = new List<IRenderable>
        {
            new Markup($"[bold]{Markup.Escape(status.Node)}[/]: agent {Markup.Escape(status.Version)} (process {status.Pid}) runs since {Since(status.StartedAt, status.At, zone)} with keepalived {Markup.Escape(status.Keepalived)}."),
            new Markup(Controller(status, zone)),
            new Markup(Markup.Escape(Figures(status))),
        };
        lines.AddRange(status.Health.Stuck.Select(stuck => new Markup($"[red]Hangs:[/] {Markup.Escape(stuck)}.")));
        lines.AddRange(status.Health.Warnings.Select(warning => new Markup($"[yellow]The agent itself:[/] {Markup.Escape(warning)}.")));
        lines.AddRange(status.Problems.Select(problem => new Markup($"[red]Problem:[/] {Markup.Escape(problem)}")));
        lines.Add(new Markup(Markup.Escape($"{StatusSentences.Replicas(status)}.")));
        if (status.Replicas.IsEmpty)
        {
            return new Rows(lines);
        }

        var table = OutputOption.NewTable("Router", "State", "Since", "For", "Priority", "Why");
        foreach (var replica in status.Replicas)
        {
            table.AddRow(
                new Markup(Markup.Escape(replica.RouterName)),
                new Markup(State(replica.State)),
                new Markup(Time(replica.Since, zone)),
                new Markup(ElapsedText.Of(status.At - replica.Since)),
                new Markup(Priority(replica)),
                new Rows([.. Sentences(replica).Select(sentence => new Markup(sentence))]));
        }

        lines.Add(table);
        return new Rows(lines);
    }

    /// <summary>A state in its colour.</summary>
    /// <param name="state">The state.</param>
    public static string State(VrrpState state) => state switch
    {
        VrrpState.Master => "[green]Master[/]",
        VrrpState.Backup => "Backup",
        _ => $"[yellow]{state}[/]",
    };

    /// <summary>A moment, as the reader's clock shows it.</summary>
    /// <param name="time">The moment.</param>
    /// <param name="zone">The reader's time zone.</param>
    internal static string Time(DateTimeOffset time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A moment, and how long ago it was.</summary>
    /// <param name="time">The moment.</param>
    /// <param name="now">The agent's time when it was asked.</param>
    /// <param name="zone">The reader's time zone.</param>
    internal static string Since(DateTimeOffset time, DateTimeOffset now, TimeZoneInfo zone) => $"{Time(time, zone)} ({ElapsedText.Of(now - time)})";

    /// <summary>The base priority and the bonus.</summary>
    /// <param name="replica">The replica.</param>
    internal static string Priority(Observation replica) =>
        $"{replica.Health.BasePriority}{(replica.Health.Bonus > 0 ? $"+{replica.Health.Bonus}" : "")}{(replica.Health.Penalty > 0 ? $"-{replica.Health.Penalty}" : "")}";

    private static IEnumerable<string> Sentences(Observation replica)
    {
        yield return Markup.Escape(replica.Reason);
        yield return Markup.Escape(replica.Supervision);
        yield return Markup.Escape($"{replica.Health.Sentence}; {GuardSentences.Summary(replica.Guard)}");
        foreach (var disagreement in replica.Disagreements)
        {
            yield return $"[yellow]{Markup.Escape(disagreement)}[/]";
        }
    }

    private static string Figures(AgentStatus status)
    {
        var health = status.Health;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"It was {health.WorstLatenessMilliseconds:0.#} ms late at worst within the last minute; it uses {health.ResidentBytes / 1024 / 1024} MB of memory and {health.Descriptors} of {health.DescriptorLimit} descriptors.");
    }

    private static string Controller(AgentStatus status, TimeZoneInfo zone) => status.Controller switch
    {
        { Endpoint: null } => "No controller is configured: it reports to nobody.",
        { Connected: true } link => Markup.Escape(
            $"It reports to controller {link.Controller} at {link.Endpoint} since {Since(link.ConnectedSince!.Value, status.At, zone)}.")
            + (status.ForgottenChanges > 0 ? $" [yellow]{status.ForgottenChanges} changes of state were forgotten before they could be told.[/]" : ""),
        var link => $"[yellow]No controller has heard it[/] since {(link.DisconnectedSince is { } since ? Since(since, status.At, zone) : "its start")}"
            + Markup.Escape($": {link.LastError?.TrimEnd('.') ?? "it has not answered yet"}. {Attempt(link, status.At)}"),
    };

    private static string Attempt(Agent.Reporting.LinkStatus link, DateTimeOffset now) => link.NextAttemptAt is { } next
        ? $"The next attempt is in {ElapsedText.Of(next - now)}; {link.FailedAttempts} failed in a row. Routers go on without it."
        : $"It is trying {link.Endpoint} now. Routers go on without it.";
}
