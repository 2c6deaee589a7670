using Keepone.Core.Model;
using Microsoft.EntityFrameworkCore;

namespace Keepone.Controller.Store;

/// <summary>Adds lines of history, each once: an agent that comes back tells again what this controller's memory has lost.</summary>
internal static class HistoryWriter
{
    /// <summary>Adds what is not there yet; the caller saves.</summary>
    internal static async Task AddAsync(ControllerContext context, IReadOnlyCollection<HistoryEntry> entries, CancellationToken cancellation)
    {
        var ends = new Dictionary<(string Node, string StartId), (long Sequence, DateTimeOffset At)>();
        var states = new Dictionary<(RouterId? Router, string Node), VrrpState?>();
        foreach (var entry in entries)
        {
            var row = ToRow(entry);
            if (entry.Told is var (start, sequence))
            {
                // Every process counts its changes, and they are written in their order.
                var end = ends.TryGetValue((entry.Node, start), out var known) ? known : await EndAsync(context, entry.Node, start, cancellation);
                ends[(entry.Node, start)] = end;
                if (sequence <= end.Sequence)
                {
                    continue;
                }

                row.At = row.At > end.At ? row.At : end.At;
                ends[(entry.Node, start)] = (sequence, row.At);
            }

            // A check's verdict and an order say nothing of what the state was.
            if (entry.Check is not null || entry.OrderedBy is not null)
            {
                context.History.Add(row);
                continue;
            }

            // An agent that starts sees its replicas for the first time; whoever kept the history knows how they were.
            var replica = (entry.Router, entry.Node);
            if (row.Before is null && entry.Told is not null)
            {
                row.Before = states.TryGetValue(replica, out var state) ? state : await StateAsync(context, entry, cancellation);
            }

            states[replica] = row.After;
            if (row.Before != row.After || entry.Told is null)
            {
                context.History.Add(row);
            }
        }
    }

    private static async Task<(long Sequence, DateTimeOffset At)> EndAsync(
        ControllerContext context, string node, string start, CancellationToken cancellation)
    {
        var last = await context.History.AsNoTracking().Where(row => row.Node == node && row.StartId == start)
            .OrderByDescending(row => row.Sequence).FirstOrDefaultAsync(cancellation);
        return last is null ? (0, DateTimeOffset.MinValue) : (last.Sequence!.Value, last.At);
    }

    private static async Task<VrrpState?> StateAsync(ControllerContext context, HistoryEntry entry, CancellationToken cancellation)
    {
        var router = IdOf(entry);
        var last = await context.History.AsNoTracking()
            .Where(row => row.Router == router && row.Node == entry.Node && row.Check == null && row.OrderedBy == null)
            .OrderByDescending(row => row.At).ThenByDescending(row => row.Id).FirstOrDefaultAsync(cancellation);
        return last?.After;
    }

    private static string IdOf(HistoryEntry entry) => entry.Router?.ToString() ?? "";

    private static HistoryRow ToRow(HistoryEntry entry) => new()
    {
        Router = IdOf(entry),
        RouterName = entry.RouterName,
        Node = entry.Node,
        At = entry.At,
        ReceivedAt = entry.ReceivedAt,
        StartId = entry.Told?.StartId,
        Sequence = entry.Told?.Sequence,
        Before = entry.Before,
        After = entry.After,
        Reason = entry.Reason,
        Check = entry.Check,
        OrderedBy = entry.OrderedBy,
    };
}
