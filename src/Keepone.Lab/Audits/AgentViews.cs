using System.Net.Sockets;
using System.Text.Json;
using Keepone.Agent.Status;
using Keepone.Core.Model;
using Keepone.Lab.Fabric;

namespace Keepone.Lab.Audits;

/// <summary>What agents say on their local status sockets.</summary>
internal static class AgentViews
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Asks the agents of all nodes.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="router">The router.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The state's name by node; null: the agent did not answer, or has no such replica.</returns>
    public static async Task<IReadOnlyDictionary<string, string?>> AskAllAsync(IEnumerable<LabNode> nodes, RouterId router, CancellationToken cancellation)
    {
        var views = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            views[node.Name] = await AskAsync(node, router, cancellation);
        }

        return views;
    }

    /// <summary>Asks one agent.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="router">The router.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The state of its replica; null: it did not answer, or has no such replica.</returns>
    public static async Task<string?> AskAsync(LabNode node, RouterId router, CancellationToken cancellation) =>
        (await StatusAsync(node, cancellation))?.Replicas.FirstOrDefault(replica => replica.Router == router)?.State.ToString();

    /// <summary>Asks one agent whether a controller hears it.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Whether one does; false: it did not answer.</returns>
    public static async Task<bool> IsConnectedAsync(LabNode node, CancellationToken cancellation) =>
        await StatusAsync(node, cancellation) is { Controller.Connected: true };

    /// <summary>Asks one agent which beacons it rejected.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="router">The router.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>How many, by reason; null: it did not answer, or has no guard of this router.</returns>
    public static async Task<IReadOnlyDictionary<string, long>?> RejectedAsync(LabNode node, RouterId router, CancellationToken cancellation) =>
        (await StatusAsync(node, cancellation))?.Guards.FirstOrDefault(guard => guard.Router == router)?.Figures.Rejected;

    private static async Task<AgentStatus?> StatusAsync(LabNode node, CancellationToken cancellation)
    {
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            deadline.CancelAfter(Patience);
            return await StatusSocket.AskAsync($"{node.Root}/run/keepone/agent.sock", deadline.Token);
        }
        catch (Exception exception) when (exception is SocketException or JsonException or IOException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }
}
