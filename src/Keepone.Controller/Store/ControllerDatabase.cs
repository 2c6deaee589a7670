using System.Text.Json;
using Keepone.Controller.Fleet;
using Keepone.Core.Diagnosis;
using Keepone.Core.Json;
using Keepone.Core.Model;
using Keepone.Protocol.Api;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Keepone.Controller.Store;

/// <summary>The database file: opened, migrated, read at start, pruned.</summary>
internal sealed class ControllerDatabase
{
    /// <summary>How long history and closed incidents are kept.</summary>
    internal static readonly TimeSpan KeepHistory = TimeSpan.FromDays(90);

    /// <summary>The most lines of history.</summary>
    internal const int MostHistory = 200_000;

    /// <summary>The most closed incidents.</summary>
    internal const int MostIncidents = 20_000;

    /// <summary>The most lines of history in one answer.</summary>
    internal const int MostHistoryAnswered = 100;

    private readonly DbContextOptions<ControllerContext> _options;
    private readonly string _file;

    internal ControllerDatabase(string file)
    {
        _file = file;
        var connection = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 5, Pooling = false };
        _options = new DbContextOptionsBuilder<ControllerContext>().UseSqlite(connection.ToString()).Options;
    }

    internal ControllerContext Open() => new(_options);

    /// <summary>Creates or upgrades the file and reads what a former controller knew.</summary>
    /// <exception cref="StartupException">The file cannot be used; the message says why and what to do.</exception>
    internal async Task<FleetSnapshot> StartAsync(CancellationToken cancellation)
    {
        try
        {
            Create();
            await using var context = Open();
            await context.Database.MigrateAsync(cancellation);

            // Readers and the writer do not wait for each other; the setting stays with the file.
            await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellation);
            return await ReadAsync(context, cancellation);
        }
        catch (Exception error) when (
            error is IOException or UnauthorizedAccessException or SqliteException or InvalidOperationException or JsonException)
        {
            throw new StartupException(
                $"The database {_file} cannot be used: {error.Message.TrimEnd('.')}. "
                + "Its directory must exist and be writable for the controller; a damaged file can be moved away, and is then created anew.",
                ExitCodes.MissingPrivilege,
                error);
        }
    }

    /// <summary>The latest history of a router, with the orders that were given to its nodes as a whole; the newest first.</summary>
    internal async Task<IReadOnlyList<TransitionResponse>> HistoryAsync(
        RouterId router, IReadOnlyCollection<string> nodes, CancellationToken cancellation)
    {
        // Each in the order of its index: together they would have to be read whole and sorted.
        await using var context = Open();
        var id = router.ToString();
        var own = await LatestAsync(context.History.Where(row => row.Router == id), cancellation);
        var ofNodes = await LatestAsync(context.History.Where(row => row.Router == "" && nodes.Contains(row.Node)), cancellation);
        return
        [
            .. own.Concat(ofNodes).OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Take(MostHistoryAnswered)
                .Select(row => new TransitionResponse(row.At, row.Node, row.Before, row.After, row.Reason, row.ReceivedAt ?? row.At)
                {
                    Check = row.Check,
                    OrderedBy = row.OrderedBy,
                }),
        ];
    }

    private static Task<List<HistoryRow>> LatestAsync(IQueryable<HistoryRow> rows, CancellationToken cancellation) =>
        rows.AsNoTracking().OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Take(MostHistoryAnswered).ToListAsync(cancellation);

    /// <summary>Removes what is too old or too much.</summary>
    internal async Task PruneAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var context = Open();
        var oldest = now - KeepHistory;
        var firstKept = await context.History.OrderByDescending(row => row.Id).Skip(MostHistory).Select(row => row.Id).FirstOrDefaultAsync(cancellation);
        await context.History.Where(row => row.Id <= firstKept || row.At < oldest).ExecuteDeleteAsync(cancellation);
        var firstIncident = await context.Incidents.Where(row => row.ClosedAt != null)
            .OrderByDescending(row => row.Number).Skip(MostIncidents).Select(row => row.Number).FirstOrDefaultAsync(cancellation);
        await context.Incidents.Where(row => row.ClosedAt != null && (row.Number <= firstIncident || row.ClosedAt < oldest))
            .ExecuteDeleteAsync(cancellation);
    }

    private static async Task<FleetSnapshot> ReadAsync(ControllerContext context, CancellationToken cancellation)
    {
        var nodes = await context.Nodes.AsNoTracking().ToListAsync(cancellation);
        var replicas = await context.Replicas.AsNoTracking().ToListAsync(cancellation);
        var open = await context.Incidents.AsNoTracking().Where(row => row.ClosedAt == null).ToListAsync(cancellation);
        var closed = await context.Incidents.AsNoTracking().Where(row => row.ClosedAt != null)
            .OrderByDescending(row => row.Number).Take(RouterRegister.MostClosedIncidents).ToListAsync(cancellation);
        var numbers = open.Concat(closed).Select(row => row.Number).ToList();
        var events = (
            await context.IncidentEvents.AsNoTracking().Where(
                row => numbers.Contains(row.Incident)).OrderBy(row => row.Id).ToListAsync(cancellation))
            .ToLookup(row => row.Incident);
        var last = await context.Incidents.MaxAsync(row => (long?)row.Number, cancellation) ?? 0;
        return new FleetSnapshot(
            [.. nodes.Select(ToNode)],
            [.. replicas.Select(
                row => (JsonSerializer.Deserialize(row.Observation, CoreJson.Default.Observation)!, row.ReceivedAt))],
            [.. open.Select(row => ToIncident(row, events[row.Number]))],
            [.. closed.AsEnumerable().Reverse().Select(row => ToIncident(row, events[row.Number]))],
            last);
    }

    private static NodeState ToNode(NodeRow row) =>
        new(row.Name, new AgentLiveness(row.State, row.Since, row.LastHeard), row.AgentVersion, row.BootId, row.StartId);

    private static Incident ToIncident(IncidentRow row, IEnumerable<IncidentEventRow> events) =>
        new(row.Number, RouterId.TryParse(row.Router, out var router) ? router : default, row.RouterName, row.Status, row.Since, row.OpenedAt)
        {
            Certainty = row.Certainty,
            Cause = row.Cause,
            Sentence = row.Sentence,
            Masters = [.. row.Masters.Split(',', StringSplitOptions.RemoveEmptyEntries)],
            ClosedAt = row.ClosedAt,
            Timeline = [.. events.Select(entry => new TimelineEntry(entry.At, entry.Kind, entry.Sentence))],
        };

    // Before SQLite does, and with its final mode: what keepalived instances exist is nobody's business on the machine.
    private void Create()
    {
        if (!File.Exists(_file))
        {
            using var created = new FileStream(_file, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
            });
        }
    }
}
