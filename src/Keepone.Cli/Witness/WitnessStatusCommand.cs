using System.CommandLine;
using System.Net.Sockets;
using System.Text.Json;
using Keepone.Agent.Status;
using Keepone.Agent.Witness;
using Keepone.Core.Model;
using Spectre.Console;

namespace Keepone.Cli.Witness;

/// <summary><c>keepone witness status</c>: what the witness of this host is doing.</summary>
internal static class WitnessStatusCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var router = new Argument<string?>("router") { Description = "One router, by name or id; all of them unless given.", Arity = ArgumentArity.ZeroOrOne };
        var socket = new Option<string>("--socket") { Description = "The witness's status socket.", DefaultValueFactory = _ => WitnessConfiguration.DefaultSocket };
        var output = OutputOption.Create();
        var command = new Command("status",
            """
            Show whom the witness of this host is promised to, and whom it hears.
            Exit code 1 when something is wrong: a specification has a problem, the witness itself has one, or of some router it cannot vote
            or does not hear every other voter. For one router only the last counts. Exit code 4: no witness answers.

            Examples:
              keepone witness status
              keepone witness status edge-1
              keepone witness status --output json | jq '.routers[] | {name, holder: .guard.holder}'
            """) { router, socket, output };
        command.SetAction(async (parsed, stop) =>
        {
            var (status, trouble) = await AskAsync(parsed.GetValue(socket)!, stop);
            if (status is null)
            {
                await Console.Error.WriteLineAsync(trouble);
                return ExitCode.Unreachable;
            }

            var name = parsed.GetValue(router);
            if (name is not null)
            {
                status = status with { Routers = [.. status.Routers.Where(one => IsMeant(one, name)).Take(1)] };
                if (status.Routers.IsEmpty)
                {
                    await Console.Error.WriteLineAsync($"Router '{name}' does not name this witness; 'keepone witness status' shows those that do.");
                    return ExitCode.BadInput;
                }
            }

            if (parsed.GetValue(output) == Output.Json)
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(status, WitnessJson.Default.WitnessStatus));
            }
            else
            {
                AnsiConsole.Write(WitnessStatusText.Draw(status, TimeZoneInfo.Local, withRouter: name is not null));
            }

            return (name is null ? WitnessSentences.IsFine(status) : WitnessSentences.IsFine(status.Routers[0])) ? ExitCode.Ok : ExitCode.Finding;
        });
        return command;
    }

    private static bool IsMeant(WitnessedRouter router, string name) =>
        router.Name == name || (RouterId.TryParse(name, out var id) && router.Router == id);

    private static async Task<(WitnessStatus? Status, string? Trouble)> AskAsync(string socket, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            return (await StatusSocket.AskAsync(socket, WitnessJson.Default.WitnessStatus, patience.Token), null);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (null, $"The witness on {socket} did not answer within {Patience.TotalSeconds} s.");
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return (null, $"No witness answers: {error.Message}. Is 'keepone witness' running? Its socket is named in witness.yaml; give it with --socket.");
        }
        catch (JsonException error)
        {
            return (null, $"What answers on {socket} is no witness of this version: {error.Message}.");
        }
    }
}
