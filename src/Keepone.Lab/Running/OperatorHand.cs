using Keepone.Core.Model;
using Keepone.Lab.Processes;
using Keepone.Lab.Scenarios;

namespace Keepone.Lab.Running;

/// <summary>Gives an operator's orders as an operator does: with the command line, where the controller is.</summary>
internal sealed class OperatorHand(LabSession session, Progress progress)
{
    /// <summary>Gives an order.</summary>
    /// <param name="step">An <see cref="OrderFailover"/> or an <see cref="OrderMaintenance"/>.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>A task that ends when the command has.</returns>
    /// <exception cref="LabException">It was refused or failed; the message has what the command said.</exception>
    public async Task CarryOutAsync(Step step, CancellationToken cancellation)
    {
        var command = Command(step, session.Scenario.Router.Name);
        progress.Say($"an operator says: keepone {string.Join(' ', command)}");
        var output = await Tool.RunAsync(session.Topology.Controller.Enter([.. session.Programs.Keepone, .. command]), input: null, cancellation);
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            progress.Say($"    {line}");
        }
    }

    /// <summary>The command line of an order.</summary>
    /// <param name="step">The order.</param>
    /// <param name="router">The router's name.</param>
    /// <returns>The arguments.</returns>
    internal static string[] Command(Step step, string router) => step switch
    {
        OrderFailover { To: { } node } => ["router", "failover", router, "--to", node],
        OrderFailover => ["router", "failover", router],
        OrderMaintenance { For: { } time } order => ["node", "maintenance", order.Node, "on", "--for", Duration.Format(time)],
        OrderMaintenance order => ["node", "maintenance", order.Node, "off"],
        _ => throw new InvalidOperationException($"{step} is no operator's order"),
    };
}
