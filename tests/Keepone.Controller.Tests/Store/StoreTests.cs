using System.Text.Json;
using System.Text.Json.Nodes;
using Keepone.Controller.Fleet;
using Keepone.Controller.Store;
using Keepone.Core.Json;
using Keepone.Core.Model;
using Keepone.Protocol.Api;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using HistoryRow = Keepone.Controller.Store.HistoryRow;

namespace Keepone.Controller.Tests.Store;

public sealed class StoreTests
{
    [Fact]
    public async Task Start_NewDatabase_IsForItsOwnerAndGroupOnlyAndInWalMode()
    {
        await using var controller = await ControllerFixture.StartAsync();

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(
                controller.Options.Database));
        await using var connection = new SqliteConnection($"Data Source={controller.Options.Database};Pooling=false");
        await connection.OpenAsync(ControllerFixture.Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";
        Assert.Equal("wal", await command.ExecuteScalarAsync(ControllerFixture.Cancellation));
    }

    [Fact]
    public async Task Start_FileThatIsNoDatabase_IsRefusedWithASentence()
    {
        await using var controller = new ControllerFixture();
        await File.WriteAllTextAsync(controller.Options.Database, new string('x', 5000), ControllerFixture.Cancellation);

        var failure = await Assert.ThrowsAsync<StartupException>(() => controller.RestartAsync());

        Assert.Equal(ExitCodes.MissingPrivilege, failure.ExitCode);
        Assert.Contains("a damaged file can be moved away", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Migrations_CoverTheModel()
    {
        using var context = new ControllerContextFactory().CreateDbContext([]);
        Assert.False(context.Database.HasPendingModelChanges(), "the model changed: add a migration");
    }

    [Fact]
    public async Task LockedDatabase_DoesNotStopTheDiagnosisAndIsWrittenLater()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await using (var blocker = new SqliteConnection($"Data Source={controller.Options.Database};Pooling=false"))
        {
            await blocker.OpenAsync(ControllerFixture.Cancellation);
            await using var transaction = blocker.BeginTransaction(deferred: false);
            await using var agent = await TestAgent.ConnectAsync(
                controller, "net-1", Samples.Observation("edge-1", "net-1", VrrpState.Master));

            var failed = await controller.Log.WaitAsync(2201);
            Assert.Contains("Diagnosis goes on", failed.Message, StringComparison.Ordinal);
            Assert.Single(await controller.GetAsync("/api/v1/routers", ApiJson.Default.RouterResponseArray));
            await transaction.RollbackAsync(ControllerFixture.Cancellation);
        }

        await controller.Log.WaitAsync(2202);
        await controller.StopAsync();
        await using var context = new ControllerDatabase(controller.Options.Database).Open();
        Assert.Equal("net-1", (await context.Replicas.SingleAsync(ControllerFixture.Cancellation)).Node);
    }

    [Fact]
    public async Task Prune_TooOldAndTooMuch_IsRemovedAndOpenIncidentsStay()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await controller.StopAsync();
        var database = new ControllerDatabase(controller.Options.Database);
        var now = Samples.Noon;
        await using (var context = database.Open())
        {
            foreach (var (number, closed) in new (long, DateTimeOffset?)[] { (1, null), (2, now.AddDays(-100)), (3, now) })
            {
                context.Incidents.Add(new IncidentRow
                {
                    Number = number,
                    Router = "r",
                    RouterName = "r",
                    Cause = "unknown",
                    Sentence = "s",
                    Masters = "",
                    OpenedAt = now.AddDays(-200),
                    ClosedAt = closed,
                });
                context.IncidentEvents.Add(new IncidentEventRow { Incident = number, At = now, Sentence = "s" });
            }

            context.History.Add(
                new HistoryRow { Router = "r", RouterName = "r", Node = "old", At = now.AddDays(-91), Reason = "" });
            context.History.Add(new HistoryRow { Router = "r", RouterName = "r", Node = "new", At = now, Reason = "" });
            await context.SaveChangesAsync(ControllerFixture.Cancellation);
        }

        await database.PruneAsync(now, ControllerFixture.Cancellation);

        await using var after = database.Open();
        Assert.Equal(
            [1L, 3L], await after.Incidents.Select(row => row.Number).Order().ToListAsync(ControllerFixture.Cancellation));
        Assert.Equal(2, await after.IncidentEvents.CountAsync(ControllerFixture.Cancellation));
        Assert.Equal("new", (await after.History.SingleAsync(ControllerFixture.Cancellation)).Node);
    }

