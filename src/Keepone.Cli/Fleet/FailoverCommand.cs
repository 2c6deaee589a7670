using System.CommandLine;
using Keepone.Protocol.Api;

namespace Keepone.Cli.Fleet;

/// <summary><c>keepone router failover</c>: moves the mastership of a router by an operator's order.</summary>
internal static class FailoverCommand
{
    public static Command Create()
    {
        var router = new Argument<string>("router") { Description = "The router's name or id." };
        var to = new Option<string?>("--to") { Description = "The node that is to take over; whoever is next unless given." };
        var force = new Option<bool>("--force") { Description = "Order it though nobody is fit to take over." };
        var lasting = OrderOptions.For("How long the master gives way; 30s unless given, or 12 advertisement intervals when those are longer.");
        var why = OrderOptions.Why();
        var controller = new ControllerOptions();
        var output = OutputOption.Create();
        var command = new Command("failover",
            """
            Move the mastership of a router: its master gives way for a while, by a penalty.
            A fitter replica takes over; where there is none, nothing is ordered. Exit code 5 when it is refused
            for safety, 4 when the controller or an agent cannot be reached.

            Examples:
              keepone router failover edge-1
              keepone router failover edge-1 --to net-3 --why "net-1 is to be upgraded"
            """) { router, to, force, lasting, why, output };
        controller.AddToOrder(command);
        command.SetAction(async (parsed, stop) =>
        {
            var request = new FailoverRequest
            {
                To = parsed.GetValue(to),
                Force = parsed.GetValue(force),
                ForSeconds = OrderOptions.Seconds(parsed.GetValue(lasting)),
                By = OrderOptions.By(Environment.GetEnvironmentVariable),
                Why = parsed.GetValue(why),
            };
            var (response, code) = await controller.OrderAsync(
                parsed, (client, token) => client.FailoverAsync(parsed.GetValue(router)!, request, token, stop));
            if (response is not null)
            {
                await OrderOptions.WriteAsync(response, parsed.GetValue(output));
            }

            return code;
        });
        return command;
    }
}
