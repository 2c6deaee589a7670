using System.CommandLine;
using Keepone.Agent;
using Keepone.Agent.Witness;

namespace Keepone.Cli.Witness;

/// <summary><c>keepone witness</c>: a daemon that votes without a replica.</summary>
internal static class WitnessCommand
{
    public static Command Create()
    {
        var file = new Option<string?>("--config") { Description = $"Its configuration; {WitnessConfiguration.DefaultFile} unless given." };
        var name = new Option<string?>("--name") { Description = "Its name in router specifications, instead of the configuration's." };
        var routers = new Option<string?>("--routers") { Description = "The directory of router specifications, instead of the configuration's." };
        var keys = new Option<string?>("--keys") { Description = "The directory of the routers' keys, instead of the configuration's." };
        var log = new Option<LogFormat>("--log") { Description = "text for people and the journal, json for programs." };
        log.AcceptOnlyFromAmong("text", "json");
        var command = new Command("witness",
            """
            Vote for routers without a replica of them.
            Two replicas cannot tell which of them is cut off: a witness is the third vote. It votes for every router that names it under
            guard.witnesses, reads the same specification files and keys as the nodes, and needs no privilege.

            Examples:
              keepone witness
              keepone witness --name w1 --routers /etc/keepone/routers.d --keys /etc/keepone/keys
              keepone witness status
            """) { file, name, routers, keys, log, WitnessStatusCommand.Create() };
        command.SetAction((parsed, stop) => WitnessProgram.RunAsync(
            parsed.GetValue(file), new WitnessWishes(parsed.GetValue(name), parsed.GetValue(routers), parsed.GetValue(keys)), parsed.GetValue(log), Console.Error, stop));
        return command;
    }
}