    [Fact]
    public async Task Write_HistoryThatIsToldAgain_IsStoredOnceAndInOrder()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await controller.StopAsync();
        var database = new ControllerDatabase(controller.Options.Database);
        await WriteAsync(database, Told("start-1", 1, 10, null, VrrpState.Backup), Told("start-1", 2, 20, VrrpState.Backup, VrrpState.Master));

        // Told again to a controller that forgot: with another error of the clock, and with what happened since.
        await WriteAsync(
            database, Told("start-1", 1, 11, null, VrrpState.Backup), Told("start-1", 2, 21, VrrpState.Backup, VrrpState.Master),
            Told("start-1", 3, 19, VrrpState.Master, VrrpState.Fault));

        // Another process: it sees the replica for the first time, in the state that is known, and then a change.
        await WriteAsync(database, Told("start-2", 1, 30, null, VrrpState.Fault), Told("start-2", 2, 31, VrrpState.Fault, VrrpState.Backup));
        await WriteAsync(database, Told("start-3", 1, 40, null, VrrpState.Master));

        var history = await database.HistoryAsync(RouterId.FromName("edge-1"), [], ControllerFixture.Cancellation);
        Assert.Equal(
            [
                (40, VrrpState.Backup, VrrpState.Master), (31, VrrpState.Fault, VrrpState.Backup), (20, VrrpState.Master, VrrpState.Fault),
                (20, VrrpState.Backup, VrrpState.Master), (10, null, VrrpState.Backup),
            ],
            history.Select(change => ((int)(change.At - Samples.Noon).TotalSeconds, change.From, change.To!.Value)));
        Assert.All(history, change => Assert.True(change.Late));
    }

    [Fact]
    public async Task Start_DatabaseOfTheFormerVersion_IsUpgradedAndKeepsWhatItKnew()
    {
        await using var controller = new ControllerFixture();
        var database = new ControllerDatabase(controller.Options.Database);
        var seen = JsonNode.Parse(JsonSerializer.Serialize(Samples.Observation("edge-1", "net-1", VrrpState.Master), CoreJson.Default.Observation))!;
        foreach (var later in new[] { "checks", "orders", "fault" })
        {
            Assert.True(seen["health"]!.AsObject().Remove(later), later);
        }

        await using (var context = database.Open())
        {
            await context.GetService<IMigrator>().MigrateAsync("20261122213000_ToldHistory", ControllerFixture.Cancellation);
            var (router, at) = (RouterId.FromName("edge-1").ToString(), Samples.Noon.UtcTicks);
            await context.Database.ExecuteSqlAsync(
                $"INSERT INTO nodes (Name, State, Since, LastHeard, AgentVersion, BootId, StartId) VALUES ('net-1', 'Dead', {at}, {at}, '0.3.0', 'b', 's')",
                ControllerFixture.Cancellation);
            await context.Database.ExecuteSqlAsync(
                $"INSERT INTO replicas (Router, Node, ReceivedAt, Observation) VALUES ({router}, 'net-1', {at}, {seen.ToJsonString()})",
                ControllerFixture.Cancellation);
            await context.Database.ExecuteSqlAsync(
                $"INSERT INTO history (Router, RouterName, Node, At, Before, After, Reason) VALUES ({router}, 'edge-1', 'net-1', {at}, 'Backup', 'Master', 'r')",
                ControllerFixture.Cancellation);
        }

        await controller.RestartAsync();

        var detail = await controller.GetAsync("/api/v1/routers/edge-1", ApiJson.Default.RouterDetailResponse);
        Assert.Empty(Assert.Single(detail.Replicas).Observation.Health.Checks);
        Assert.Empty(detail.Orders);
        Assert.Equal((VrrpState.Master, (string?)null, (string?)null), Assert.Single(detail.History) is var row ? (row.To!.Value, row.Check, row.OrderedBy) : default);
    }

    [Fact]
    public async Task Write_ChecksAndOrders_AreHistoryAndNoStates()
    {
        await using var controller = await ControllerFixture.StartAsync();
        await controller.StopAsync();
        var database = new ControllerDatabase(controller.Options.Database);
        await WriteAsync(
            database,
            Told("start-1", 1, 10, null, VrrpState.Backup),
            Told("start-1", 2, 20, VrrpState.Backup, VrrpState.Backup) with { Check = "uplink", Reason = "check uplink failed 3 times in a row" },
            Order(RouterId.FromName("edge-1"), "net-1", 30),
            Order(null, "net-1", 31),
            Order(null, "net-9", 32));

        // What the state was before is not asked of a check or an order.
        await WriteAsync(database, Told("start-2", 1, 40, null, VrrpState.Master));

        var history = await database.HistoryAsync(RouterId.FromName("edge-1"), ["net-1"], ControllerFixture.Cancellation);
        Assert.Equal(
            [
                (40, null, null, VrrpState.Backup, VrrpState.Master), (31, null, "ann", null, null), (30, null, "ann", null, null),
                (20, "uplink", null, VrrpState.Backup, VrrpState.Backup), (10, (string?)null, (string?)null, (VrrpState?)null, (VrrpState?)VrrpState.Backup),
            ],
            history.Select(line => ((int)(line.At - Samples.Noon).TotalSeconds, line.Check, line.OrderedBy, line.From, line.To)));

        static HistoryEntry Order(RouterId? router, string node, int second) =>
            new(router, router is null ? "" : "edge-1", node, Samples.Noon.AddSeconds(second), null, null, "ann ordered it")
            {
                ReceivedAt = Samples.Noon.AddSeconds(second),
                OrderedBy = "ann",
            };
    }

    private static HistoryEntry Told(string start, long sequence, int second, VrrpState? before, VrrpState after) =>
        new(RouterId.FromName("edge-1"), "edge-1", "net-1", Samples.Noon.AddSeconds(second), before, after, "because")
        {
            ReceivedAt = Samples.Noon.AddMinutes(1),
            Told = (start, sequence),
        };

    private static async Task WriteAsync(ControllerDatabase database, params HistoryEntry[] entries)
    {
        await using var context = database.Open();
        await HistoryWriter.AddAsync(context, entries, ControllerFixture.Cancellation);
        await context.SaveChangesAsync(ControllerFixture.Cancellation);
    }

    [Fact]
    public void PutBack_NewerStateCame_KeepsTheNewer()
    {
        var queue = new StoreQueue();
        var old = Samples.Observation("edge-1", "net-1", VrrpState.Backup);
        queue.Add(new ReplicaChanged(old, Samples.Noon, Before: null));
        var batch = queue.Take(out _);
        queue.Add(new ReplicaChanged(old with { State = VrrpState.Master }, Samples.Noon, VrrpState.Backup));
        queue.PutBack(batch);

        var both = queue.Take(out var dropped);
        Assert.Equal(VrrpState.Master, Assert.Single(both.Replicas).Value!.Value.Observation.State);
        Assert.Equal([VrrpState.Backup, VrrpState.Master], both.History.Select(entry => entry.After!.Value));
        Assert.Equal(0, dropped);
    }

    [Fact]
    public void Add_HistoryWithoutEnd_DropsTheOldest()
    {
        var queue = new StoreQueue();
        for (var i = 0; i < StoreQueue.MostHistory + 5; i++)
        {
            queue.Add(new ReplicaRemoved(RouterId.FromName("r"), "r", $"n{i}", Samples.Noon, VrrpState.Backup));
        }

        var batch = queue.Take(out var dropped);
        Assert.Equal(StoreQueue.MostHistory, batch.History.Count);
        Assert.Equal("n5", batch.History.First().Node);
        Assert.Equal(5, dropped);
    }
}
