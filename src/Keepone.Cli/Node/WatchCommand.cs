using System.CommandLine;
using Keepone.Agent.Status;
using Keepone.Core.Model;
using Spectre.Console;

namespace Keepone.Cli.Node;

/// <summary><c>keepone watch</c>: the status, live.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var socket = NodeStatus.SocketOption();
        var command = new Command("watch",
            """
            Show what the agent of this node is doing, live, until Ctrl-C.
            On a terminal it redraws; elsewhere it writes a line a change.

            Examples:
              keepone watch
              keepone watch | tee changes.txt
            """) { socket };
        command.SetAction((parsed, stop) => AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected
            ? RedrawAsync(parsed.GetValue(socket)!, stop)
            : FollowAsync(parsed.GetValue(socket)!, stop));
        return command;
    }

    private static async Task<int> RedrawAsync(string socket, CancellationToken stop)
    {
        await AnsiConsole.Live(new Text("Asking the agent …")).AutoClear(false).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(Interval);
            do
            {
                var (status, trouble) = await NodeStatus.AskAsync(socket, stop);
                live.UpdateTarget(status is null ? new Markup($"[yellow]{Markup.Escape(trouble!)}[/]") : NodeStatus.Draw(status, TimeZoneInfo.Local));
                live.Refresh();
            }
            while (await timer.WaitForNextTickAsync(stop));
        });
        return ExitCode.Ok;
    }

    private static async Task<int> FollowAsync(string socket, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        var last = new Dictionary<RouterId, Observation>();
        string? lastTrouble = null;
        do
        {
            var (status, trouble) = await NodeStatus.AskAsync(socket, stop);
            if (trouble != lastTrouble && trouble is not null)
            {
                await Console.Out.WriteLineAsync(trouble);
            }

            lastTrouble = trouble;
            await WriteChangesAsync(status, last);
        }
        while (await timer.WaitForNextTickAsync(stop));
        return ExitCode.Ok;
    }

    private static async Task WriteChangesAsync(AgentStatus? status, Dictionary<RouterId, Observation> last)
    {
        foreach (var replica in status?.Replicas ?? [])
        {
            if (!last.TryGetValue(replica.Router, out var before) || before.State != replica.State || !before.Disagreements.SequenceEqual(replica.Disagreements, StringComparer.Ordinal))
            {
                var disagreements = string.Concat(replica.Disagreements.Select(sentence => $"; {sentence}"));
                await Console.Out.WriteLineAsync($"{replica.Since:yyyy-MM-ddTHH:mm:ss.fffZ} {replica.RouterName} {replica.State}: {replica.Reason}{disagreements}");
            }

            last[replica.Router] = replica;
        }
    }
}
