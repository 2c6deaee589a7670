using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Keepone.Controller.Fleet;
using Keepone.Controller.Logging;
using Keepone.Core.Json;
using Keepone.Core.Model;
using Microsoft.EntityFrameworkCore;

namespace Keepone.Controller.Store;

/// <summary>Writes what waits, in batches, beside the loop. What cannot be written waits, and is tried again.</summary>
internal sealed class StoreWriter(
    ControllerDatabase database, StoreQueue queue, TimeProvider time, ILogger<StoreWriter> logger) : BackgroundService
{
    /// <summary>How long changes are gathered before they are written together.</summary>
    internal static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    /// <summary>The pause after a failure.</summary>
    internal static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>How often old history is removed.</summary>
    internal static readonly TimeSpan PruneEvery = TimeSpan.FromHours(1);

    private bool _failing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var prune = time.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await queue.WaitAsync().WaitAsync(stoppingToken);
                await Task.Delay(Gather, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            if (!await TryWriteAsync(stoppingToken))
            {
                await Task.Delay(RetryAfter, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else if (time.GetUtcNow() >= prune)
            {
                prune = time.GetUtcNow() + PruneEvery;
                await TryAsync(() => database.PruneAsync(time.GetUtcNow(), stoppingToken));
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (queue.Waiting > 0)
        {
            await TryWriteAsync(cancellationToken);
        }
    }

    private async Task<bool> TryWriteAsync(CancellationToken cancellation)
    {
        var batch = queue.Take(out var dropped);
        if (dropped > 0)
        {
            Log.StoreDropped(logger, dropped);
        }

        if (await TryAsync(() => WriteAsync(batch, cancellation)))
        {
            return true;
        }

        queue.PutBack(batch);
        return false;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the database does, the diagnosis goes on.")]
    private async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            if (_failing)
            {
                _failing = false;
                Log.StoreRecovered(logger);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception error)
        {
            if (!_failing)
            {
                _failing = true;
                Log.StoreFailed(logger, (error.InnerException ?? error).Message.TrimEnd('.') + ".", queue.Waiting);
            }

            return false;
        }
    }

    private async Task WriteAsync(StoreBatch batch, CancellationToken cancellation)
    {
        await using var context = database.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        foreach (var node in batch.Nodes)
        {
            await UpsertAsync(context, ToRow(node), [node.Name], cancellation);
        }

        foreach (var ((router, node), replica) in batch.Replicas)
        {
            object[] key = [router.ToString(), node];
            if (replica is var (observation, receivedAt))
            {
                await UpsertAsync(context, ToRow(observation, receivedAt), key, cancellation);
            }
            else if (await context.Replicas.FindAsync(key, cancellation) is { } gone)
            {
                context.Replicas.Remove(gone);
            }
        }

        foreach (var incident in batch.Incidents)
        {
            await UpsertAsync(context, ToRow(incident), [incident.Number], cancellation);
            var written = await context.IncidentEvents.CountAsync(row => row.Incident == incident.Number, cancellation);
            context.IncidentEvents.AddRange(incident.Timeline.Skip(written).Select(entry => new IncidentEventRow
            {
                Incident = incident.Number,
                At = entry.At,
                Kind = entry.Kind,
                Sentence = entry.Sentence,
            }));
        }

        await HistoryWriter.AddAsync(context, batch.History, cancellation);
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task UpsertAsync<T>(ControllerContext context, T row, object[] key, CancellationToken cancellation)
        where T : class
    {
        if (await context.FindAsync<T>(key, cancellation) is { } known)
        {
            context.Entry(known).CurrentValues.SetValues(row);
        }
        else
        {
            context.Add(row);
        }
    }

    private static NodeRow ToRow(NodeState node) => new()
    {
        Name = node.Name,
        State = node.Liveness.State,
        Since = node.Liveness.Since,
        LastHeard = node.Liveness.LastHeard,
        AgentVersion = node.AgentVersion,
        BootId = node.BootId,
        StartId = node.StartId,
    };

    private static ReplicaRow ToRow(Observation observation, DateTimeOffset receivedAt) => new()
    {
        Router = observation.Router.ToString(),
        Node = observation.Node,
        ReceivedAt = receivedAt,
        Observation = JsonSerializer.Serialize(observation, CoreJson.Default.Observation),
    };

    private static IncidentRow ToRow(Incident incident) => new()
    {
        Number = incident.Number,
        Router = incident.Router.ToString(),
        RouterName = incident.RouterName,
        Status = incident.Status,
        Certainty = incident.Certainty,
        Cause = incident.Cause,
        Since = incident.Since,
        OpenedAt = incident.OpenedAt,
        ClosedAt = incident.ClosedAt,
        Sentence = incident.Sentence,
        Masters = string.Join(',', incident.Masters),
    };
}
